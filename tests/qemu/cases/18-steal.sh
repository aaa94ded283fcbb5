# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Stolen time in /proc/stat, of four vCPUs on two processors, and of a vCPU that
# was down. tests/guest/steal.sh says what is checked.
# limit: 150
config "$CASE" "$(cmdline do=steal)" vcpus=4
start "$CASE"
heard "$CASE" 90 'guest: steal (ok|FAIL)'
said "$CASE" | grep -q 'guest: steal ok' || fail "$(said "$CASE" | grep 'guest: steal')"
note "$(said "$CASE" | grep 'guest: steal ok')"
stop "$CASE"
