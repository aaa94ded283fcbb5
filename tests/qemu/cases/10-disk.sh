# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A disk: file system made, written, flushed, unmounted, read again; then, in a
# second life of the guest, still the same, and the same in dom0's eyes. In a third one
# the guest is told not to trust its back-end, and writes anew.
# limit: 200
image d.img 96

# writes TRUSTED: to a disk of that kind; $sum is what was written
writes() {
	heard "$CASE" 60 'guest: disk (written|FAIL)'
	said "$CASE" | grep -q "guest: disk trusted $1" || fail "the disk's trusted is not $1"
	sum=$(said "$CASE" | sed -n 's/^guest: disk written //p')
	[ -n "$sum" ] || fail "$(said "$CASE" | grep 'guest: disk')"
	stop "$CASE"
}

config "$CASE" "$(cmdline do=diskwrite)" "$(disk d.img)"
start "$CASE"
writes 1

config "$CASE" "$(cmdline do=diskread)" "$(disk d.img)"
start "$CASE"
heard "$CASE" 60 'guest: disk (read|FAIL)'
again=$(said "$CASE" | sed -n 's/^guest: disk read //p')
[ "$sum" = "$again" ] || fail "the guest reads $again, wrote $sum"
stop "$CASE"

disk_verify d.img "$sum"

config "$CASE" "$(cmdline do=diskwrite)" "$(disk d.img)"
start "$CASE" -p
xenstore-write "/local/domain/$(xl domid "$CASE")/device/vbd/51712/trusted" 0
xl unpause "$CASE"
writes 0
disk_verify d.img "$sum"
