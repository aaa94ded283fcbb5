# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Whether disks hold what is written to them, in the eyes of fio, of file systems, of LVM
# and of dm-crypt. /dev/xvdb: 330 MiB; /dev/xvdc: 64 MiB with sectors of 4096 bytes.
set -u
# there is no udev here
export DM_DISABLE_UDEV=1
DISK=/dev/xvdb

bad() {
	cat /tmp/out
	echo "guest: storage FAIL $part: $1: $(grep -v '^ *$' /tmp/out | tail -n 1 | cut -c 1-200)"
	exit 1
}

run() {
	"$@" >/tmp/out 2>&1 || bad "$*"
}

# verify FILE FIOARGS...: written, and read back with checksums
verify() {
	local file=$1
	shift
	run fio --name=v --filename="$file" --verify=crc32c --verify_fatal=1 --size=8m \
		--output-format=terse "$@"
	runs=$((runs + 1))
}

# all patterns, past the page cache and through it
patterns() {
	local engine rw

	for rw in write randwrite rw randrw; do
		for engine in libaio io_uring; do
			verify $DISK --direct=1 --ioengine=$engine --iodepth=32 --bsrange=4k-256k --rw=$rw
		done
		verify $DISK --direct=1 --ioengine=io_uring --hipri --iodepth=16 --bs=4k --rw=$rw --size=2m
		verify $DISK --ioengine=psync --bsrange=512-64k --blocksize_unaligned=1 --rw=$rw --end_fsync=1
	done
}

depths() {
	local depth

	for depth in 1 2 8 64 128; do
		verify $DISK --direct=1 --ioengine=io_uring --iodepth=$depth --bs=4k --rw=randwrite --size=4m
		verify $DISK --direct=1 --ioengine=libaio --iodepth=$depth --bs=16k --rw=randrw
	done
}

sizes() {
	local size

	for size in 512 1k 4k 44k 48k 128k 1m; do
		verify $DISK --direct=1 --ioengine=libaio --iodepth=8 --bs=$size --rw=randwrite --size=4m
	done
	verify $DISK --direct=1 --ioengine=libaio --iodepth=16 --bsrange=512-1m --rw=randwrite \
		--numjobs=2 --offset_increment=32m
}

sectors() {
	[ "$(cat /sys/block/xvdc/queue/logical_block_size)" = 4096 ] || bad "sectors are not of 4096 bytes"
	! dd if=/dev/xvdc of=/dev/null bs=512 count=1 iflag=direct 2>/tmp/out || bad "read 512 bytes"
	verify /dev/xvdc --direct=1 --ioengine=libaio --iodepth=32 --bsrange=4k-256k --rw=randwrite
	tree ext4 /dev/xvdc
}

# tree FS DEVICE: files on a new file system, read back after it was mounted again
tree() {
	run mkfs."$1" -q "$2"
	run mount -t "$1" "$2" /mnt
	run cp -a /usr/sbin /mnt/
	(cd /mnt && find . -type f -exec md5sum {} + >/tmp/sums)
	verify /mnt/f --ioengine=psync --bsrange=1k-32k --rw=randrw --fsync=8 --size=2m
	run umount /mnt
	run mount -t "$1" "$2" /mnt
	run env -C /mnt md5sum -c --quiet /tmp/sums
	run fstrim /mnt
	run umount /mnt
	case $1 in
	ext4) run e2fsck -fn "$2" ;;
	xfs) run xfs_repair -n "$2" ;;
	btrfs) run btrfs check "$2" ;;
	esac
	run wipefs -a "$2"
}

filesystems() {
	tree ext4 $DISK
	tree xfs $DISK
	tree btrfs $DISK
}

partitions() {
	printf 'label: gpt\n,64M\n,128M\n' >/tmp/table
	run sfdisk -q $DISK </tmp/table
	run test -b ${DISK}1 -a -b ${DISK}2
	[ "$(cat /sys/class/block/xvdb2/size)" = 262144 ] || bad "the second one is of another size"
	tree ext4 ${DISK}2
}

# a volume over two partitions, which grows, and its file system with it
lvm() {
	run pvcreate ${DISK}1 ${DISK}2
	run vgcreate vg ${DISK}1 ${DISK}2
	run lvcreate -y -n lv -L 96M vg
	run vgmknodes
	verify /dev/vg/lv --direct=1 --ioengine=libaio --iodepth=32 --bsrange=4k-512k --rw=randwrite
	run mkfs.ext4 -q /dev/vg/lv
	run mount /dev/vg/lv /mnt
	run cp -a /usr/sbin /mnt/
	run umount /mnt
	run lvextend -L +64M vg/lv
	run e2fsck -fp /dev/vg/lv
	run resize2fs /dev/vg/lv
	run mount /dev/vg/lv /mnt
	run diff -r --no-dereference /usr/sbin /mnt/sbin
	run umount /mnt
	run e2fsck -fn /dev/vg/lv
}

crypt() {
	head -c 32 /dev/urandom >/tmp/key
	run cryptsetup open --allow-discards --type plain -c aes-xts-plain64 -s 256 -d /tmp/key /dev/vg/lv secret
	verify /dev/mapper/secret --direct=1 --ioengine=libaio --iodepth=32 --bsrange=4k-256k --rw=randwrite
	tree ext4 /dev/mapper/secret
	run dd if=/usr/bin/bash of=/dev/mapper/secret bs=64k conv=fsync
	run cryptsetup close secret
	! cmp -s -n 65536 /dev/vg/lv /usr/bin/bash || bad "nothing is encrypted"
	run cryptsetup open --allow-discards --type plain -c aes-xts-plain64 -s 256 -d /tmp/key /dev/vg/lv secret
	run cmp -n "$(stat -c %s /usr/bin/bash)" /dev/mapper/secret /usr/bin/bash
	run cryptsetup close secret
}

for part in patterns depths sizes sectors filesystems partitions lvm crypt; do
	runs=0
	$part
	echo "guest: storage $part ok, $runs runs of fio"
done
echo "guest: storage end"
