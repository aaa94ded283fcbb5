# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What diskwrite.sh left on /dev/xvda, after a check of the file system.
fsck.ext4 -n -f /dev/xvda >/tmp/fsck 2>&1 || {
	echo "guest: disk FAIL fsck: $(tail -n 1 /tmp/fsck)"
	exit
}
mount -t ext4 /dev/xvda /mnt
echo "guest: disk read $(cat /mnt/a /mnt/b | md5sum | cut -d ' ' -f 1)"
