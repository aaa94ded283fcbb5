# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest that feeds its watchdog lives, also when it was saved meanwhile; one that
# does not is ended by Xen, and on_watchdog is obeyed.
# limit: 150
expect xen
config "$CASE" "$(cmdline do=watchdog)" 'on_watchdog="restart"'
start "$CASE"
heard "$CASE" 60 'guest: watchdog (fed$|FAIL)'
heard "$CASE" 60 'guest: watchdog (let go|FAIL)'
heard "$CASE" 60 'guest: watchdog (fed again|FAIL)'
saved "$CASE"
first=$(xl domid "$CASE")
heard "$CASE" 60 'guest: watchdog (starves|FAIL)'
! said "$CASE" | grep 'watchdog FAIL' >/tmp/reason || exit 1
reborn "$CASE" 60 "$first"
xl dmesg | grep -q "Watchdog timer fired for domain $first\$" || fail "Xen says nothing of a watchdog of d$first"
xl destroy "$CASE"
