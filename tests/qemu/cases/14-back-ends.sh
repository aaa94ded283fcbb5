# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# dom0's back-ends of a disk and a card are taken from their drivers and given back, each
# while the guest uses both: it connects again, and nothing is lost.
# limit: 240
MIB=24
image d.img $MIB
config "$CASE" "$(cmdline do=comeback)" "$(disk d.img)" "$VIF"
dd if=/dev/urandom of=/tmp/send bs=1M count=16 2>/dev/null
sum=$(md5sum </tmp/send | cut -d ' ' -f 1)
# slowly enough to be on its way when the back-end goes
(while :; do
	i=0
	while [ $i -lt 16 ]; do
		dd if=/tmp/send bs=1M skip=$i count=1 2>/dev/null
		usleep 300000
		i=$((i + 1))
	done | nc -l -p 5051
done) &
server=$!
trap 'kill $server' EXIT

# arrived: what the guest received in this round
arrived() {
	heard "$CASE" 150 'guest: comeback (received|FAIL)'
	[ "$(said "$CASE" | sed -n 's/^guest: comeback received //p')" = "$sum" ] ||
		fail "the connection: $(said "$CASE" | grep 'guest: comeback')"
}

# again DRIVER DEVICE: without it for a while
again() {
	echo "$2" >"/sys/bus/xen-backend/drivers/$1/unbind" || fail "unbind $2"
	sleep 2
	echo "$2" >"/sys/bus/xen-backend/drivers/$1/bind" || fail "bind $2"
}

start "$CASE"
id=$(xl domid "$CASE")
step "$CASE" 60 comeback 'asks for no network'
again vif "vif-$id-0"
within 30 "no vif$id.0" test -e "/sys/class/net/vif$id.0"
XENBUS_PATH=backend/vif/$id/0 vif=vif$id.0 /etc/xen/scripts/vif online
arrived
step "$CASE" 60 comeback 'asks for no disk'
mark "$CASE"
again vbd "vbd-$id-51712"
arrived
step "$CASE" 60 comeback ok
stop "$CASE"
