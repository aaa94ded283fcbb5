# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A network card whose back-end is not trusted, with four vCPUs: all data goes
# through pages of its own, ping and TCP each way with checksums.
# limit: 150
config "$CASE" "$(cmdline do=network size=4)" "vcpus=4" \
	'vif=["bridge=xenbr0,script=/etc/xen/scripts/vif,trusted=0"]'
network_peer 4
start "$CASE"
[ "$(xenstore-read "/local/domain/$(xl domid "$CASE")/device/vif/0/trusted")" = 0 ] ||
	fail "xl did not make the back-end an untrusted one"
heard "$CASE" 120 'guest: network (ok|FAIL)'
network_verify "$CASE"
note "$(said "$CASE" | grep 'guest: network ok')"
stop "$CASE"
