# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A network card: ping, TCP each way with checksums.
# limit: 150
config "$CASE" "$(cmdline do=network size=16)" "$VIF"
network_peer 16
start "$CASE"
heard "$CASE" 120 'guest: network (ok|FAIL)'
network_verify "$CASE"
note "$(said "$CASE" | grep 'guest: network ok')"
stop "$CASE"
