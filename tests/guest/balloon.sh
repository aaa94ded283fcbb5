# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Memory goes and comes, asked for by dom0 or here, while something uses it all the
# time. dom0 sets the memory when it reads the line that asks for it.
NODE=/sys/devices/system/xen_memory/xen_memory0

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

bad() {
	echo "guest: balloon FAIL $1; $(kib MemTotal) KiB, log: $(log | tail -n 1)"
	echo bad >/tmp/stop
	exit
}

kib() {
	awk -v k="$1:" '$1 == k { print $2 }' /proc/meminfo
}

log() {
	dmesg | grep 'xen balloon' || :
}

has() {
	[ "$(kib MemTotal)" = $((base + ($1 - 256) * 1024)) ]
}

hogged() {
	[ "$(wc -l </tmp/hog)" -gt "$rounds" ]
}

# ask MIB: until MemTotal has followed, page by page
ask() {
	echo "guest: balloon asks for $1"
	begin=$(now)
	rounds=$(wc -l </tmp/hog)
	within 120 "not at $1 MiB" has "$1"
	took="$took $1:$(($(now) - begin))s"
	within 60 "the hog stopped" hogged
	[ "$(cat $NODE/target_kb)" = $(($1 * 1024)) ] || bad "target_kb is $(cat $NODE/target_kb)"
	[ "$(cat $NODE/info/current_kb)" = $(($1 * 1024)) ] ||
		bad "current_kb is $(cat $NODE/info/current_kb)"
	[ "$(cat $NODE/info/low_kb)" = $(((512 - $1) * 1024)) ] ||
		bad "low_kb is $(cat $NODE/info/low_kb)"
}

# fill DIR FILES: files of 2 MiB, and whether they hold what was written: each its
# number, every 8th all of it, since that takes long in an emulator
fill() {
	n=0
	while [ $n -lt "$2" ]; do
		{ cat /tmp/pattern && echo $n; } >"$1/$n" || return 1
		n=$((n + 1))
	done
	while [ $n -gt 0 ]; do
		n=$((n - 1))
		[ "$(tail -c $((${#n} + 1)) "$1/$n")" = "$n" ] || return 1
		[ $((n % 8)) != 0 ] || { cat /tmp/pattern && echo $n; } | cmp -s - "$1/$n" || return 1
		rm "$1/$n"
	done
}

mkdir -p /tmp/a /tmp/b
mount -t tmpfs -o size=2g fill /tmp/b
dd if=/dev/urandom of=/tmp/pattern bs=1M count=2 2>/dev/null
base=$(kib MemTotal)
took=
[ "$(cat $NODE/info/current_kb)" = 262144 ] || bad "starts with $(cat $NODE/info/current_kb) KiB"

while [ ! -e /tmp/stop ]; do
	fill /tmp/a 12 || echo "guest: balloon FAIL the hog's files differ"
	echo round >>/tmp/hog
	usleep 200000
done &
hog=$!
within 60 "the hog does not start" test -s /tmp/hog

ask 160
ask 256
ask 512
[ "$(kib MemAvailable)" -gt 300000 ] || bad "only $(kib MemAvailable) KiB are available"
fill /tmp/b 110 || bad "files of 220 MiB differ"
ask 200
ask 512
ask 256

# down as far as it goes: it stops, says so once, and lives
echo "guest: balloon asks for 16"
within 120 "no word of the floor" sh -c 'dmesg | grep -q "cannot shrink to 16 MiB"'
sleep 3
fill /tmp/b 1 || bad "files at the floor differ"
[ "$(kib MemAvailable)" -gt 6000 ] || bad "$(kib MemAvailable) KiB are available at the floor"
[ "$(dmesg | grep -c 'cannot shrink')" = 1 ] || bad "more than one line of the floor"
echo "guest: balloon floor $(kib MemTotal) KiB, of $(cat $NODE/info/current_kb) KiB; $(kib MemAvailable) KiB available"
ask 256

# shrunk by its own wish, Xen has the rest still: it comes when it is needed
echo stop >/tmp/stop
wait $hog
echo 192M >$NODE/target
within 60 "not at 192 MiB" has 192
# MemAvailable is a guess: more than that may be found without
files=$((($(kib MemAvailable) + 16384) / 2048))
until log | grep -q 'took .* back from Xen'; do
	[ $files -lt 120 ] || bad "no word of a deflation, and room for $files files"
	fill /tmp/b $files || bad "no deflation for want of memory"
	files=$((files + 6))
done

! dmesg | grep -Eiq 'killed process|invoked oom-killer' || bad "the OOM killer came"
echo "guest: balloon ok,$took"
