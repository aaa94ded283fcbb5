# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Without Xen: two CPUs, and nothing that claims to be Xen.
sh /guest/hello.sh
if [ -e /sys/hypervisor/type ] && grep -q xen /sys/hypervisor/type; then
	echo "guest: native FAIL finds a hypervisor"
elif [ "$(grep -c ^processor /proc/cpuinfo)" != 2 ]; then
	echo "guest: native FAIL not 2 CPUs"
else
	echo "guest: native ok"
fi
reboot -f
