# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest of 128 MiB: has what it was given, and can use it.
# limit: 120
config "$CASE" "$(cmdline do=memory want=128)" memory=128
start "$CASE"
heard "$CASE" 50 'guest: memory (ok|FAIL)'
note "$(said "$CASE" | grep 'guest: memory')"
said "$CASE" | grep -q 'guest: memory ok' || fail "$(said "$CASE" | grep 'guest: memory')"
stop "$CASE"
