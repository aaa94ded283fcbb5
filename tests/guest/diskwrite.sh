# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# An ext4 file system on /dev/xvda with two files, one written in small
# synchronous pieces; read back from the disk after an unmount.
bad() {
	echo "guest: disk FAIL $1"
	exit
}

[ -b /dev/xvda ] || bad "no /dev/xvda"
mkfs.ext4 -q -F /dev/xvda || bad mkfs
mount -t ext4 /dev/xvda /mnt || bad mount
dd if=/dev/urandom of=/mnt/a bs=64k count=256 2>/dev/null || bad "write a"
n=0
while [ $n -lt 16 ]; do
	dd if=/dev/urandom of=/mnt/b bs=4k count=1 seek=$n conv=notrunc,fsync 2>/dev/null ||
		bad "write b"
	n=$((n + 1))
done
sum=$(cat /mnt/a /mnt/b | md5sum | cut -d ' ' -f 1)
umount /mnt || bad umount
echo 3 >/proc/sys/vm/drop_caches
mount -t ext4 /dev/xvda /mnt || bad "mount again"
[ "$sum" = "$(cat /mnt/a /mnt/b | md5sum | cut -d ' ' -f 1)" ] || bad "read back differs"
echo "guest: disk trusted $(cat /sys/block/xvda/device/trusted)"
echo "guest: disk written $sum"
