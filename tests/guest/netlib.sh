# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# What the parts of netparts.sh use. The far end is dom0, or another guest, with
# tests/guest/netserve.sh.

DOM0=10.0.0.1 DOM06=fd00::1
PEER=10.0.0.3 PEER6=fd00::3
# the largest that dom0's end of a card takes
JUMBO=65517
HUGE=65507

bad() {
	tail -n 20 /tmp/out
	echo "guest: netreal FAIL $part: $1: $(grep -v '^ *$' /tmp/out | tail -n 1 | cut -c 1-200)"
	exit 1
}

run() {
	"$@" >/tmp/out 2>&1 || bad "$*"
}

# ask ADDRESS COMMAND: have it done there; its output is in /tmp/out
ask() {
	timeout 300 socat -t 250 - "TCP4:$1:5101" <<<"$2"$'\n'"echo rc=\$?" >/tmp/out 2>&1
	[ "$(tail -n 1 /tmp/out)" = rc=0 ]
}

# there ADDRESS COMMAND
there() {
	ask "$@" || bad "there: $2"
}

dom0() {
	there $DOM0 "$1"
}

# end ADDRESS PROTOCOL: of socat
end() {
	case $1 in
	*:*) echo "${2}6:[$1]:5102" ;;
	*) echo "${2}4:$1:5102" ;;
	esac
}

# echoed ADDRESS [FILE]: it comes back as it was sent
echoed() {
	local file=${2-/tmp/data}

	# shellcheck disable=SC2094
	timeout 300 socat -b 65536 -t 100 - "$(end "$1" TCP)" <"$file" 2>/tmp/err |
		cmp - "$file" >/tmp/out 2>&1 && return
	cat /tmp/err >>/tmp/out
	bad "other data came back from $1"
}

# datagram ADDRESS SIZE: the same
datagram() {
	head -c "$2" /tmp/data >/tmp/datagram
	# shellcheck disable=SC2094
	socat -b $HUGE -t 10 - "$(end "$1" UDP),readbytes=$2" </tmp/datagram 2>/tmp/err |
		cmp - /tmp/datagram >/tmp/out 2>&1 || bad "datagram of $2 bytes to $1"
}

# both ADDRESS ADDRESS6: a transfer and datagrams over each
both() {
	local address size

	for address; do
		echoed "$address"
		for size in 1 1472 20000; do
			datagram "$address" $size
		done
	done
}

addresses() {
	ip link set eth0 up
	ip addr add 10.0.0.2/24 dev eth0
	ip addr add fd00::2/64 dev eth0 nodad
}

# figure WORD FILE: of /proc/meminfo, /proc/net/snmp6 and their like
figure() {
	awk -v w="$1" '$1 == w { print $2; exit }' "$2"
}

counters() {
	ethtool -S eth0 | awk -v w="$1" '$1 == w ":" { print $2 }'
}

# no_errors: the driver has found nothing wrong with any packet
no_errors() {
	ethtool -S eth0 | awk '/error/ && $2 != 0' >/tmp/out
	[ ! -s /tmp/out ] || bad "errors are counted"
}

now() {
	cut -d . -f 1 /proc/uptime
}

# within SECONDS COMMAND...
within() {
	local over=$(($(now) + $1))

	shift
	until "$@" >/tmp/out 2>&1; do
		[ "$(now)" -lt $over ] || bad "never: $*"
		sleep 0.2
	done
}
