# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest loads another kernel and enters it, and that one a third: in the same domain,
# with all memory, disks, network card and CPUs. What works in the first works in the last.
# limit: 180
kernel_disks
config "$CASE" "$(cmdline do=kexec kexec=1)" memory=384 maxmem=512 vcpus=4 "$VIF" \
	"disk=[$KERNEL_DISKS]"
start "$CASE"
id=$(xl domid "$CASE")
sum=$(md5sum <"$IMAGES/kernel.img" | cut -d ' ' -f 1)
for boot in 1 2 3; do
	step "$CASE" 90 kexec "boot $boot frames"
	cpus='0 1 2 3'
	[ $boot != 2 ] || cpus='0 1'
	said "$CASE" | grep -q "boot $boot cpus $cpus\.\$" ||
		fail "not on CPUs $cpus: $(said "$CASE" | grep "boot $boot cpus")"
	said "$CASE" | grep -q "boot $boot kernel $sum" || fail "boot $boot read something else"
	note "$(said "$CASE" | grep "boot $boot frames")"
done
heard "$CASE" 30 'guest: ready'
[ "$(xl domid "$CASE")" = "$id" ] || fail "it is another domain"
xl mem-set "$CASE" 300
amount "$CASE" 300
xl mem-set "$CASE" 400
amount "$CASE" 400
saved "$CASE"
type_in "$CASE" 'dd if=/dev/xvda bs=64k | md5sum; ping -c 2 -W 10 10.0.0.1 | grep received'
heard "$CASE" 60 "$sum"
heard "$CASE" 60 '2 packets received'
type_in "$CASE" "cd /sys/devices/system/cpu; echo 0 >cpu2/online; echo 1 >cpu2/online; echo on \$(cat online)."
heard "$CASE" 60 'on 0-3\.'
stop "$CASE"
