# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The other guest of tests/guest/netreal.sh: what dom0 is as well.
# shellcheck source=tests/guest/debianroot.sh
. /guest/debianroot.sh

debian_root /dev/xvda /mnt || {
	echo "guest: netpeer FAIL no Debian on xvda"
	exit
}
cp /guest/netserve.sh /mnt/tmp/
if chroot /mnt /bin/bash /tmp/netserve.sh fd00::3 eth0; then
	echo "guest: netpeer serves"
else
	echo "guest: netpeer FAIL"
fi
