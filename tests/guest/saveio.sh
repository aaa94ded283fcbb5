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

count() {
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
		echo "guest: io $n"
	done
}

count | nc 10.0.0.1 5003 &
fill &
wait
