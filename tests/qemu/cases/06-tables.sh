# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four virtual CPUs work on the page tables of one process and its children; no
# page ever holds anything but what was written to it.
# limit: 180
config "$CASE" "$(cmdline do=tables)" vcpus=4
start "$CASE"
heard "$CASE" 120 'guest: tables'
said "$CASE" | grep -q 'guest: tables ok' || fail "$(said "$CASE" | grep 'guest: tables')"
note "$(said "$CASE" | sed -n 's/.*guest: tables ok //p') operations"
stop "$CASE"
