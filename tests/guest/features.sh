# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The hypervisor and the features that the kernel found.
sh /guest/hello.sh
for f in type version/major version/minor version/extra properties/features; do
	[ ! -r /sys/hypervisor/$f ] || echo "guest: /sys/hypervisor/$f: $(cat /sys/hypervisor/$f)"
done
dmesg | sed -n -E 's/^\[[ 0-9.]*\] (.*(xpv|xen|Xen).*)/guest: \1/p' | head -n 20
sed -n 's/^\(model name\|flags\)[^:]*: /guest: CPU: /p' /proc/cpuinfo | cut -c 1-160 | head -n 2
