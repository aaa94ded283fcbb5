# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# CPUs come and go, by the toolstack and by sysfs, while all of them and the disk
# are busy. Asks dom0 for a number of vCPUs, one numbered line each time.
CPU=/sys/devices/system/cpu
step=0

fail() {
	echo "guest: vcpus FAIL $*"
	exit 1
}

online() {
	cat $CPU/online
}

# ask COUNT LIST: until the toolstack's wish has come true
ask() {
	step=$((step + 1))
	echo "guest: vcpus step $step asks for $1 end"
	n=0
	until [ "$(online)" = "$2" ]; do
		n=$((n + 1))
		[ $n -lt 1200 ] || fail "asked for $1, has $(online)"
		usleep 50000
	done
}

# each: on every CPU that is online a task runs, sleeps and is woken
each() {
	rm -f /tmp/ran.*
	want=0
	for dir in "$CPU"/cpu[0-9]*; do
		n=${dir##*cpu}
		[ "$(cat "$dir/online" 2>/dev/null || echo 1)" = 1 ] || continue
		want=$((want + 1))
		taskset "$(printf %x $((1 << n)))" sh -c "usleep 20000; usleep 20000
			awk '{ exit \$39 != $n }' /proc/self/stat && : >/tmp/ran.$n" &
		pids="$pids $!"
	done
	# shellcheck disable=SC2086
	wait $pids
	pids=
	ran=$(find /tmp -name 'ran.*' | wc -l)
	[ "$ran" = $want ] || fail "tasks ran on $ran of $want CPUs"
}

# disk_interrupt: the number of its first queue's
disk_interrupt() {
	awk '/xvda/ { sub(":", "", $1); print $1; exit }' /proc/interrupts
}

# read_queue0: read the disk from a CPU whose requests go to the first queue
read_queue0() {
	IFS=', ' read -r n _ </sys/block/xvda/mq/0/cpu_list
	taskset "$(printf %x $((1 << n)))" dd if=/dev/xvda of=/dev/null bs=64k count=16 \
		iflag=direct 2>/dev/null || fail "no read from the disk"
}

echo "guest: vcpus booted with $(online) of $(cat $CPU/present)"
[ "$(online)" = 0-1 ] || fail "booted with $(online)"
dmesg | grep -Eq 'CPU[23]|node.*#2' && fail "a CPU that is not given was started"
each
echo 1 >$CPU/cpu3/online 2>/dev/null && fail "took a CPU that is not given"
ask 4 0-3
each

for n in 1 2 3 4; do
	while :; do :; done &
	load="$load $!"
done
while :; do
	dd if=/dev/xvda of=/dev/null bs=64k count=16 iflag=direct 2>/dev/null || exit
done &
disk=$!

for round in 1 2 3; do
	ask 1 0
	each
	ask 4 0-3
	each
done
ask 2 0-1
ask 3 0-2
ask 4 0-3
for round in 1 2 3 4 5; do
	for n in 3 1 2; do
		echo 0 >$CPU/cpu$n/online || fail "CPU $n does not go, round $round"
		[ "$(cat $CPU/cpu$n/online)" = 0 ] || fail "CPU $n is still there"
	done
	for n in 1 2 3; do
		echo 1 >$CPU/cpu$n/online || fail "CPU $n does not come, round $round"
	done
done
each

irq=$(disk_interrupt)
echo 3 >"/proc/irq/$irq/smp_affinity_list" || fail "the disk's interrupt does not move"
[ "$(cat "/proc/irq/$irq/effective_affinity_list")" = 3 ] || fail "the disk's interrupt is not on CPU 3"
before=$(awk "\$1 == \"$irq:\" { print \$5 }" /proc/interrupts)
read_queue0
[ "$(awk "\$1 == \"$irq:\" { print \$5 }" /proc/interrupts)" -gt "$before" ] ||
	fail "CPU 3 took no interrupt of the disk"
echo 0 >$CPU/cpu3/online
[ "$(cat "/proc/irq/$irq/effective_affinity_list")" != 3 ] || fail "the interrupt stayed on a dead CPU"
read_queue0
kill -0 $disk || fail "the disk's reader has ended"
echo 1 >$CPU/cpu3/online
each
# shellcheck disable=SC2086
kill $disk $load
echo "guest: vcpus ok"
