# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A network card: ping, TCP each way with checksums; the same where the guest is told not
# to trust its back-end.
# limit: 200

# transfers TRUSTED: all of it over a card of that kind
transfers() {
	network_peer 16
	start "$CASE"
	heard "$CASE" 120 'guest: network (ok|FAIL)'
	network_verify "$CASE"
	_key=/local/domain/$(xl domid "$CASE")/device/vif/0/trusted
	[ "$(xenstore-read "$_key")" = "$1" ] || fail "$_key is not $1"
	note "trusted=$1: $(said "$CASE" | grep 'guest: network ok')"
	stop "$CASE"
}

config "$CASE" "$(cmdline do=network size=16)" "$VIF"
transfers 1
config "$CASE" "$(cmdline do=network size=16)" "${VIF%\"]},untrusted\"]"
transfers 0
