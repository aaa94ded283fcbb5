# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest of 512 MiB grows before init goes on, to more than 8 times that and into a
# zone that had no memory at boot, and can use it.
# session: big
# limit: 300
config "$CASE" "$(cmdline hold do=memory want=4352)" memory=512 maxmem=4352
start "$CASE"
heard "$CASE" 30 'guest: holding'
xl mem-set "$CASE" 4352 >/tmp/xl.log 2>&1 || fail "xl mem-set: $(tail -n 1 /tmp/xl.log)"
amount "$CASE" 4352
type_in "$CASE" go
heard "$CASE" 220 'guest: memory (ok|FAIL)'
note "$(said "$CASE" | grep 'guest: memory')"
said "$CASE" | grep -q 'guest: memory ok' || fail "$(said "$CASE" | grep 'guest: memory')"
stop "$CASE"
