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
