# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Disks of all kinds come as xvdb, one after the other; what the system says of each, and
# what can be done with it. The case knows which is which.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

bad() {
	echo "guest: diskkinds FAIL $1"
	exit
}

# has NAME...: what sysfs says of xvdb; for the alignment of a whole disk's discards it has
# another number, so that is a partition's
has() {
	for _name; do
		printf ' %s' "$(cat "/sys/block/xvdb/$_name" 2>&1)"
	done
}

# can COMMAND...: yes or no
can() {
	if "$@" >/dev/null 2>&1; then
		echo yes
	else
		echo no
	fi
}

# written: 4096 bytes that are read again from the disk
written() {
	dd if=/tmp/data of=/dev/xvdb bs=4096 count=1 seek=16 oflag=direct conv=notrunc &&
		dd if=/dev/xvdb bs=4096 count=1 skip=16 iflag=direct | cmp - /tmp/data
}

dd if=/dev/urandom of=/tmp/data bs=4096 count=1 2>/dev/null
turn=0
while :; do
	turn=$((turn + 1))
	echo "guest: diskkinds asks $turn"
	within 90 "no xvdb1 in turn $turn" test -e /sys/block/xvdb/xvdb1
	echo "guest: diskkinds is $turn:$(has ro removable queue/physical_block_size \
		queue/discard_granularity xvdb1/discard_alignment)"
	echo "guest: diskkinds can $turn:" \
		"read $(can dd if=/dev/xvdb of=/dev/null bs=4096 count=4 iflag=direct)" \
		"write $(can written)" \
		"discard $(can blkdiscard -o 1048576 -l 2097152 /dev/xvdb)" \
		"erase $(can blkdiscard -s -o 4194304 -l 1048576 /dev/xvdb)"
	within 90 "xvdb still there in turn $turn" test ! -e /sys/block/xvdb
done
