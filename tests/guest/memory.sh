# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Memory is as large as want= says (less what the kernel keeps), and three
# quarters of what is free hold what was written there.
want=$(sed -n 's/.*want=\([0-9]*\).*/\1/p' /proc/cmdline)

mib() {
	awk -v k="$1:" '$1 == k { print int($2 / 1024) }' /proc/meminfo
}

verdict() {
	echo "guest: memory $1, $(mib MemTotal) of $want MiB, $fill MiB written"
	exit
}

total=$(mib MemTotal)
free=$(mib MemAvailable)
fill=$((free * 3 / 4))
[ "$total" -ge $((want - 24 - want / 20)) ] || verdict "FAIL too little"

mkdir -p /tmp/fill
mount -t tmpfs -o size=95% fill /tmp/fill
# files of 8 MiB, each with its number in front; every 16th is read in full,
# since that takes long in an emulator
dd if=/dev/urandom of=/tmp/pattern bs=1M count=8 2>/dev/null
sum=$(md5sum </tmp/pattern)
n=1
while [ $n -lt $((fill / 8)) ]; do
	{ echo $n && cat /tmp/pattern; } >/tmp/fill/$n || verdict "FAIL tmpfs write $n"
	n=$((n + 1))
done
n=1
while [ $n -lt $((fill / 8)) ]; do
	read -r number </tmp/fill/$n
	[ $((n % 16)) != 1 ] || [ "$(tail -c 8388608 /tmp/fill/$n | md5sum)" = "$sum" ] ||
		verdict "FAIL file $n differs"
	[ "$number" = $n ] || verdict "FAIL file $n says $number"
	n=$((n + 1))
done
umount /tmp/fill
verdict ok
