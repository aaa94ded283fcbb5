# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A panic in the guest is a crash to Xen: on_crash is obeyed, first "preserve",
# then "restart".
# limit: 120
expect kernel xen
config "$CASE" "$(cmdline do=hello)"
start "$CASE"
heard "$CASE" 60 'guest: ready'
type_in "$CASE" 'echo c >/proc/sysrq-trigger'
state "$CASE" 20 c
said "$CASE" | grep -q 'Kernel panic - not syncing: sysrq triggered crash' ||
	fail "no panic message on the console"
xl destroy "$CASE"

config "$CASE" "$(cmdline do=hello)" 'on_crash="restart"'
start "$CASE"
heard "$CASE" 60 'guest: ready'
first=$(xl domid "$CASE")
mark "$CASE"
# xl does not restart a domain that lived less than 10 s
sleep 11
type_in "$CASE" 'echo c >/proc/sysrq-trigger'
reborn "$CASE" 30 "$first"
heard "$CASE" 40 'guest: ready'
stop "$CASE"
