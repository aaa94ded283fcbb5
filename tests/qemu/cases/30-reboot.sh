# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# xl reboot "$CASE" >/dev/null
reborn "$CASE" 40 "$first"
said "$CASE" | grep -q 'guest: reboot' || fail "the guest did not go down in order"
heard "$CASE" 40 'guest: ready'
stop "$CASE"
