# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What Debian's own programs find of a network card: iperf3, ping, socat, ssh, a DHCP
# client, the kernel's selftests; with what is built upon it: VLANs, a bridge, VXLAN.
set -u
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# shellcheck source=tests/guest/netlib.sh
. /tmp/netlib.sh
# shellcheck source=tests/guest/netlast.sh
. /tmp/netlast.sh

# speeds FILE: of the last lines of iperf3, MB/s
speeds() {
	awk '/receiver/ { if (/SUM/) sums++; line[++n] = $0 }
	END {
		for (i = 1; i <= n; i++) {
			if (sums && line[i] !~ /SUM/) continue
			match(line[i], /[0-9.]+ MBytes\/sec/)
			s = s sep substr(line[i], RSTART, RLENGTH - 11)
			sep = "/"
		}
		print s
	}' "$1"
}

# tcp ADDRESS STREAMS ARGS...: each stream has moved data to the end. iperf3 serves them in
# turn, a block each: small ones, so that the last has its turn in time.
tcp() {
	local address=$1 streams=$2 ways=1

	shift 2
	case "$*" in *bidir*) ways=2 ;; esac
	run timeout 120 iperf3 -c "$address" -f M -t 4 -l 16K -P "$streams" "$@"
	[ "$(grep receiver /tmp/out | grep -cv SUM)" = $((streams * ways)) ] || bad "streams are missing"
	! grep receiver /tmp/out | grep -q ' 0.00 Bytes' || bad "a stream has moved nothing"
	figures="$figures $streams$*: $(speeds /tmp/out);"
}

# udp ADDRESS ARGS...: at a rate that every machine keeps, and with buffers for most of
# it, less than 2 % are lost
udp() {
	local address=$1

	shift
	run timeout 120 iperf3 -c "$address" -f M -u -w 4M -t 2 "$@"
	grep receiver /tmp/out | sed -n 's/.*(\([0-9.e+-]*\)%).*/\1/p' >/tmp/lost
	[ -s /tmp/lost ] || bad "no figure of what is lost"
	! awk '$1 > 2 { exit 1 }' /tmp/lost || return 0
	bad "$* lost $(tr '\n' ' ' </tmp/lost) %"
}

iperf() {
	local streams way

	for streams in 1 8 32; do
		for way in "" -R --bidir; do
			# shellcheck disable=SC2086
			tcp $DOM0 $streams $way
		done
	done
	tcp $DOM06 1
	tcp $DOM06 1 -R
	for way in "" -R --bidir; do
		# shellcheck disable=SC2086
		udp $DOM0 -b 4M -l 1400 $way
		# shellcheck disable=SC2086
		udp $DOM06 -b 4M -l 1400 $way
	done
	udp $DOM0 -b 1M -l 64
	udp $DOM0 -b 1M -l 64 -R
	udp $DOM0 -b 8M -l 16000
	udp $DOM0 -b 8M -l 16000 -R
}

# sizes HEADERS: around copied packets, pages and frames, and between them
sizes() {
	local edge off

	for edge in 256 1500 $(seq 4096 4096 65536); do
		for off in -1 0 1; do
			echo $((edge - $1 + off))
		done
	done
	seq 0 20
	seq 64 1994 $HUGE
	echo $HUGE
}

# ping_sweep ADDRESS: the pattern's 15 bytes tell one page from another
ping_sweep() {
	local size headers=42

	case $1 in *:*) headers=62 ;; esac
	for size in $(sizes $headers | sort -nu | awk -v huge=$HUGE '$1 <= huge'); do
		ping -n -c 1 -W 10 -p 5aa51e87c3960ff04bb4d22d78e119 -s "$size" "$1" >/tmp/out 2>&1 ||
			bad "ping of $size bytes to $1"
		! grep -q 'wrong data' /tmp/out || bad "ping of $size bytes to $1"
		pings=$((pings + 1))
	done
}

# mtu SIZE: at both ends and between them
mtu() {
	dom0 "ip link set $VIF mtu $1 && ip link set xenbr0 mtu $1"
	run ip link set eth0 mtu "$1"
}

pings() {
	local pings=0 size

	for size in 1500 $JUMBO; do
		mtu "$size"
		ping_sweep $DOM0
		ping_sweep $DOM06
	done
	run ping -n -c 2 -M "do" -s $((JUMBO - 28)) "$DOM0"
	both $DOM0 $DOM06
	tcp $DOM0 8 --bidir
	mtu 9000
	both $DOM0 $DOM06
	mtu 1500
	figures="$figures $pings pings"
}

# active: what the kernel makes of what was wanted
active() {
	ethtool -k eth0 | grep -E '^(rx-checksumming|tx-checksumming|scatter-gather|(tcp|generic)-segmentation-offload|generic-receive-offload):' |
		sed 's/ *\[.*//'
}

