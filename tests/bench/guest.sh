# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Runs in the guest: the rows named by rows=A,B on the kernel's command line,
# spans too where it has the word "spans". Prints what micro prints; then END.
# Between rows it is quiet for a while, so that what becomes of its output is no
# part of the next figure.
PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/lib/postgresql/15/bin
dom0=10.0.0.1
micro=/bench/micro

s=
read -r cmdline </proc/cmdline
case " $cmdline " in *" spans "*) s=-s ;; esac
rows=$(echo "$cmdline" | sed -n 's/.*rows=\([a-z0-9_,]*\).*/\1/p' | tr , ' ')

# timed NAME OPS CMD...: one command
timed() {
	_name=$1 _ops=$2
	shift 2
	# shellcheck disable=SC2086
	$micro time $s "$_name" "$_ops" "$@" </dev/null
}

failed() {
	echo "FAIL $1 $2"
}

# polled: how fio asks for it; nothing where the disk cannot
polled() {
	[ "$(cat /sys/block/xvda/queue/io_poll)" = 0 ] || echo --hipri
}

# block NAME OPS FIOARGS...: fio's own time, in milliseconds, is without its start,
# and so is the span
block() {
	_name=$1 _ops=$2
	shift 2
	[ -z "$s" ] || set -- --exec_prerun="$micro mark start" --exec_postrun="$micro mark end" "$@"
	(cd /tmp && fio --minimal --name=b --filename=/dev/xvda --direct=1 --ioengine=libaio \
		--thread --group_reporting --size=64m --randseed=1 --output=/tmp/fio "$@") >/tmp/fio.log 2>&1 </dev/null
	_ms=$(awk -F ';' '$1 == 3 && $5 == 0 { print $9 + $50; exit }' /tmp/fio)
	if [ "${_ms:-0}" = 0 ]; then
		failed "$_name" "fio: $(head -n 1 /tmp/fio) $(head -n 1 /tmp/fio.log)"
		return
	fi
	echo "ROW $_name $_ops ${_ms}000000"
	[ -z "$s" ] || echo "SPAN $_name $(cat /tmp/b.prerun.txt) $(cat /tmp/b.postrun.txt)"
}

tree() {
	mkdir /tmp/tree
	for _d in a b c d e f g h; do
		mkdir /tmp/tree/$_d
		yes "a line of $_d's text, of no great meaning" | head -n 8000 |
			awk -v d=/tmp/tree/$_d '{ print NR, $0 > (d "/" int(NR / 161)) }'
	done
	timed tree_sha256 400 sh -c 'find /tmp/tree -type f | sort | xargs cat | sha256sum >/tmp/tree.sum'
	rm -r /tmp/tree
}

postgres() {
	mkdir -p /pg /dev/shm
	mount -t tmpfs shm /dev/shm
	if ! mount -t ext4 /dev/xvdb /pg || ! chown -R bench /pg/data; then
		failed pgbench "no ext4 on /dev/xvdb"
		return
	fi
	su bench -c 'postgres -D /pg/data' >/tmp/pg.log 2>&1 &
	for _n in 1 2 3 4 5 6 7 8 9 10; do
		sleep 1
		! pg_isready -q -h /tmp -U postgres || break
	done
	sleep 2
	timed pgbench 400 pgbench -n -h /tmp -U postgres -c 2 -t 200 postgres >/tmp/pgbench
	if grep -q 'actually processed: 400/400' /tmp/pgbench; then
		grep -E '^(ROW|SPAN)' /tmp/pgbench
	else
		failed pgbench "$(grep -m 1 -h -E 'FATAL|ERROR|error' /tmp/pgbench /tmp/pg.log)"
	fi
	kill -INT "$(head -n 1 /pg/data/postmaster.pid)"
	wait
	umount /pg
}

# dom0 asks and measures; a line at the console says that it has finished
web() {
	nginx -c /bench/nginx.conf -p /tmp/ >/tmp/nginx.log 2>&1 &
	sleep 1
	[ -e /tmp/nginx.pid ] || failed nginx "$(head -n 1 /tmp/nginx.log)"
	echo "READY nginx"
	read -r _ </dev/console
	kill "$(cat /tmp/nginx.pid)"
}

