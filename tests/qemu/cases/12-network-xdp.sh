# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Programs of XDP and an AF_XDP socket: what they send back, drop, pass; jumbo frames.
# limit: 240
MIB=4
config "$CASE" "$(cmdline do=xdp)" "$VIF"
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

datagrams() {
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		echo "$n" | nc.openbsd -u -q 0 $GUEST $PORT
	done
}

# asked WHAT COMMAND...: wait for the guest to ask, do it, say so
asked() {
	step "$CASE" 60 xdp "asks for $1"
	shift
	"$@"
	mark "$CASE"
	type_in "$CASE" "go on"
}

jumbo() {
	vif=$(cd /sys/class/net && echo vif"$(xl domid "$CASE")".*)
	ip link set "$vif" mtu 9000
	ip link set xenbr0 mtu 9000
}

usual() {
	ip link set xenbr0 mtu 1500
}

start "$CASE"
for mode in tx redirect socket; do
	asked $mode echoes $mode
done
asked drop datagrams
asked abort datagrams
asked head ping -c 3 -s 1400 -W 5 $GUEST >/dev/null
asked jumbo jumbo
heard "$CASE" 60 'guest: xdp (received|FAIL)'
[ "$(said "$CASE" | sed -n 's/^guest: xdp received //p')" = "$(md5sum </tmp/send | cut -d ' ' -f 1)" ] ||
	fail "the guest received something else: $(said "$CASE" | grep 'guest: xdp')"
asked mtu usual
step "$CASE" 30 xdp ok
note "$(said "$CASE" | grep -o 'xdp ok.*')"
stop "$CASE"
