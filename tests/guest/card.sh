# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034
# For the others: a card, and dom0 at its other end.
dom0=10.0.0.1

# answers: dom0 does
answers() {
	ping -c 1 -W 1 $dom0
}

# count NAME [CARD]: of ethtool -S
count() {
	ethtool -S "${2:-eth0}" | awk -v n="$1:" '$1 == n { print $2 }'
}

# queues: how many there are
queues() {
	ethtool -l eth0 | awk '/^Current/ { now = 1 } now && /^Combined/ { print $2 }'
}

# carrier CARD: is there one?
carrier() {
	[ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]
}

# has_queues N: so many, and they are connected
has_queues() {
	[ "$(queues)" = "$1" ] && carrier eth0
}

# second_up WHERE: eth1, of which no neighbour answers but by packets; WHERE is for bad, which
# is the caller's
second_up() {
	ip link set eth1 up
	ip addr add 10.1.0.2/24 dev eth1
	arp -i eth1 -s 10.1.0.77 00:16:3e:00:00:77
	within 20 "no carrier$1" carrier eth1
}

# ask NAME WHAT: of dom0, which has an answer to pings; a line at the console says that it
# is done. bad is the caller's
ask() {
	within 20 "no answer with $2" answers
	echo "guest: $1 asks for $2"
	read -r _ </dev/console
}
