# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What is chosen for one of two disks: refused where it cannot be, kept while it is bound
# anew, of no effect on the other; and what is chosen for a disk in use does it no harm
# when it gets another connection.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
BUS=/sys/bus/xen

bad() {
	echo "guest: disksettings FAIL $1"
	exit
}

# is FILE TEXT
is() {
	[ "$(cat "$1")" = "$2" ] || bad "$1 is $(cat "$1"), not $2"
}

# refused NAME VALUE ERROR: and it stays what it is
refused() {
	_was=$(cat "$set/$1")
	! (echo "$2" >"$set/$1") 2>/tmp/error || bad "$1 takes $2"
	grep -Eq "$3" /tmp/error || bad "$1 $2: $(cat /tmp/error)"
	is "$set/$1" "$_was"
}

# holds DISK: what is written
holds() {
	dd if=/tmp/data of="/dev/$1" bs=64k oflag=direct 2>/dev/null || bad "write to $1"
	dd if="/dev/$1" bs=32k count=32 iflag=direct 2>/dev/null | cmp -s - /tmp/data ||
		bad "$1 read back differs"
}

range='Numerical result out of range|Result not representable'
AS_MADE='queues 4 polled 0 requests 128 segments 256 persistent 1'
set=$BUS/devices/vbd-51728/settings
x=/sys/block/xvdb/xenfront
head -c 1048576 /dev/urandom >/tmp/data
is $x/connection "$AS_MADE"
refused queues 0 "$range"
refused queues 65 "$range"
refused queues two 'Invalid argument'
refused poll_queues 64 "$range"
refused ring_order 5 "$range"
refused segments 10 "$range"
refused segments 257 "$range"
refused persistent 2 'Invalid argument'

echo 2 >$set/queues
echo 1 >$set/poll_queues
echo 0 >$set/ring_order
echo 32 >$set/segments
echo 0 >$set/persistent
echo 20 >$x/hold_us
is $x/connection "$AS_MADE"
echo vbd-51728 >$BUS/drivers/vbd/unbind
within 30 "xvdb is still there" test ! -e /sys/block/xvdb
[ ! -e $set ] || bad "settings without a driver"
echo vbd-51728 >$BUS/drivers/vbd/bind
within 60 "no xvdb after it was bound again" test -e $x/connection
is $x/connection 'queues 2 polled 1 requests 32 segments 32 persistent 0'
is $x/hold_us 20
is $set/queues 2
is $set/persistent 0
holds xvdb
is /sys/block/xvda/xenfront/connection "$AS_MADE"
holds xvda

for name in queues poll_queues ring_order persistent; do
	echo "$name $(cat $BUS/devices/vbd-51712/settings/$name)"
done >/tmp/presets
printf 'queues 64\npoll_queues 0\nring_order 2\npersistent 1\n' | cmp - /tmp/presets ||
	bad "the other disk's settings: $(tr '\n' ' ' </tmp/presets)"

set=$BUS/devices/vbd-51712/settings
echo 1 >$set/queues
echo 0 >$set/ring_order
echo 11 >$set/segments
echo 0 >$set/persistent
echo "guest: disksettings asks to be saved"
within 90 "no other connection" grep -q 'persistent 0' /sys/block/xvda/xenfront/connection
is /sys/block/xvda/xenfront/connection 'queues 4 polled 0 requests 128 segments 256 persistent 0'
holds xvda
holds xvdb
echo "guest: disksettings ok"
