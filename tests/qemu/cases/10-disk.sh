# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A disk: file system made, written, flushed, unmounted, read again; then, in a
# second life of the guest, still the same, and the same in dom0's eyes.
# limit: 150
image d.img 96
config "$CASE" "$(cmdline do=diskwrite)" "$(disk d.img)"
start "$CASE"
heard "$CASE" 60 'guest: disk (written|FAIL)'
sum=$(said "$CASE" | sed -n 's/^guest: disk written //p')
[ -n "$sum" ] || fail "$(said "$CASE" | grep 'guest: disk')"
stop "$CASE"

config "$CASE" "$(cmdline do=diskread)" "$(disk d.img)"
start "$CASE"
heard "$CASE" 60 'guest: disk (read|FAIL)'
again=$(said "$CASE" | sed -n 's/^guest: disk read //p')
[ "$sum" = "$again" ] || fail "the guest reads $again, wrote $sum"
stop "$CASE"

disk_verify d.img "$sum"
