# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What a guest has taken and not given back, when dom0 types a line at the console.
LEAKS=/sys/kernel/debug/kmemleak
mount -t debugfs none /sys/kernel/debug 2>/dev/null

# leaks: objects that nothing has pointed to since it was asked before; "unknown" where
# the kernel does not look
leaks() {
	[ -e $LEAKS ] || {
		echo unknown
		return
	}
	# it leaves those alone that are younger
	sleep 6
	echo scan >$LEAKS
	echo scan >$LEAKS
	grep -c '^unreferenced' $LEAKS
	head -n 30 $LEAKS >&2
	echo clear >$LEAKS
}

while read -r _; do
	sync
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	leaks=$(leaks)
	echo "guest: drift leaks $leaks interrupts $(wc -l </proc/interrupts) kib $(
		awk '/^(Slab|VmallocUsed|PageTables|KernelStack|Percpu):/ { s += $2 } END { print s }' /proc/meminfo)"
done </dev/hvc0
