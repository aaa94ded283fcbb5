# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Memory is as large as want= says (less what the kernel keeps), and three
# quarters of what is free hold what was written to them.
want=$(sed -n 's/.*want=\([0-9]*\).*/\1/p' /proc/cmdline)

mib() {
	awk -v k="$1:" '$1 == k { print int($2 / 1024) }' /proc/meminfo
}

verdict() {
	echo "guest: memory $1, $(mib MemTotal) of $want MiB, $fill MiB written and read"
	exit
}

total=$(mib MemTotal)
free=$(mib MemAvailable)
fill=$((free * 3 / 4))
[ "$total" -ge $((want - 24 - want / 20)) ] || verdict "FAIL too little"

mkdir -p /tmp/fill
mount -t tmpfs -o size=95% fill /tmp/fill
dd if=/dev/urandom of=/tmp/fill/0 bs=1M count=8 2>/dev/null
sum=$(md5sum </tmp/fill/0)
n=1
while [ $n -lt $((fill / 8)) ]; do
	cat /tmp/fill/0 >/tmp/fill/$n || verdict "FAIL tmpfs write $n"
	n=$((n + 1))
done
for f in /tmp/fill/*; do
	cmp /tmp/fill/0 "$f" || verdict "FAIL $f differs"
done
[ "$sum" = "$(md5sum </tmp/fill/0)" ] || verdict "FAIL the pattern changed"
umount /tmp/fill
verdict ok
