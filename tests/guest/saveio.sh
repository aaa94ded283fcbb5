# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# I/O that a save interrupts: files on /dev/xvda, each written, read from the disk
# again and compared, and one TCP connection on which dom0 counts lines.
if ! mkfs.ext4 -q -F /dev/xvda || ! mount -t ext4 /dev/xvda /mnt; then
	echo "guest: io FAIL no file system"
	exit
fi

# the kernel is to say nothing of what fill() asks of it
echo 4 >/proc/sys/vm/drop_caches

bad() {
	echo "guest: io FAIL $1"
	exit
}

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
# shellcheck source=tests/guest/card.sh
. /guest/card.sh

# spread: packets are for the first of four queues once, for the second three times; what
# ethtool shows of it stays
spread() {
	within 20 "not four queues" has_queues 4
	ethtool -X eth0 weight 1 3 0 0 || bad "ethtool -X"
	ethtool -x eth0 >/tmp/table
}

table_stays() {
	ethtool -x eth0 | cmp - /tmp/table
}

count_up() {
	n=0
	while [ ! -e /tmp/stop ]; do
		n=$((n + 1))
		echo $n
		usleep 50000
	done
}

fill() {
	n=0
	while [ ! -e /tmp/stop ]; do
		n=$((n + 1))
		dd if=/dev/urandom of=/tmp/data bs=64k count=32 2>/dev/null
		dd if=/tmp/data of=/mnt/data bs=64k conv=fsync 2>/dev/null || echo "guest: io FAIL write"
		echo 1 >/proc/sys/vm/drop_caches
		cmp /tmp/data /mnt/data || echo "guest: io FAIL file $n differs"
		# while it connects it has no queues to spread them over
		within 20 "packets are spread another way" table_stays
		echo "guest: io $n"
	done
}

# nobody talks to these: who knows them was told by us
ip addr add 10.0.0.9/24 dev eth0
ip addr add fd00::9/64 dev eth0
spread
count_up | nc 10.0.0.1 5003 &
fill &
wait
