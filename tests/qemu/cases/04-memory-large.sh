# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest of 4 GiB: has what it was given, and can use it, above 4 GiB as well.
# session: big
# limit: 240
config "$CASE" "$(cmdline do=memory want=4096)" memory=4096
start "$CASE"
heard "$CASE" 220 'guest: memory (ok|FAIL)'
note "$(said "$CASE" | grep 'guest: memory')"
said "$CASE" | grep -q 'guest: memory ok' || fail "$(said "$CASE" | grep 'guest: memory')"
stop "$CASE"
