# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The events xfblk:* in tracefs, of a kernel that has it: each request that is counted,
# once, and each response after its request. tests/guest/disktrace.sh says what else.
# session: debian
# only: soak
# limit: 120
image d.img 64
config "$CASE" "$(cmdline do=disktrace)" vcpus=2 memory=384 "$(disk d.img)"
start "$CASE"
step "$CASE" 100 disktrace ok
note "$(said "$CASE" | sed -n 's/^guest: disktrace ok //p')"
stop "$CASE"
