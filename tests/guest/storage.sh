# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Debian's own tools, from /dev/xvda, do what tests/guest/storageparts.sh says.
# shellcheck source=tests/guest/debianroot.sh
. /guest/debianroot.sh

debian_root /dev/xvda /mnt || {
	echo "guest: storage FAIL no Debian on xvda"
	exit
}
cp /guest/storageparts.sh /mnt/tmp/
chroot /mnt /bin/bash /tmp/storageparts.sh
