# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# powercut=write: files on /dev/xvdb, each of which is sure to be there once it has been
# said. powercut=check: what is on /dev/xvda of them, and whether the file system is whole.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

bad() {
	echo "guest: powercut FAIL $1"
	exit
}

# contents N: of file N
contents() {
	seq "$1" $(($1 + 3000))
}

write() {
	within 60 "no xvdb" test -b /dev/xvdb
	mkfs.ext4 -q -F /dev/xvdb || bad mkfs
	mount -t ext4 /dev/xvdb /mnt || bad mount
	n=0
	while :; do
		n=$((n + 1))
		contents $n | dd of=/mnt/$n bs=4k conv=fsync 2>/dev/null || bad "write file $n"
		echo "guest: powercut synced $n"
	done
}

check() {
	mount -t ext4 /dev/xvda /mnt || bad "no file system"
	n=0
	while contents $((n + 1)) | cmp -s - /mnt/$((n + 1)); do
		n=$((n + 1))
	done
	umount /mnt
	fsck.ext4 -fn /dev/xvda >/tmp/fsck 2>&1 || bad "$(grep -v '^Pass' /tmp/fsck | tail -n 1)"
	echo "guest: powercut found $n"
}

case $(cat /proc/cmdline) in
*powercut=write*) write ;;
*) check ;;
esac
