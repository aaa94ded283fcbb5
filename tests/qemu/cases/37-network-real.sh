# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Debian's iperf3, ping, socat, ssh and DHCP client and the kernel's own selftests use a
# network card; tests/guest/netparts.sh says how. The other end is the same Debian in dom0,
# or in a guest. SOAK is how many half minutes the last transfer takes.
# session: debian
# only: soak
# limit: 1500
DISK=/dev/vda
DEB=/tmp/debian

# asked TEXT SECONDS: wait for the guest to ask
asked() {
	step "$CASE" "$2" netreal "asks for $1|end"
	said "$CASE" | grep -q "guest: netreal asks for $1" || fail "the guest did not ask for $1"
}

# counted N: grants that the guest has in use
counted() {
	asked "count $1" 1300
	grants_used "$CASE" >"/tmp/grants.$1"
	: >"$DEB/tmp/counted-$1"
}

# parts: a note of each as soon as it is over
parts() {
	tail -f "$(log_of "$CASE")" | while read -r line; do
		case $line in "guest: netreal "*" ok, "*) note "${line#guest: netreal }" ;; esac
	done
}

serve() {
	while read -r mod; do
		insmod "/modules/$mod" || fail "insmod $mod"
	done </modules/network
	# shellcheck source=tests/guest/debianroot.sh
	. /guest/debianroot.sh
	debian_root $DISK $DEB || fail "dom0 cannot mount the disk"
	cp /guest/netserve.sh $DEB/tmp/
	chroot $DEB /bin/bash /tmp/netserve.sh fd00::1 xenbr0 || fail "nothing serves in dom0"
	cat >/tmp/udhcpd.conf <<-CONF
		start 10.0.0.100
		end 10.0.0.109
		interface xenbr0
		lease_file /tmp/leases
		option subnet 255.255.255.0
		option lease 600
	CONF
	: >/tmp/leases
	udhcpd -f /tmp/udhcpd.conf >/tmp/udhcpd.log 2>&1 &
	dhcp=$!
}

# leave: another case of the session may want the disk
leave() {
	for dir in /proc/[0-9]*; do
		[ "$(readlink "$dir/root")" != $DEB ] || kill "${dir#/proc/}"
	done
	kill $dhcp
	sleep 1
	awk -v dir=$DEB 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | xargs -n 1 umount
}

serve
trap leave EXIT
disk="disk=[\"phy:$DISK,xvda,r\"]"
config "$CASE-peer" "$(cmdline do=netpeer addr=10.0.0.3)" memory=256 vcpus=1 "$VIF" "$disk"
config "$CASE" "$(cmdline do=netreal length=$((30 * SOAK)))" memory=384 vcpus=2 "$VIF" "$disk"
start "$CASE-peer"
heard "$CASE-peer" 120 'guest: netpeer serves'
start "$CASE"
parts &
echo "vif$(xl domid "$CASE").0" >$DEB/tmp/vif
echo "vif$(xl domid "$CASE-peer").0" >$DEB/tmp/peervif
counted 1
asked unplug 300
card_goes "$CASE"
asked plug 60
card_comes "$CASE"
counted 2
step "$CASE" 60 netreal end
before=$(cat /tmp/grants.1) after=$(cat /tmp/grants.2)
note "$before grants before, $after after"
[ "$after" -le $((before + 32)) ] || fail "$after grants are in use where $before were"
stop "$CASE"
stop "$CASE-peer"
