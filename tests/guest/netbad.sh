# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# One bad card after the other: packets are sent by each until it fails or goes, and
# after each the good one still works. dom0 takes the bad ones away.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
# shellcheck source=tests/guest/card.sh
. /guest/card.sh

bad() {
	echo "guest: netbad FAIL $1"
	exit
}

# use: send until there is no carrier or the card is gone
use() {
	second_up " in turn $turn"
	# a question with a page, be it answered or not
	ethtool -X eth1 equal 1 >/dev/null 2>&1
	while carrier eth1; do
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
