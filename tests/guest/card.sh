# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034
# For the others: a card, and dom0 at its other end.
dom0=10.0.0.1

# answers: dom0 does
answers() {
	ping -c 1 -W 1 $dom0
}

# count NAME: of ethtool -S
count() {
	ethtool -S eth0 | awk -v n="$1:" '$1 == n { print $2 }'
}

# queues: how many there are
queues() {
	ethtool -l eth0 | awk '/^Current/ { now = 1 } now && /^Combined/ { print $2 }'
}

# ask NAME WHAT: of dom0, which has an answer to pings; a line at the console says that it
# is done. bad is the caller's
ask() {
	within 20 "no answer with $2" answers
	echo "guest: $1 asks for $2"
	read -r _ </dev/console
}
