# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# More parts of netparts.sh: what users do, the kernel's selftests, and a bad network.

# dom0 has a server of 10.0.0.100 to 109
dhcp() {
	local lease

	run ip addr flush dev eth0
	mkdir -p /var/lib/dhcp
	run timeout 120 dhclient -1 -v -pf /tmp/dhclient.pid eth0
	lease=$(ip -4 -o addr show dev eth0 | sed -n 's/.*inet \(10\.0\.0\.10[0-9]\)\/24.*/\1/p')
	[ -n "$lease" ] || bad "no address of the server's"
	echoed "$DOM0"
	run timeout 60 dhclient -r -v -pf /tmp/dhclient.pid eth0
	run ip addr flush dev eth0
	run addresses
	figures="$figures $lease"
}

login() {
	timeout 300 dbclient -y -y -T -i /tmp/user root@"$1" "$2"
}

# copied ADDRESS: a tree goes there and comes back
copied() {
	mkdir -p /tmp/back
	tar -C /usr/lib -c systemd | login "$1" 'mkdir -p /tmp/tree && tar -C /tmp/tree -x' 2>/tmp/out ||
		bad "copy to $1"
	login "$1" 'tar -C /tmp/tree -c systemd && rm -r /tmp/tree' 2>/tmp/out | tar -C /tmp/back -x ||
		bad "copy from $1"
	run diff -r --no-dereference /usr/lib/systemd /tmp/back/systemd
	rm -r /tmp/back
}

ssh() {
	socat -t 60 - "TCP4:$DOM0:5101" <<<'base64 -w 0 /tmp/user' | base64 -d >/tmp/user
	chmod 600 /tmp/user
	copied "$DOM0"
	copied "$DOM06"
	figures="$figures $(du -sm /usr/lib/systemd | cut -f 1) MiB"
}

# LISTENS: wait until the kernel's program has its port, 34000; in what it then has of its
# six seconds all must have come
LISTENS='timeout 20 bash -c "until grep -q :84D0 /proc/net/udp /proc/net/udp6; do sleep 0.1; done"'

# csum_rx ARGS...: the kernel's program here (-R) takes what it sends in dom0 (-T)
csum_rx() {
	csum -i eth0 -L 6 -n 100 "$@" -S "$far" -D "$near" -r 1 -R >/tmp/rx 2>&1 &
	run eval "$LISTENS"
	dom0 "csum -i xenbr0 -n 100 $* -S $far -D $near -r 1 -T"
	wait $! || { cp /tmp/rx /tmp/out; bad "csum rx $*"; }
}

# csum_tx ADDRESS ARGS...: to another guest, as nobody fills in a checksum on the way to
# dom0, but a bridge does to a card that does not
csum_tx() {
	local to=$1

	shift
	there "$PEER" "(csum -i eth0 -L 6 -n 100 $* -S $near -D $to -R; echo rc=\$?) >/tmp/rx 2>&1 &
		$LISTENS || (cat /tmp/rx; false)"
	run csum -i eth0 -n 100 "$@" -S "$near" -D "$to" -T
	within 30 ask "$PEER" 'grep rc= /tmp/rx'
	there "$PEER" 'tail -n 5 /tmp/rx; grep -qx rc=0 /tmp/rx'
}

# zerocopy -4|-6 KIND: what is sent is not copied here
zerocopy() {
	dom0 "nohup msg_zerocopy -t 4 -C 0 $1 -i xenbr0 -S $near -D $far -r $2 >/tmp/mz 2>&1 & sleep 1"
	run msg_zerocopy -t 2 -C 0 "$1" -i eth0 -S "$near" -D "$far" -z "$2"
	dom0 'sleep 4; cat /tmp/mz; ! pidof msg_zerocopy'
	grep -q '^rx=[1-9]' /tmp/out || bad "msg_zerocopy $*"
}

# shellcheck disable=SC2016 # dom0's shell expands
# segments: packets that the card, or the kernel before it, takes apart
segments() {
	local args kind over

	for args in "-t" "-t -z" "" "-S 0" "-S 0 -z -a" "-S 0 -T -z -a"; do
		# by UDP it looks at what comes, and goes on when the other end is gone
		case $args in
		-t*) kind=-t over=: ;;
		*) kind=-v over='kill $(cat /tmp/rx.pid)' ;;
		esac
		dom0 "timeout 60 udpgso_bench_rx -p 8000 $kind >/tmp/rx 2>&1 &
			echo \$! >/tmp/rx.pid; ${LISTENS//84D0 /1F40 \/proc\/net\/tcp6 }"
		# shellcheck disable=SC2086
		run udpgso_bench_tx -p 8000 -l 2 "-$family" -D "$far" $args
		dom0 "$over && grep 'rx: .*[1-9]' /tmp/rx"
	done
}

