# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# One bad card after the other: packets are sent by each until it fails or goes, and
# after each the good one still works. dom0 takes the bad ones away.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

bad() {
	echo "guest: netbad FAIL $1"
	exit
}

answers() {
	ping -c 1 -W 2 10.0.0.1
}

carrier() {
	[ "$(cat /sys/class/net/eth1/carrier 2>/dev/null)" = 1 ]
}

# use: send until there is no carrier or the card is gone
use() {
	ip link set eth1 up
	ip addr add 10.1.0.2/24 dev eth1
	arp -i eth1 -s 10.1.0.77 00:16:3e:00:00:77
	within 20 "no carrier in turn $turn" carrier
	# a question with a page, be it answered or not
	ethtool -X eth1 equal 1 >/dev/null 2>&1
	while carrier; do
		ping -c 8 -i 0.01 -W 1 10.1.0.77 >/dev/null 2>&1
		n=$((n + 8))
	done
}

turn=0
within 30 "no answer at first" answers
echo "guest: netbad asks"
while :; do
	turn=$((turn + 1))
	n=0
	within 300 "no eth1 in turn $turn" test -e /sys/class/net/eth1
	use
	# a dead card can be told to go down
	ip link set eth1 down 2>/dev/null
	within 10 "eth0 does not work in turn $turn" answers
	echo "guest: netbad turn $turn, lives after $n packets"
	within 60 "eth1 still there in turn $turn" test ! -e /sys/class/net/eth1
	echo "guest: netbad turn $turn, gone"
done
