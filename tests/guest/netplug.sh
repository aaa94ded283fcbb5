# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What must not wedge a card: down and up, unplug, and a back-end that falls
# silent, each while dom0's port 5003 is being sent to. dom0 does its part when
# it reads the line that asks for it.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
# shellcheck source=tests/guest/card.sh
. /guest/card.sh

bad() {
	echo "guest: netplug FAIL $1"
	exit
}

traffic() {
	while :; do
		nc -w 2 $dom0 5003 </dev/zero >/dev/null 2>&1
		usleep 200000
	done
}

up() {
	ip link set eth0 up
	ip addr add 10.0.0.2/24 dev eth0 2>/dev/null
}

counted() {
	cat "/sys/class/net/eth0/statistics/$1"
}

within 10 "no answer at first" answers
traffic &
for _ in 1 2 3 4 5 6 7 8; do
	usleep 250000
	ip link set eth0 down
	up
done
within 20 "no answer after down and up" answers
echo "guest: netplug sent $(counted tx_bytes), asks for unplug"
within 30 "eth0 still there" test ! -e /sys/class/net/eth0
echo "guest: netplug asks for plug"
within 30 "eth0 not back" test -e /sys/class/net/eth0
up
within 20 "no answer after plug" answers
sleep 1
echo "guest: netplug sent $(counted tx_bytes), asks for silence"
sleep 4
ping -c 100 -i 0.01 -W 1 $dom0 >/dev/null 2>&1
start=$(now)
ip link set eth0 down
up
[ $(($(now) - start)) -le "$PATIENCE" ] || bad "down and up took long"
echo "guest: netplug asks for life"
within 30 "no answer after silence" answers
kill $!
echo "guest: netplug ok"
