# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Boot number N of kexec=N: enter the next kernel, from the disks, until there were three.
# Before that each has used its disks and its network card.
boot=$(sed -n 's/.*kexec=\([0-9]*\).*/\1/p' /proc/cmdline)
fail() {
	echo "guest: kexec FAIL boot $boot: $*"
	exit 1
}

dd if=/dev/xvda of=/tmp/kernel bs=64k 2>/dev/null
dd if=/dev/xvdb of=/tmp/initrd bs=64k 2>/dev/null
echo "guest: kexec boot $boot kernel $(md5sum </tmp/kernel | cut -d ' ' -f 1)"
ping -c 3 -W 10 10.0.0.1 >/dev/null || fail "no network"
echo "guest: kexec boot $boot frames $(sed -n 's/^MemTotal: *//p' /proc/meminfo)"
[ "$boot" != 3 ] || exit 0
echo junk >/tmp/junk
! /guest/kexec -l /tmp/junk /tmp/initrd '' 2>/dev/null || fail "junk was loaded"
/guest/kexec -l /tmp/kernel /tmp/initrd "$(sed "s/kexec=$boot/kexec=$((boot + 1))/" /proc/cmdline)" ||
	fail "not loaded"
rm /tmp/kernel /tmp/initrd
/guest/kexec -e || fail "not entered"
