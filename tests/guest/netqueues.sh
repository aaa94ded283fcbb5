# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four queues: see tests/qemu/cases/12-network-queues.sh. dom0 has servers of its own
# for each of four connections; size= is MiB of each.
size=$(sed -n 's/.*size=\([0-9]*\).*/\1/p' /proc/cmdline)

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
# shellcheck source=tests/guest/card.sh
. /guest/card.sh

bad() {
	echo "guest: netqueues FAIL $1"
	exit 1
}

# four MODE: four connections, each on a CPU of its own
four() {
	pids=
	for _n in 0 1 2 3; do
		$1 $_n &
		pids="$pids $!"
	done
	for _p in $pids; do
		wait "$_p" || exit 1
	done
}

sends() {
	echo "guest: netqueues sent $1 $(md5sum <"/tmp/out$1" | cut -d ' ' -f 1)"
	taskset "$(printf %x $((1 << $1)))" nc -w 10 $dom0 "502$1" <"/tmp/out$1" ||
		bad "cannot send to port 502$1"
}

receives() {
	nc $dom0 "503$1" <&3 >"/tmp/in$1" || bad "cannot connect to port 503$1"
	[ "$(wc -c <"/tmp/in$1")" = $((size << 20)) ] ||
		bad "received $(wc -c <"/tmp/in$1") bytes of $((size << 20))"
	echo "guest: netqueues received $(md5sum <"/tmp/in$1" | cut -d ' ' -f 1)"
	rm "/tmp/in$1"
}

# spread WHAT DIR: packets of each queue
spread() {
	echo "guest: netqueues spread $1 $(for _q in 0 1 2 3; do count "q${_q}_$2_packets"; done | tr '\n' ' ')"
}

# both: has each of the first two queues received more than it had?
both() {
	[ "$(count q0_rx_packets)" -gt $((_first + 20)) ] &&
		[ "$(count q1_rx_packets)" -gt $((_second + 20)) ]
}

# by_two: connections of which the first two queues get all packets. Ports decide which
# of the two: that 24 connections all get the same is once in eight millions
by_two() {
	_before=$(($(count q2_rx_packets) + $(count q3_rx_packets)))
	_first=$(count q0_rx_packets) _second=$(count q1_rx_packets)
	for _round in 1 2 3 4 5 6; do
		four receives >/dev/null
		! both || break
	done
	[ $(($(count q2_rx_packets) + $(count q3_rx_packets))) = "$_before" ] ||
		bad "$1: queues 2 and 3 received"
	both || bad "$1: only one queue received"
}

rss() {
	ethtool -X eth0 equal 2 || bad "ethtool -X equal 2"
	ethtool -x eth0 | grep -q '^ *0: *0 *1 *0 *1' || bad "ethtool -x: $(ethtool -x eth0 | sed -n 2,4p)"
	by_two "equal 2"
	spread "equal 2" rx
	ethtool -N eth0 rx-flow-hash tcp4 sd || bad "ethtool -N"
	ethtool -n eth0 rx-flow-hash tcp4 | grep -q 'L4 bytes' && bad "ports are hashed still"
	ethtool -N eth0 rx-flow-hash tcp4 sdfn || bad "ethtool -N with ports"
	ethtool -K eth0 rxhash on || bad "ethtool -K rxhash on"
	ethtool -X eth0 hkey "$(for _k in 1 2 3 4 5 6 7 8; do printf '%s:' 6d:5a:56:da:25; done | cut -c -119)" ||
		bad "ethtool -X hkey"
	by_two "another key"
	ethtool -X eth0 weight 0 1 2>/dev/null || bad "ethtool -X weight 0 1"
	ethtool -X eth0 default || bad "ethtool -X default"
	! ethtool -X eth0 hfunc xor 2>/dev/null || bad "hfunc xor is taken"
}

