# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Programs of XDP on eth0: dom0 does its part at each "asks for", and answers with a
# line at the console. The card is connected anew when a program comes or goes.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
# shellcheck source=tests/guest/card.sh
. /guest/card.sh

bad() {
	echo "guest: xdp FAIL $1"
	exit 1
}

# counted NAME AT_LEAST COMMAND...
counted() {
	_name=$1 _least=$2 _from=$(count "$1")
	shift 2
	"$@"
	[ $(($(count "$_name") - _from)) -ge "$_least" ] ||
		bad "$_name: $(($(count "$_name") - _from)), not $_least"
}

# far: what redirects from each card to the other, whichever the bridge sends to
far() {
	ip link set eth1 up
	/guest/xdp redirect=eth1 eth0 /guest/xdp redirect=eth0 eth1 sh $self ask cards || bad cards
	for _card in eth0 eth1; do
		[ "$(count rx_xdp_redirected $_card)" -gt 0 ] ||
			bad "$_card has redirected nothing"
	done
	ip link set eth1 down
}

frames() {
	ask xdp jumbo
	ping -c 3 -s 20000 -W 5 $dom0 >/dev/null || bad "no answer to a ping of 20000 bytes"
	nc $dom0 5041 <&3 | md5sum | cut -d ' ' -f 1 | sed 's/^/guest: xdp received /'
}

case ${1-} in
ask) ask xdp "$2" && exit ;;
counted) shift && counted "$@" && exit ;;
frames) frames && exit ;;
esac

mkfifo /tmp/open
exec 3<>/tmp/open
self=/guest/xdp.sh
within 20 "no answer at first" answers
# eth1 is not to answer for eth0's address
echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
for mode in tx redirect socket; do
	/guest/xdp $mode eth0 sh $self ask "$mode" || bad "$mode"
done
/guest/xdp socket eth0 sh $self counted rx_xdp_redirected 2000 sh $self ask load || bad load
far
/guest/xdp drop eth0 sh $self counted rx_xdp_dropped 20 sh $self ask drop || bad drop
/guest/xdp abort eth0 sh $self counted rx_xdp_failed 20 sh $self ask abort || bad abort
/guest/xdp head eth0 sh $self ask head || bad head
ip link set eth0 mtu 9000 || bad "MTU of 9000"
/guest/xdp pass eth0 true >/tmp/why
[ $? = 3 ] || bad "a program without frags is attached with an MTU of 9000"
/guest/xdp frags eth0 sh $self frames || bad frags
/guest/xdp tx-frags eth0 sh $self counted rx_xdp_tx 5 sh $self ask large || bad large
ip link set eth0 mtu 1500
/guest/xdp pass eth0 sh $self ask mtu || bad pass
# what the stack sends and receives after the last program has gone
within 20 "no answer at last" answers
echo "guest: xdp ok, sent back $(count rx_xdp_tx), redirected $(count rx_xdp_redirected)"
