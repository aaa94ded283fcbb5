# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four CPUs on fewer processors: what they do not get is stolen time, and only
# that. Time in which a CPU is down is not.
CPU=/sys/devices/system/cpu

fail() {
	echo "guest: steal FAIL $*"
	exit 1
}

# column LINE N: ticks (1/100 s) of /proc/stat; field 9 is steal
column() {
	awk -v line="$1" -v n="$2" '$1 == line { print $n }' /proc/stat
}

# ran PID...: hundredths that they have run, by the scheduler's clock, which no
# missed tick of a busy machine disturbs
ran() {
	for pid; do
		cat "/proc/$pid/stat"
	done | awk '{ s += $14 + $15 } END { print s }'
}

# hundredths: uptime
hundredths() {
	awk '{ print int($1 * 100) }' /proc/uptime
}

[ "$(column cpu 9)" -le $((4 * $(hundredths))) ] || fail "boot: $(column cpu 9) ticks in $(hundredths)"
quiet=$(column cpu 9)
sleep 2
quiet=$(($(column cpu 9) - quiet))

for n in 0 1 2 3; do
	taskset $((1 << n)) sh -c 'while :; do :; done' &
	load="$load $!"
done
sleep 1
# shellcheck disable=SC2086
before=$(column cpu 9) began=$(hundredths) ran=$(ran $load)
sleep 5
# shellcheck disable=SC2086
stolen=$(($(column cpu 9) - before)) spent=$(($(hundredths) - began)) ran=$(($(ran $load) - ran))
# shellcheck disable=SC2086
kill $load
# two of four are missing on two processors, three on one; dom0 takes some
[ $stolen -gt $spent ] || fail "$stolen ticks stolen from four CPUs in $spent"
[ $stolen -lt $((4 * spent)) ] || fail "$stolen ticks stolen in $spent"
[ "$ran" -lt $((spent * 22 / 10 + 20)) ] || fail "four tasks ran $ran on two processors in $spent"
sum=$((ran + stolen))
[ $sum -gt $((4 * spent * 8 / 10)) ] || fail "only $ran run and $stolen stolen of four CPUs in $spent"
[ $sum -lt $((4 * spent * 11 / 10 + 20)) ] || fail "$ran run and $stolen stolen of four CPUs in $spent"

before=$(column cpu3 9)
echo 0 >$CPU/cpu3/online || fail "CPU 3 does not go"
sleep 4
up=$(hundredths)
echo 1 >$CPU/cpu3/online || fail "CPU 3 does not come"
# shellcheck disable=SC2016
taskset 8 sh -c 'n=0; while [ $n -lt 20000 ]; do n=$((n + 1)); done'
jump=$(($(column cpu3 9) - before)) up=$(($(hundredths) - up))
[ $jump -le $((up + 10)) ] || fail "$jump ticks stolen from a CPU that was down for 400 and up for $up"
[ $jump -ge 0 ] || fail "stolen time of CPU 3 went back by $jump"
echo "guest: steal ok $ran run and $stolen stolen of four in $spent, $quiet of 800 idle, $jump while down"
