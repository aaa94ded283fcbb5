# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest of 8 GiB has what it was given, and can use it.
# session: huge
# only: soak
# limit: 480
config "$CASE" "$(cmdline do=memory want=8192)" memory=8192
start "$CASE"
heard "$CASE" 460 'guest: memory (ok|FAIL)'
note "$(said "$CASE" | grep 'guest: memory')"
said "$CASE" | grep -q 'guest: memory ok' || fail "$(said "$CASE" | grep 'guest: memory')"
stop "$CASE"