selftests() {
	local family near far other args

	dom0 "ethtool -K $PEERVIF tx off"
	for family in 4 6; do
		case $family in
		4) near=10.0.0.2 far=$DOM0 other=$PEER ;;
		6) near=fd00::2 far=$DOM06 other=$PEER6 ;;
		esac
		for args in -t "-t -E" "" -E; do
			# shellcheck disable=SC2086
			csum_rx -$family $args
		done
		csum_tx "$other" "-$family" -U -r 1
		csum_tx "$other" "-$family" -U -Z
		zerocopy -$family tcp
		zerocopy -$family udp
		segments
	done
	dom0 "ethtool -K $PEERVIF tx on sg on tso on gso on"
}

# impaired INTERFACE COMMAND: the sums are right whatever the network does
impaired() {
	local what

	for what in "loss 2%" "delay 8ms reorder 25% 50%" "duplicate 10%" "corrupt 1%" \
		"delay 5ms 3ms loss 1% duplicate 2% corrupt 0.5%"; do
		"$1" "tc qdisc replace dev $2 root netem $what"
		echoed "$DOM0" /tmp/less
		echoed "$DOM06" /tmp/less
		"$1" "tc qdisc del dev $2 root"
	done
}

here() {
	run bash -c "$1"
}

netem() {
	head -c 300000 /tmp/data >/tmp/less
	impaired dom0 "$VIF"
	impaired here eth0
	figures="$figures $(counters rx_header_errors) bad headers"
}

# flow NAME ADDRESS: until /tmp/over is there, all that comes back is what was sent
flow() {
	until [ -e /tmp/over ]; do
		cat /tmp/data || break
	done | tee >(sha256sum >"/tmp/flow.$1.out") |
		socat -b 65536 -t 200 - "$(end "$2" TCP)" 2>"/tmp/flow.$1.err" |
		tee >(wc -c >"/tmp/flow.$1.bytes") | sha256sum >"/tmp/flow.$1.in"
}

flows_over() {
	local f

	for f in 1 2 3; do
		within 30 test -s /tmp/flow.$f.out -a -s /tmp/flow.$f.bytes -a -s /tmp/flow.$f.in
		cmp /tmp/flow.$f.out /tmp/flow.$f.in >/tmp/out 2>&1 || {
			cat /tmp/flow.$f.err >>/tmp/out
			bad "flow $f: other data came back"
		}
		[ "$(cat /tmp/flow.$f.bytes)" -gt 3000000 ] || bad "flow $f has stood still"
	done
	figures="$figures $(awk '{ n += $1 } END { printf "%d MiB", n / 1048576 }' /tmp/flow.*.bytes) and back"
	rm /tmp/flow.*
}

# counted N: dom0 looks at Xen's table of grants, and we at our memory
counted() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	echo "guest: netreal asks for count $1"
	within 120 ask "$DOM0" "test -e /tmp/counted-$1"
	figure MemFree: /proc/meminfo >"/tmp/free.$1"
}

down_and_up() {
	for _ in 1 2 3 4 5; do
		sleep 1
		ip link set eth0 down
		sleep 0.3
		addresses
	done >/tmp/out 2>&1
}

unplugged() {
	echo "guest: netreal asks for unplug"
	within 60 test ! -e /sys/class/net/eth0
	echo "guest: netreal asks for plug"
	within 60 test -e /sys/class/net/eth0
	run addresses
}

# on_the_way: more than a few megabytes since the plug
on_the_way() {
	[ "$(cat /sys/class/net/eth0/statistics/tx_bytes)" -gt 3000000 ]
}

# bulk: over a card that goes down and up, and is unplugged and plugged, with the
# connections open; no memory and no grant is lost
bulk() {
	local lost pids

	rm -f /tmp/over
	counted 1
	flow 1 "$DOM0" &
	pids=$!
	flow 2 "$DOM06" &
	pids="$pids $!"
	flow 3 "$PEER" &
	pids="$pids $!"
	sleep $((LENGTH / 4))
	down_and_up
	sleep $((LENGTH / 4))
	unplugged
	sleep $((LENGTH / 2))
	within 120 on_the_way
	: >/tmp/over
	# shellcheck disable=SC2086
	wait $pids
	flows_over
	no_errors
	counted 2
	lost=$(($(cat /tmp/free.1) - $(cat /tmp/free.2)))
	[ $lost -lt 8192 ] || bad "$lost KiB are lost"
	figures="$figures, $lost KiB less are free"
}
