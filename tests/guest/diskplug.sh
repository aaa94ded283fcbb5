# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Disks that come, grow and go: unplugged when free, when a file system on it is
# in use, and by force while it is written to. dom0 does its part when it reads
# the line that asks for it.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

# what the disk and its writer came to is for who has to find out
bad() {
	echo "guest: diskplug FAIL $1;" "$(tail -n 1 /tmp/writer)" "$(cat /sys/block/xvde/xenfront/stats)"
	exit
} 2>/dev/null

ask() {
	echo "guest: diskplug asks for $1"
}

is() {
	[ "$(cat "/sys/class/block/$1")" = "$2" ]
}

# bigger and smaller than a request's own segments hold
copy() {
	dd if=/dev/urandom of=/tmp/data bs=1M count=4 2>/dev/null
	dd if=/tmp/data of="$1" bs=1M 2>/dev/null || bad "write to $1"
	dd if=/tmp/data of="$1" bs=4096 seek=1024 count=64 2>/dev/null || bad "small writes to $1"
	sync
	echo 3 >/proc/sys/vm/drop_caches
	dd if="$1" bs=512k count=8 2>/dev/null | cmp - /tmp/data || bad "$1 read back differs"
}

ask "a partition"
within 30 "no xvdb1" test -b /dev/xvdb1
is xvdb1/dev 202:17 || bad "xvdb1 is $(cat /sys/class/block/xvdb1/dev)"
copy /dev/xvdb1
ask "it to go"
within 30 "xvdb1 still there" test ! -e /sys/block/xvdb1

ask "a read-only disk"
within 30 "no xvdc" test -b /dev/xvdc
is xvdc/ro 1 || bad "xvdc can be written"
! dd if=/dev/zero of=/dev/xvdc bs=4096 count=1 2>/dev/null || bad "wrote to xvdc"
dd if=/dev/xvdc of=/dev/null bs=64k count=8 2>/dev/null || bad "cannot read xvdc"

ask "a disk by an IDE name"
within 30 "no xvdd" test -b /dev/xvdd
copy /dev/xvdd
mkfs.ext4 -q -F /dev/xvdd || bad mkfs
mount -t ext4 /dev/xvdd /mnt || bad mount
echo kept >/mnt/file
ask "it to go while mounted"
within 60 "dom0 did not ask" sh -c 'dmesg | grep -q "in use; closes"'
sync
[ "$(cat /mnt/file)" = kept ] || bad "the file system went with the request"
umount /mnt || bad umount
within 30 "xvdd still there" test ! -e /sys/block/xvdd

ask "a bigger xvda"
# dom0's back-end looks at the size when there is something to do
# shellcheck disable=SC2016 # for the inner shell
within 30 "xvda has $(cat /sys/block/xvda/size) sectors" \
	sh -c 'dd if=/dev/xvda of=/dev/null bs=4096 count=1 2>/dev/null
		echo 1 >/proc/sys/vm/drop_caches
		[ "$(cat /sys/block/xvda/size)" = 98304 ]'

ask "a disk to lose"
within 30 "no xvde" test -b /dev/xvde
# writer: until the disk is gone; why it ends is in /tmp/writer
writer() {
	while [ -b /dev/xvde ] && dd if=/tmp/data of=/dev/xvde bs=1M conv=fsync 2>/tmp/writer; do
		echo "guest: diskplug writes"
	done
}
# reader: of its state, also in the middle of its going
reader() {
	while cat $state >/tmp/state 2>/dev/null; do
		n=$((n + 1))
	done
	echo $n >/tmp/reads
}
mount -t debugfs debug /sys/kernel/debug
state=/sys/kernel/debug/xenfront/xvde/queues
# one who has it open, and one who opens it again and again
exec 7<$state
n=0
reader &
reader=$!
writer &
writer=$!
ask "it to go by force"
within 60 "xvde still there" test ! -e /sys/block/xvde
within 30 "the writer hangs" sh -c "! kill -0 $writer 2>/dev/null"
within 30 "a reader of its state hangs" sh -c "! kill -0 $reader 2>/dev/null"
[ "$(cat /tmp/reads)" -gt 0 ] || bad "its state cannot be read"
! cat <&7 >/dev/null 2>&1 || bad "the state of a disk that is gone can be read"
[ ! -e /sys/kernel/debug/xenfront/xvde ] || bad "its state is still there"
echo "guest: diskplug read its state $(cat /tmp/reads) times"
echo "guest: diskplug ok"
