# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Debian's programs, from /dev/xvda, do over eth0 what tests/guest/netparts.sh says.
# shellcheck source=tests/guest/debianroot.sh
. /guest/debianroot.sh

debian_root /dev/xvda /mnt || {
	echo "guest: netreal FAIL no Debian on xvda"
	exit
}
ln -s /proc/self/fd /dev/fd
cp /guest/net*.sh /mnt/tmp/
chroot /mnt /bin/bash /tmp/netparts.sh
