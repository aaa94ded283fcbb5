# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A crash kernel: loaded and waited for in the first boot; where there is a vmcore, that
# goes to the third disk.
fail() {
	echo "guest: kdump FAIL $*"
	exit 1
}

if [ -e /proc/vmcore ]; then
	echo "guest: kdump crash kernel of $(sed -n 's/^MemTotal: *//p' /proc/meminfo), CPUs $(nproc)"
	dd if=/proc/vmcore of=/dev/xvdc bs=64k conv=fsync 2>/tmp/dd || fail "$(tail -n 1 /tmp/dd)"
	ping -c 3 -W 10 10.0.0.1 >/dev/null || fail "no network"
	echo "guest: kdump written $(stat -c %s /proc/vmcore)"
	poweroff -f
fi
dd if=/dev/xvda of=/tmp/kernel bs=64k 2>/dev/null
dd if=/dev/xvdb of=/tmp/initrd bs=64k 2>/dev/null
/guest/kexec -p /tmp/kernel /tmp/initrd "$(cat /proc/cmdline)" || fail "not loaded"
# in memory only, and nowhere in this script
marker=$(md5sum </proc/sys/kernel/random/uuid | cut -d ' ' -f 1)
for _ in $(seq 500); do
	echo "mark $marker"
done >/tmp/marker
echo "guest: kdump loaded $(cat /sys/kernel/kexec_crash_loaded) marker $marker"
cpu=$(sed -n 's/.*crashcpu=\([0-9]*\).*/\1/p' /proc/cmdline)
# for who reads the core to find
sleep 4242 &
ping -i 0.1 10.0.0.1 >/dev/null &
dd if=/dev/xvda of=/dev/null bs=4k 2>/dev/null &
taskset "$(printf %x $((1 << cpu)))" sh -c 'echo c >/proc/sysrq-trigger'
