# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What programs ask of the kernel and a PV port can break: perf, breakpoints, single
# steps, seccomp, core dumps; KSM, compaction, generations of pages, userfaultfd, large
# folios. tests/guest/apis.c says what is checked.
# limit: 150
config "$CASE" "$(cmdline do=apis)" vcpus=2
start "$CASE"
heard "$CASE" 90 'guest: apis (ok|FAIL)'
said "$CASE" | grep 'guest: api .* FAIL' >/tmp/reason && exit 1
said "$CASE" | grep -q 'guest: apis ok' || fail "guest: apis FAIL"
note "$(said "$CASE" | grep -c 'guest: api .* ok') interfaces"
stop "$CASE"
