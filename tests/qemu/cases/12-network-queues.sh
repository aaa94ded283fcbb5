# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A card with four queues: four connections each way at once, RSS, another number of
# queues while data is on its way, a reset, busy polls, groups that are left out.
# limit: 400
MIB=4
echo 4 >/sys/module/xen_netback/parameters/max_queues
config "$CASE" "$(cmdline do=netqueues size=$MIB)" "$VIF" vcpus=4
dd if=/dev/urandom of=/tmp/send bs=1M count=$MIB 2>/dev/null
sum=$(md5sum </tmp/send | cut -d ' ' -f 1)
# what a guest sends to a port of 5020 to 5023 comes back when it asks port 5030 to 5033
mkfifo /tmp/open-queues
exec 3<>/tmp/open-queues
for port in 0 1 2 3; do
	(nc -l -p 502$port <&3 >/tmp/get$port && mv /tmp/get$port /tmp/got$port) &
	servers="${servers-} $!"
	(while :; do nc -l -p 503$port </tmp/send; done) &
	servers="$servers $!"
done
trap 'kill $servers; ip link del far0 2>/dev/null' EXIT

# multicasts: 20 packets from another interface of the bridge, as dom0's own count as no
# multicasts to its end of the card; to a group that no guest has asked for
multicasts() {
	within 20 "request-multicast-control is not $1" wants "$1"
	for n in $(seq 20); do
		echo "$n" | nc.openbsd -u -q 0 ff02::1234%far0 9
	done
	sleep 1
}

wants() {
	[ "$(xenstore-read "$front/request-multicast-control")" = "$1" ]
}

# neighbour: found by a group that the guest has joined
neighbour() {
	insmod /modules/veth.ko
	ip link add far0 type veth
	brctl addif xenbr0 veth0
	ip link set veth0 up
	ip link set far0 up
	ip addr add fd09::1/64 dev far0
	within 20 "no answer by IPv6" ping6 -c 1 -W 1 fd09::2 >/dev/null
}

start "$CASE"
heard "$CASE" 60 'guest: netqueues has'
said "$CASE" | grep -q 'guest: netqueues has 4 queues' ||
	fail "$(said "$CASE" | grep 'netqueues has')"
step "$CASE" 90 netqueues 'sent all'
for port in 0 1 2 3; do
	within 30 "nothing has come to port 502$port" test -e /tmp/got$port
	[ "$(md5sum </tmp/got$port | cut -d ' ' -f 1)" = "$(said "$CASE" |
		sed -n "s/^guest: netqueues sent $port //p")" ] || fail "port 502$port got something else"
done
front=/local/domain/$(xl domid "$CASE")/device/vif/0
[ "$(xenstore-read "$front/request-multicast-control")" = 1 ] || fail "all groups are sent"
step "$CASE" 90 netqueues 'received all'
[ "$(said "$CASE" | grep -c "guest: netqueues received $sum\$")" = 4 ] ||
	fail "the guest received something else"
step "$CASE" 180 netqueues 'busy done'
on_request netqueues "a neighbour" neighbour
on_request netqueues "no group" multicasts 1
on_request netqueues "all groups" multicasts 0
step "$CASE" 120 netqueues 'ok'
[ "$(xenstore-read "$front/multi-queue-num-queues")" = 3 ] || fail "not 3 queues in the end"
note "$(said "$CASE" | grep -o 'netqueues spread.*' | tr '\n' ';')"
stop "$CASE"
