# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four vCPUs on one processor contend for a spinlock: none starves, and the figure
# says how much of the processor goes into waiting.
# session: icount
# limit: 120
config "$CASE" "$(cmdline do=locks)" vcpus=4
start "$CASE"
heard "$CASE" 60 'guest: locks (ok|FAIL)'
said "$CASE" | grep -q 'guest: locks ok' || fail "$(said "$CASE" | grep 'guest: locks')"
note "$(said "$CASE" | grep 'guest: locks ok') (operations in 3 s, of the slowest of 4)"
stop "$CASE"
