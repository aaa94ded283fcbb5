# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Programs of XDP and an AF_XDP socket: what they send back, also by another card, drop,
# pass; a flood; jumbo frames.
# limit: 240
MIB=4
card='"bridge=xenbr0,script=/etc/xen/scripts/vif"'
config "$CASE" "$(cmdline do=xdp)" "vif=[$card, $card]"
dd if=/dev/urandom of=/tmp/send bs=1M count=$MIB 2>/dev/null
(while :; do nc -l -p 5041 </tmp/send; done) &
server=$!
trap 'kill $server' EXIT
GUEST=10.0.0.2 PORT=7777

# echoes: what is sent comes back, from the port and address it went to
echoes() {
	for n in 1 2 3 4 5; do
		got=$(echo "$1 $n" | nc.openbsd -u -w "$PATIENCE" $GUEST $PORT)
		[ "$got" = "$1 $n" ] || fail "$1: \"$1 $n\" came back as \"$got\""
	done
}

# large: the same with frames of several pages
large() {
	for size in 4000 4096 6000 8000 8900; do
		head -c $size /tmp/send >/tmp/datagram
		# shellcheck disable=SC2094
		nc.openbsd -u -w "$PATIENCE" $GUEST $PORT </tmp/datagram | cmp - /tmp/datagram ||
			fail "large: $size bytes came back as something else"
	done
}

# flood: as many as dom0's kernel can
flood() {
	insmod /modules/pktgen.ko
	proc=/proc/net/pktgen
	echo "add_device $vif" >$proc/kpktgend_0
	for word in "count 20000" "pkt_size 60" "dst $GUEST" "dst_mac $(xenstore-read "$front/mac")" \
		"src_min 10.0.0.1" "src_max 10.0.0.1" "udp_dst_min $PORT" "udp_dst_max $PORT"; do
		echo "$word" >"$proc/$vif"
	done
	echo start >$proc/pgctrl
	grep -q '^Result: OK' "$proc/$vif" || fail "flood: $(tail -n 1 "$proc/$vif")"
	rmmod pktgen
	echoes "after a flood"
}

datagrams() {
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		echo "$n" | nc.openbsd -u -q 0 $GUEST $PORT
	done
}

jumbo() {
	ip link set "$vif" mtu 9000
	ip link set xenbr0 mtu 9000
}

usual() {
	ip link set xenbr0 mtu 1500
}

start "$CASE"
id=$(xl domid "$CASE")
vif=vif$id.0 front=/local/domain/$id/device/vif/0
for mode in tx redirect socket; do
	on_request xdp $mode echoes $mode
done
on_request xdp load flood
on_request xdp cards echoes cards
on_request xdp drop datagrams
on_request xdp abort datagrams
on_request xdp head ping -c 3 -s 1400 -W 5 $GUEST >/dev/null
on_request xdp jumbo jumbo
heard "$CASE" 60 'guest: xdp (received|FAIL)'
[ "$(said "$CASE" | sed -n 's/^guest: xdp received //p')" = "$(md5sum </tmp/send | cut -d ' ' -f 1)" ] ||
	fail "the guest received something else: $(said "$CASE" | grep 'guest: xdp')"
on_request xdp large large
on_request xdp mtu usual
step "$CASE" 30 xdp ok
note "$(said "$CASE" | grep -o 'xdp ok.*')"
stop "$CASE"