# offloads: every combination that there can be; the kernel drops what needs another
offloads() {
	local bits i
	local -A seen=()

	for ((bits = 0; bits < 64; bits++)); do
		set --
		for ((i = 0; i < 6; i++)); do
			set -- "$@" "$(((bits >> i) & 1))"
		done
		set -- "${@//0/off}"
		set -- "${@//1/on}"
		ethtool -K eth0 tx "$1" rx "$2" sg "$3" tso "$4" gso "$5" gro "$6" >/dev/null 2>&1
		[ -z "${seen[$(active)]-}" ] || continue
		seen[$(active)]=1
		both $DOM0 $DOM06
	done
	run ethtool -K eth0 tx on rx on sg on tso on gso on gro on
	[ ${#seen[@]} = 32 ] || bad "${#seen[@]} combinations"
	figures="$figures ${#seen[@]} combinations"
	far_offloads
}

# what dom0's end sends without help
far_offloads() {
	local set

	for set in "tso off" "tx off" "sg off" "gso off tso off" "gro off"; do
		dom0 "ethtool -K $VIF $set"
		both $DOM0 $DOM06
		dom0 "ethtool -K $VIF tx on sg on tso on gso on gro on"
	done
}

# vlan PROTOCOL: a tag, and another within it
vlan() {
	dom0 "ip link add link xenbr0 name far.5 type vlan proto $1 id 5 &&
		ip link add link far.5 name far.6 type vlan id 6 && ip link set far.5 up && ip link set far.6 up &&
		ip addr add 10.0.5.1/24 dev far.5 && ip addr add fd05::1/64 dev far.5 nodad &&
		ip addr add 10.0.6.1/24 dev far.6 && ip addr add fd06::1/64 dev far.6 nodad"
	run ip link add link eth0 name eth0.5 type vlan proto "$1" id 5
	run ip link add link eth0.5 name eth0.6 type vlan id 6
	run ip link set eth0.5 up
	run ip link set eth0.6 up
	run ip addr add 10.0.5.2/24 dev eth0.5
	run ip addr add fd05::2/64 dev eth0.5 nodad
	run ip addr add 10.0.6.2/24 dev eth0.6
	run ip addr add fd06::2/64 dev eth0.6 nodad
	both 10.0.5.1 fd05::1 10.0.6.1 fd06::1
	tcp 10.0.5.1 4 --bidir
	run ip link del eth0.6
	run ip link del eth0.5
	dom0 'ip link del far.6; ip link del far.5'
}

vlans() {
	vlan 802.1Q
	vlan 802.1ad
}

# inner COMMAND...: in a namespace behind a bridge of ours
inner() {
	ip netns exec inner "$@"
}

bridge() {
	run ip netns add inner
	run ip link add br0 type bridge
	run ip link add out0 type veth peer name eth0 netns inner
	run ip link set out0 master br0
	run ip link set out0 up
	run ip addr flush dev eth0
	run ip link set eth0 master br0
	run ip link set br0 up
	run ip addr add 10.0.0.2/24 dev br0
	run ip addr add fd00::2/64 dev br0 nodad
	run inner ip link set eth0 up
	run inner ip addr add 10.0.0.4/24 dev eth0
	run inner ip addr add fd00::4/64 dev eth0 nodad
	both $DOM0 $DOM06
	run inner ping -n -c 3 -i 0.2 -s 20000 $DOM0
	inner bash -c ". /tmp/netlib.sh; part='from behind the bridge'; both $DOM0 $DOM06" >/tmp/out 2>&1 ||
		bad "from behind the bridge"
	run inner iperf3 -c $DOM0 -t 2 -P 4 --bidir
	run ip link set eth0 nomaster
	run ip link del br0
	run ip netns del inner
	run addresses
}

vxlan() {
	dom0 "ip link add vx type vxlan id 7 remote 10.0.0.2 dstport 4789 dev xenbr0 && ip link set vx up &&
		ip addr add 10.0.7.1/24 dev vx && ip addr add fd07::1/64 dev vx nodad"
	run ip link add vx type vxlan id 7 remote $DOM0 dstport 4789 dev eth0
	run ip link set vx up
	run ip addr add 10.0.7.2/24 dev vx
	run ip addr add fd07::2/64 dev vx nodad
	both 10.0.7.1 fd07::1
	tcp 10.0.7.1 4 --bidir
	run ip link del vx
	dom0 'ip link del vx'
}

# guests: by dom0's bridge, which fills in checksums for a card that does not
guests() {
	local pings=0

	both $PEER $PEER6
	ping_sweep $PEER
	tcp $PEER 8
	tcp $PEER 8 -R
	tcp $PEER6 8 --bidir
	dom0 "ethtool -K $PEERVIF tx off"
	both $PEER $PEER6
	dom0 "ethtool -K $PEERVIF tx on sg on tso on gso on"
}

LENGTH=$(sed -n 's/.*length=\([0-9]*\).*/\1/p' /proc/cmdline)
only=$(sed -n 's/.*parts=\([a-z_,]*\).*/\1/p' /proc/cmdline | tr , ' ')
head -c 1000000 /dev/urandom >/tmp/data
ip addr add fd00::2/64 dev eth0 nodad
part=begin
echo 8388608 | tee /proc/sys/net/core/rmem_max >/proc/sys/net/core/wmem_max
within 120 ping -n -c 1 -W 1 $DOM0
within 120 ask $PEER true
within 120 ask $DOM0 'cat /tmp/vif /tmp/peervif'
read -rd '' VIF PEERVIF _ </tmp/out
for part in ${only:-iperf pings offloads vlans bridge vxlan guests dhcp ssh selftests netem bulk}; do
	figures=
	begin=$(now)
	$part
	case $part in netem | bulk) ;; *) no_errors ;; esac
	echo "guest: netreal $part ok, $(($(now) - begin)) s$figures"
done
echo "guest: netreal end"
