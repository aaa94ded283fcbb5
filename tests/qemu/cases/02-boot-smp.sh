# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four virtual CPUs on a Xen with two: all come up, and each runs a task.
# limit: 150
config "$CASE" "$(cmdline do=cpus)" vcpus=4
start "$CASE"
heard "$CASE" 60 'guest: cpus (ok|FAIL)'
said "$CASE" | grep -q 'guest: cpus ok 4' || fail "$(said "$CASE" | grep 'guest: cpus')"
stop "$CASE"
