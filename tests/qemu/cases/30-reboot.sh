# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Asked by xl to reboot, the guest goes down in order and comes up as a new
# domain.
# limit: 120
config "$CASE" "$(cmdline do=hello)"
start "$CASE"
heard "$CASE" 60 'guest: ready'
first=$(xl domid "$CASE")
mark "$CASE"
xl reboot "$CASE" >/tmp/xl.log 2>&1 || fail "xl reboot: $(tail -n 1 /tmp/xl.log)"
reborn "$CASE" 40 "$first"
said "$CASE" | grep -E -q 'guest: reboot|Restarting system' ||
	fail "the guest did not go down in order"
heard "$CASE" 60 'guest: ready'
stop "$CASE"
