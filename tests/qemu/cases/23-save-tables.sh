# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Saves in the middle of what four vCPUs do to the page tables of one process and its
# children: tables that are parked or kept, half-filled ones, processes half made. No
# page ever holds anything but what was written to it.
# limit: 240
config "$CASE" "$(cmdline do=tables)" vcpus=4 memory=192
start "$CASE"
heard "$CASE" 60 'guest: init started'
sleep 4
for _round in 1 2 3; do
	saved "$CASE"
	sleep 2
done
heard "$CASE" 180 'guest: tables'
said "$CASE" | grep -q 'guest: tables ok' || fail "$(said "$CASE" | grep 'guest: tables')"
note "$(said "$CASE" | sed -n 's/.*guest: tables ok //p') operations"
stop_saved "$CASE"
