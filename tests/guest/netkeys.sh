# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The guest's part of tests/qemu/cases/15-network-keys.sh, by words from the console; eth1
# is the card that it is about.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
# shellcheck source=tests/guest/card.sh
. /guest/card.sh
CARD=/sys/class/net/eth1

bad() {
	echo "guest: netkeys FAIL $word: $1"
	exit 1
}

# send: from each CPU, and so by each queue
send() {
	for _cpu in 1 2; do
		taskset $_cpu ping -c 8 -i 0.01 -W 1 10.1.0.77 >/dev/null 2>&1
	done
}

# sends: to a back-end that takes nothing
sends() {
	send
	carrier eth1 || bad "the carrier is lost"
}

sent() {
	for _queue in "$CARD"/queues/tx-*; do
		[ "$(count "q${_queue##*-}_tx_packets" eth1)" -ge 8 ] || return 1
	done
}

works() {
	second_up ""
	send
	within 10 "not sent: $(ethtool -S eth1 | grep 'q._tx_packets' | tr -d '\n')" sent
	[ "$(cat $CARD/statistics/rx_packets)" -ge 8 ] || bad "nothing is received"
	carrier eth1 || bad "the carrier is lost"
}

lies() {
	second_up ""
	while carrier eth1; do
		send
	done
	failure "71 "
}

# failure TEXT: the device says so, and what looks after devices was told
failure() {
	grep -q "^$1" $CARD/device/failure || bad "failure says $(cat $CARD/device/failure)"
	within 5 "no uevent of $1" eval "tail -n 1 /tmp/uevents | grep -q '^vif-7 ${1%% *}\$'"
}

# dead: without carrier, and can be taken down and up
dead() {
	[ -e $CARD ] || bad "no eth1"
	ip link set eth1 down || bad "not down"
	ip link set eth1 up || bad "not up"
	! carrier eth1 || bad "it has a carrier"
}

reset() {
	ethtool --reset eth1 all >/dev/null || bad "ethtool"
	within 10 "no uevent of the reset" grep -q '^vif-7 0$' /tmp/uevents
	failure 0
}

# whispers: to dom0, while the other back-end looks at all that it is shown
whispers() {
	second_up ""
	for _ in $(seq 8); do
		ping -c 20 -i 0.05 -s 1000 -p a7 $dom0 >/dev/null 2>&1 &
	done
	ping -c 60 -i 0.02 -s 1000 -W 1 10.1.0.77 >/dev/null 2>&1
	carrier eth1 || bad "the carrier is lost"
}

gone() {
	within 60 "eth1 is still there" test ! -e $CARD
	within 10 "eth0 does not work" answers
}

word=begin
# shellcheck disable=SC2016 # its shell expands
uevent sh -c '[ -z "$XENBUS_FAILURE" ] || echo "${DEVPATH##*/} $XENBUS_FAILURE" >>/tmp/uevents' &
within 30 "no answer" answers
echo "guest: netkeys can begin"
while read -r word </dev/console; do
	$word
	echo "guest: netkeys $word ok"
done