# moderation: events held back, by DIM, and a poll in threads
moderation() {
	ethtool -C eth0 rx-usecs 100 rx-frames 8 || bad "ethtool -C"
	ethtool -c eth0 | grep -q '^rx-usecs:[[:space:]]*100$' || bad "rx-usecs is not 100"
	four receives >/dev/null
	! ethtool -C eth0 rx-usecs 5000 2>/dev/null || bad "rx-usecs 5000 is taken"
	ethtool -C eth0 adaptive-rx on || bad "adaptive-rx on"
	echo 1 >/sys/class/net/eth0/threaded || bad "no threads"
	four receives >/dev/null
	echo 0 >/sys/class/net/eth0/threaded
	ethtool -C eth0 adaptive-rx off rx-usecs 0 rx-frames 0 || bad "adaptive-rx off"
}

busy_polls() {
	awk '$1 == "TcpExt:" && !names { names = $0; next } $1 == "TcpExt:" {
		n = split(names, name)
		for (i = 1; i <= n; i++) if (name[i] == "BusyPollRxPackets") print $i }' /proc/net/netstat
}

# busy: whoever waits for data polls the card
busy() {
	echo 100 | tee /proc/sys/net/core/busy_poll >/proc/sys/net/core/busy_read
	_before=$(busy_polls)
	receives 0 >/dev/null
	echo 0 | tee /proc/sys/net/core/busy_poll >/proc/sys/net/core/busy_read
	[ "$(busy_polls)" -gt "$_before" ] || bad "nothing came by a busy poll"
}

# groups: nobody listens to the first 20 packets that dom0 sends, an interface that takes
# all of them to the next
groups() {
	ip addr add fd09::2/64 dev eth0
	ask netqueues "a neighbour"
	_before=$(count rx_packets)
	ask netqueues "no group"
	_few=$(($(count rx_packets) - _before))
	[ $_few -lt 10 ] || bad "$_few packets for nobody"
	ifconfig eth0 allmulti
	_before=$(count rx_packets)
	ask netqueues "all groups"
	_many=$(($(count rx_packets) - _before))
	[ $_many -ge 20 ] || bad "only $_many packets to all groups"
	ifconfig eth0 -allmulti
	echo "guest: netqueues spread groups $_few $_many"
}

# resize: another number of queues under a connection that goes on
resize() {
	receives 0 &
	ethtool -L eth0 combined 2 || bad "ethtool -L combined 2"
	within 20 "not 2 queues" has_queues 2
	ethtool -X eth0 weight 1 3 || bad "ethtool -X weight 1 3"
	_table=$(ethtool -x eth0)
	ethtool --reset eth0 all >/dev/null || bad "ethtool --reset"
	sleep 1
	within 20 "no carrier after reset" has_queues 2
	[ "$(ethtool -x eth0)" = "$_table" ] || bad "the table is another after a reset"
	ethtool -L eth0 combined 3 || bad "ethtool -L combined 3"
	within 20 "not 3 queues" has_queues 3
	wait $! || exit 1
	! ethtool -L eth0 combined 5 2>/dev/null || bad "5 queues are taken"
	within 20 "no answer" answers
}

mkfifo /tmp/open
exec 3<>/tmp/open
within 20 "no answer at first" answers
echo "guest: netqueues has $(queues) queues"
for n in 0 1 2 3; do
	head -c $((size << 20)) /dev/urandom >/tmp/out$n
done
four sends
rm /tmp/out*
spread "by CPU" tx
for n in 0 1 2 3; do
	_before=$(count q${n}_tx_packets)
	taskset $((1 << n)) ping -c 30 -i 0.01 -W 5 $dom0 >/dev/null || bad "no answer to CPU $n"
	[ "$(count q${n}_tx_packets)" -ge $((_before + 30)) ] || bad "CPU $n does not send by queue $n"
done
echo "guest: netqueues sent all"
four receives
echo "guest: netqueues received all"
spread "as dom0 likes" rx
for part in rss moderation busy groups resize; do
	$part
	echo "guest: netqueues $part done"
done
echo "guest: netqueues ok"
