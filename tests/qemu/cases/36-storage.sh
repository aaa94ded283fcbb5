# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What Debian's fio, file systems, LVM and dm-crypt find of disks with four queues, one of
# them polled; tests/guest/storageparts.sh says what. Among them is one with sectors of
# 4096 bytes.
# session: debian
# only: soak
# limit: 900
DISK=/dev/vda
echo 4 >/sys/module/xen_blkback/parameters/max_queues
image b.img 330
image c.img 64
loop=$(losetup -f)
# busybox's shell takes its own, which knows no sizes of sectors
/sbin/losetup -b 4096 "$loop" "$IMAGES/c.img" || fail "no loop device with sectors of 4096 bytes"
config "$CASE" "$(cmdline do=storage xfblk.poll_queues=1)" memory=384 vcpus=3 \
	"disk=[\"phy:$DISK,xvda,r\",\"$IMAGES/b.img,raw,xvdb,w\",\"phy:$loop,xvdc,w\"]"
start "$CASE"
heard "$CASE" 800 'guest: storage (end|FAIL)'
said "$CASE" | grep 'guest: storage FAIL' >/tmp/reason && exit 1
note "$(said "$CASE" | sed -n 's/^guest: storage \(.* ok, .*\) runs of fio$/\1/p' | tr '\n' ';')"
stop "$CASE"
losetup -d "$loop"
