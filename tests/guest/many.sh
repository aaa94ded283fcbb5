# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# One of many: its disk holds what it writes.
dd if=/dev/urandom of=/tmp/data bs=64k count=16 2>/dev/null
dd if=/tmp/data of=/dev/xvda bs=64k conv=fsync 2>/dev/null
echo 3 >/proc/sys/vm/drop_caches
if dd if=/dev/xvda bs=64k count=16 2>/dev/null | cmp - /tmp/data; then
	echo "guest: many ok"
else
	echo "guest: many FAIL the disk"
fi
rm /tmp/data
