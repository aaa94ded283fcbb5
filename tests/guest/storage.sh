# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Debian's own tools, from /dev/xvda, do what tests/guest/storageparts.sh says.
mount -o ro /dev/xvda /mnt || {
	echo "guest: storage FAIL no Debian on xvda"
	exit
}
for dir in dev proc sys; do
	mount -o bind /$dir /mnt/$dir
done
for dir in tmp run mnt etc/lvm; do
	mount -t tmpfs tmp /mnt/$dir
done
cp /guest/storageparts.sh /mnt/tmp/
chroot /mnt /bin/bash /tmp/storageparts.sh