one() {
	case $1 in
	boot) ;;
	shell_150) timed shell_150 150 sh /bench/loop.sh ;;
	gcc_o2) timed gcc_o2 1 /bench/cc1 -quiet -O2 -o /dev/null /bench/gcc.i ;;
	make_dozen)
		sh /bench/dozen.sh /tmp/dozen
		timed make_dozen 12 make -s -C /tmp/dozen
		;;
	tree_sha256) tree ;;
	pgbench) postgres ;;
	blk_randread_4k_d1) block "$1" 4096 --rw=randread --bs=4k --iodepth=1 --io_size=16m ;;
	blk_randread_4k_d32) block "$1" 8192 --rw=randread --bs=4k --iodepth=32 --io_size=32m ;;
	blk_randwrite_4k_d1) block "$1" 4096 --rw=randwrite --bs=4k --iodepth=1 --io_size=16m ;;
	blk_randwrite_4k_d32) block "$1" 8192 --rw=randwrite --bs=4k --iodepth=32 --io_size=32m ;;
	blk_polled_4k_d1)
		# shellcheck disable=SC2046
		block "$1" 4096 --rw=randread --bs=4k --iodepth=1 --io_size=16m \
			--ioengine=io_uring --cpus_allowed=0 $(polled)
		;;
	blk_null_4q)
		block "$1" 16384 --filename=/dev/xvdb --rw=randread --bs=4k --iodepth=16 \
			--io_size=16m --numjobs=4 --cpus_allowed=0-3 --cpus_allowed_policy=split
		;;
	blk_seqread_1m) block "$1" 65536 --rw=read --bs=1m --iodepth=4 --io_size=256m ;;
	blk_seqwrite_1m) block "$1" 65536 --rw=write --bs=1m --iodepth=4 --io_size=256m ;;
	tcp_send_4k | tcp_recv_4k) netpeer 12288 "$1" ;;
	tcp_rr_1b) netpeer 2500 "$1" ;;
	udp_send_64b) netpeer 20000 "$1" ;;
	tcp_guests_4k) netpeer 12288 tcp_send_4k 10.0.0.3 | sed "s/ tcp_send_4k / $1 /" ;;
	serve) /bench/netpeer serve ;;
	tcp_send_4q) timed "$1" 12288 sh /guest/bench.sh four tcp_send_4k 12288 ;;
	tcp_recv_4q) timed "$1" 12288 sh /guest/bench.sh four tcp_recv_4k 12288 ;;
	xdp_drop) xdp_drop ;;
	nginx) web ;;
	*) micro_row "$1" ;;
	esac
}

micro_row() {
	# shellcheck disable=SC2086
	$micro run $s "$1"
}

# four ROW OPS: a connection from each CPU
four() {
	for _c in 1 2 4 8; do
		taskset $_c /bench/netpeer "$1" $(($2 / 4)) $dom0 >"/tmp/four$_c" &
	done
	wait
	[ "$(cat /tmp/four? | grep -c "^ROW $1 ")" = 4 ]
}

# xdp_drop: as many operations as packets were dropped; in the stack where the program
# gets to see none in the driver
xdp_drop() {
	for _mode in drop generic; do
		/bench/xdp "$_mode" eth0 sh -c "sleep 3; /bench/netpeer udp_flood 100 $dom0" >/tmp/xdp 2>&1
		! grep -q '^xdp: dropped [1-9]' /tmp/xdp || break
	done
	/bench/xdp "$_mode" eth0 sh -c "sleep 3; /bench/netpeer $s udp_flood 20000 $dom0" >/tmp/xdp 2>&1
	_n=$(sed -n 's/^xdp: dropped //p' /tmp/xdp)
	if [ "${_n:-0}" -lt 1000 ]; then
		failed xdp_drop "$(tail -n 1 /tmp/xdp)"
		return
	fi
	echo "xdp: $_mode"
	sed -n "s/^ROW udp_flood [0-9]*/ROW xdp_drop $_n/p; s/^SPAN udp_flood/SPAN xdp_drop/p" /tmp/xdp
}

# netpeer OPS ROW [ADDRESS]
netpeer() {
	# shellcheck disable=SC2086
	/bench/netpeer $s "$2" "$1" "${3:-$dom0}" 2>&1 || failed "$2" "netpeer ended with status $?"
}

if [ "${1-}" = four ]; then
	four "$2" "$3"
	exit
fi
[ -z "$s" ] || $micro time -s init 1 /bench/micro true | grep ^SPAN
for row in $rows; do
	sleep 1.5
	one "$row"
done
dmesg -r | sed -n 's/^<[0-4]>/kernel: /p'
echo "END"
case $cmdline in *reboot=t*) busybox reboot -f ;; esac
