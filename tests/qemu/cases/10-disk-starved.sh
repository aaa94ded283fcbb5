# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# More is written at a time than a disk has grant references for, on one vCPU, where
# responses come in the middle of a submission. dom0 then reads what was written.
# limit: 120
image d.img 64
config "$CASE" "$(cmdline do=diskstarved)" "$(disk d.img)"
start "$CASE"
heard "$CASE" 90 'guest: diskstarved (ok|FAIL)'
sum=$(said "$CASE" | sed -n 's/^guest: diskstarved ok //p')
[ -n "$sum" ] || fail "$(said "$CASE" | grep 'diskstarved FAIL')"
stop "$CASE"
for part in 0 1 2 3 4 5 6 7 8 9 10 11; do
	[ "$(dd if="$IMAGES/d.img" bs=4M skip=$part count=1 2>/dev/null | md5sum | cut -d ' ' -f 1)" = "$sum" ] ||
		fail "dom0 reads something else in part $part"
done
