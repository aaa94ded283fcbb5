# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest with one CPU boots to user space and shuts down when asked to.
# limit: 120
config "$CASE" "$(cmdline do=hello)"
start "$CASE"
heard "$CASE" 60 'guest: ready'
said "$CASE" | grep -q ', 1 CPU(s), ' || fail "not one CPU: $(said "$CASE" | grep CPU)"
note "$(said "$CASE" | grep 'guest: kernel')"
stop "$CASE"
