# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Saved and restored, and checkpointed, with four vCPUs, while a file system is
# written and a TCP connection is in use: no file differs, and the connection is the
# same at the end. The card has four queues, tells dom0 again how to spread packets, and
# its neighbours where its addresses are now.
# limit: 300
# served: lines that have come over the one connection
served() {
	tail -n 1 /tmp/stream
}

# flows GUEST: disk and connection go on
flows() {
	mark "$1"
	heard "$1" 60 'guest: io'
	! grep 'guest: io FAIL' "$(log_of "$1")" >/tmp/reason || exit 1
	_was=$(served)
	_end=$(($(now) + 30 * PATIENCE))
	until [ "$(served)" -gt $((_was + 5)) ]; do
		[ "$(now)" -lt $_end ] || fail "the TCP connection is stuck at line $_was"
		usleep 100000
	done
}

# announced: dom0 knows addresses that it has never asked for, nor had packets from
announced() {
	[ "$(ip neigh show dev xenbr0 | grep -c -i -E "^(10.0.0.9|fd00::9) .*$mac")" = 2 ]
}

echo 1 >/proc/sys/net/ipv4/conf/xenbr0/arp_accept
echo 1 >/proc/sys/net/ipv6/conf/xenbr0/forwarding
echo 1 >/proc/sys/net/ipv6/conf/xenbr0/accept_untracked_na
echo 4 >/sys/module/xen_netback/parameters/max_queues
image d.img 64
# an nc whose input has ended would hang up
mkfifo /tmp/quiet
exec 8<>/tmp/quiet
nc -l -p 5003 <&8 >/tmp/stream &
config "$CASE" "$(cmdline do=saveio)" vcpus=4 memory=128 "$(disk d.img)" "$VIF"
start "$CASE"
heard "$CASE" 90 'guest: io 2'
for _round in $(seq "$SOAK"); do
	for _how in saved checkpointed saved; do
		flows "$CASE"
		mac=$(xenstore-read "/local/domain/$(xl domid "$CASE")/device/vif/0/mac")
		ip neigh flush dev xenbr0
		! announced || fail "dom0 knows its neighbours still"
		$_how "$CASE"
		[ $_how = checkpointed ] || within 20 "addresses are not announced" announced
		flows "$CASE"
	done
done
awk '$1 != NR { exit 1 }' /tmp/stream || fail "lines were lost on the connection"
note "$(served) lines over one connection"
xl destroy "$CASE"
exec 8>&-
