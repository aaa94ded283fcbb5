# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Boot number N of kexec=N: enter the next kernel, from the disks, until there were three.
# Before that each has used its disks, its network card and its CPUs. The first leaves
# one CPU down; the second is kept from using all that the first had; the third has them.
boot=$(sed -n 's/.*kexec=\([0-9]*\).*/\1/p' /proc/cmdline)
fail() {
	echo "guest: kexec FAIL boot $boot: $*"
	exit 1
}

dd if=/dev/xvda of=/tmp/kernel bs=64k 2>/dev/null
dd if=/dev/xvdb of=/tmp/initrd bs=64k 2>/dev/null
echo "guest: kexec boot $boot kernel $(md5sum </tmp/kernel | cut -d ' ' -f 1)"
# CPUs that run a program: by number
cpus=
for dir in /sys/devices/system/cpu/cpu[0-9]*; do
	n=${dir##*cpu}
	! taskset "$(printf %x $((1 << n)))" true 2>/dev/null || cpus="$cpus $n"
done
echo "guest: kexec boot $boot cpus$cpus."
ping -c 3 -W 10 10.0.0.1 >/dev/null || fail "no network"
echo "guest: kexec boot $boot frames $(sed -n 's/^MemTotal: *//p' /proc/meminfo)"
case $boot in
1)
	echo 0 >/sys/devices/system/cpu/cpu3/online || fail "CPU 3 stays"
	words=maxcpus=2
	;;
2) words= ;;
3) exit 0 ;;
esac
echo junk >/tmp/junk
! /guest/kexec -l /tmp/junk /tmp/initrd '' 2>/dev/null || fail "junk was loaded"
/guest/kexec -l /tmp/kernel /tmp/initrd "$(sed "s/kexec=$boot.*/kexec=$((boot + 1)) $words/" /proc/cmdline)" ||
	fail "not loaded"
rm /tmp/kernel /tmp/initrd
/guest/kexec -e || fail "not entered"
