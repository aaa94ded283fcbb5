# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# powercut=write: files on /dev/xvdb, each of which is sure to be there once it has been
# said. powercut=check: what is there of them, and whether the file system is whole.
# fs=xfs, fs=btrfs: another file system than ext4, by the tools of a Debian on /dev/xvda.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
FS=$(sed -n 's/.* fs=\([a-z0-9]*\).*/\1/p' /proc/cmdline)
FS=${FS:-ext4}

bad() {
	echo "guest: powercut FAIL $1"
	exit
}

# tools: of the file system
tools() {
	[ "$FS" != ext4 ] || return 0
	mkdir /debian
	mount -t ext4 -o ro /dev/xvda /debian || bad "no Debian on xvda"
	for dir in dev proc sys; do
		mount -o bind /$dir /debian/$dir
	done
}

# tool COMMAND...
tool() {
	if [ "$FS" = ext4 ]; then
		"$@"
	else
		chroot /debian "$@"
	fi >/tmp/said 2>&1
}

# whole: nothing is to be repaired
whole() {
	case $FS in
	ext4) tool fsck.ext4 -fn /dev/xvdb ;;
	xfs) tool xfs_repair -n /dev/xvdb ;;
	btrfs) tool btrfs check /dev/xvdb ;;
	esac
}

# contents N: of file N
contents() {
	seq "$1" $(($1 + 3000))
}

write() {
	case $FS in
	ext4) tool mkfs.ext4 -q -F /dev/xvdb ;;
	*) tool "mkfs.$FS" -q -f /dev/xvdb ;;
	esac || bad "mkfs: $(tail -n 1 /tmp/said)"
	mount -t "$FS" /dev/xvdb /mnt || bad mount
	n=0
	while :; do
		n=$((n + 1))
		contents $n | dd of=/mnt/$n bs=4k conv=fsync 2>/dev/null || bad "write file $n"
		echo "guest: powercut synced $n"
	done
}

check() {
	mount -t "$FS" /dev/xvdb /mnt || bad "no file system"
	n=0
	while contents $((n + 1)) | cmp -s - /mnt/$((n + 1)); do
		n=$((n + 1))
	done
	umount /mnt
	whole || bad "$(grep -v '^Pass' /tmp/said | tail -n 1)"
	echo "guest: powercut found $n"
}

within 60 "no xvdb" test -b /dev/xvdb
tools
case $(cat /proc/cmdline) in
*powercut=write*) write ;;
*) check ;;
esac
