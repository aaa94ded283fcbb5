# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four writers on four CPUs, each in a quarter of /dev/xvda of its own and with a
# size of requests of its own, past the page cache; each reads back what it wrote
# while the others go on. dom0 then reads the same from the image.
QUARTER=16777216
BYTES=3670016

bad() {
	echo "guest: diskqueues FAIL $1"
	exit 1
}

# on CPU ARGS: dd there
on() {
	_cpu=$1
	shift
	taskset "$(printf %x $((1 << _cpu)))" dd "$@" 2>/dev/null
}

# worker CPU SIZE
worker() {
	_at=$(($1 * QUARTER)) _data=/tmp/data$1
	for _round in 1 2; do
		head -c $BYTES /dev/urandom >"$_data"
		on "$1" if="$_data" of=/dev/xvda bs="$2" conv=notrunc,fsync \
			seek=$_at oflag=seek_bytes,direct || bad "write in pieces of $2"
		on "$1" if=/dev/xvda bs="$2" skip=$_at count=$((BYTES / $2)) \
			iflag=skip_bytes,direct | cmp - "$_data" ||
			bad "pieces of $2 read back differ"
	done
	echo "guest: diskqueues wrote $1 $(md5sum <"$_data" | cut -d ' ' -f 1)"
}

[ -b /dev/xvda ] || bad "no /dev/xvda"
x=/sys/block/xvda/xenfront
echo "guest: diskqueues has $(cat $x/connection) hold $(cat $x/hold_us)"
pids=
cpu=0
for size in 4096 3584 65536 524288; do
	worker $cpu $size &
	pids="$pids $!"
	cpu=$((cpu + 1))
done
for p in $pids; do
	wait "$p" || exit
done
while read -r line; do
	echo "guest: diskqueues: $line"
done <$x/stats
mount -t debugfs debug /sys/kernel/debug
awk '/: requests / { queues++ } / out 0 / { rest++ } / in_flight 0$/ { empty++ }
	/ polled 1 / { polled++ } END { print queues, rest, empty, polled + 0 }' \
	/sys/kernel/debug/xenfront/xvda/queues >/tmp/state
[ "$(cat /tmp/state)" = "4 4 4 $(sed 's/.* polled \([0-9]*\) .*/\1/' $x/connection)" ] ||
	bad "in debugfs are so many queues, idle ones, empty ones, polled ones: $(cat /tmp/state)"
echo 70 >$x/hold_us
[ "$(cat $x/hold_us)" = 70 ] || bad "hold_us does not change"
! echo 1001 2>/dev/null >$x/hold_us || bad "hold_us takes anything"
# a queue that nobody could submit to, or whose requests did not all end
polled=$(sed 's/.* polled \([0-9]*\) .*/\1/' $x/connection)
awk -v polled="$polled" '{ all++; used += $3 > 0; out += $3 - $17 }
	END { exit !(used == all - polled && out == 0) }' $x/stats || bad "some queue is idle"
echo "guest: diskqueues ok"
