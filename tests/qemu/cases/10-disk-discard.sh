# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The guest gives sectors up, and dom0 has their memory back.
# limit: 100
image d.img 32
config "$CASE" "$(cmdline do=diskdiscard)" "$(disk d.img)"
start "$CASE"
heard "$CASE" 60 'guest: diskdiscard (has written|FAIL)'
said "$CASE" | grep -q 'guest: diskdiscard has written' ||
	fail "$(said "$CASE" | grep 'diskdiscard FAIL')"
before=$(du -k "$IMAGES/d.img" | cut -f 1)
[ "$before" -ge 12288 ] || fail "the image has $before KiB after 12 MiB were written"
type_in "$CASE" go
heard "$CASE" 60 'guest: diskdiscard (ok|FAIL)'
said "$CASE" | grep -q 'guest: diskdiscard ok' ||
	fail "$(said "$CASE" | grep 'diskdiscard FAIL')"
after=$(du -k "$IMAGES/d.img" | cut -f 1)
[ "$after" -le $((before - 8192)) ] || fail "the image has $after KiB of $before left"
note "$before KiB, then $after"
stop "$CASE"
