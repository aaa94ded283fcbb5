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

# ticks LINE: all of its time together
ticks() {
	awk -v line="$1" '$1 == line { for (i = 2; i <= 9; i++) s += $i; print s }' /proc/stat
}

# hundredths: uptime
hundredths() {
	awk '{ print int($1 * 100) }' /proc/uptime
}

[ "$(column cpu 9)" -le "$(hundredths)" ] || fail "boot: $(column cpu 9) ticks in $(hundredths)"
quiet=$(column cpu 9)
sleep 2
quiet=$(($(column cpu 9) - quiet))

began=$(hundredths)
before=$(column cpu 9) total=$(ticks cpu)
for n in 0 1 2 3; do
	taskset $((1 << n)) sh -c 'while :; do :; done' &
	load="$load $!"
done
sleep 5
# shellcheck disable=SC2086
kill $load
stolen=$(($(column cpu 9) - before)) total=$(($(ticks cpu) - total)) spent=$(($(hundredths) - began))
# two of four would be missing on two processors, three on one; dom0 takes some
[ $stolen -gt $spent ] || fail "$stolen ticks stolen from four CPUs in $spent"
[ $stolen -lt $((4 * spent)) ] || fail "$stolen ticks stolen in $spent"
[ $total -lt $((4 * spent * 11 / 10 + 20)) ] || fail "four CPUs had $total ticks in $spent"
# by ticks: the part of a tick before a vCPU waits and after it is lost
[ $total -gt $((4 * spent / 2)) ] || fail "four CPUs had only $total ticks in $spent"

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
echo "guest: steal ok $stolen of $total ticks busy, $quiet of 800 idle, $jump while down"
