# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC3045 # busybox: read -t
# Runs in dom0 for make bench: one guest after the other, for the rows in
# /session/bench/{boot,smp,queues,pair,up}; with /session/bench/trace Xen's trace goes to the
# third disk, with /session/bench/where spans are marked and symbols kept. While a guest measures, dom0 sleeps: a command here would be in the
# guest's figures. The guests' consoles hold the results.
# shellcheck source=tests/qemu/dom0/lib.sh
. /session/lib.sh

# shellcheck disable=SC2034 # for lib.sh
CASE=bench
IN=/tmp/in
VIFS='vif=["mac=00:16:3e:00:00:02,bridge=xenbr0,script=/etc/xen/scripts/vif"]'
VIF_OF_PEER='vif=["mac=00:16:3e:00:00:03,bridge=xenbr0,script=/etc/xen/scripts/vif"]'
REQUESTS=1000
spans=
[ ! -e /session/bench/trace ] && [ ! -e /session/bench/where ] || spans=spans

# web GUEST: the guest's nginx waits for requests
web() {
	# shellcheck disable=SC2086
	/bench/micro time ${spans:+-s} nginx $REQUESTS ab -q -n $REQUESTS -c 4 10.0.0.2/file \
		>/tmp/ab 2>&1 </dev/null
	if ! grep -q "^Complete requests: *$REQUESTS\$" /tmp/ab || ! grep -q '^Failed requests: *0$' /tmp/ab; then
		echo "FAIL nginx ab: $(grep -m 1 -E 'apr_|FAIL|Failed' /tmp/ab)" >>$CONSOLES/guest-dom0.log
	fi
	grep -E '^(ROW|SPAN) ' /tmp/ab >>$CONSOLES/guest-dom0.log
	result "$(grep '^ROW ' /tmp/ab)"
	type_in "$1" go
}

# follow GUEST: hand its rows on until its END; both sides of the pipe sleep
follow() {
	ended=
	rm -f /tmp/fifo
	mkfifo /tmp/fifo
	tail -n +1 -f "$(log_of "$1")" >/tmp/fifo &
	_tail=$!
	while read -r -t 30 line; do
		case $line in
		"ROW "* | "FAIL "*) result "$line" ;;
		"READY nginx"*) web "$1" ;;
		END*)
			ended=y
			break
			;;
		esac
	done </tmp/fifo
	kill $_tail
	[ -n "$ended" ] || fail "the $1 guest fell silent; last: $(last_line "$1")"
}

# measure GUEST: as configured, with the rows of its file
measure() {
	if [ -n "$spans" ]; then
		start "$1" -p
		xl unpause "$1"
	else
		start "$1"
	fi
	echo "$1 $(xl domid "$1")" >>$CONSOLES/doms
	follow "$1"
	xl destroy "$1"
	sleep 1
}

# words GUEST KERNELARGS: its kernel's command line
words() {
	cmdline "ipv6.disable=1 $2 do=bench rows=$(cat "/session/bench/$1") $spans"
}

# queues: a guest of four vCPUs with devices of four queues, and one that is polled
queues() {
	while read -r _mod; do
		insmod "/bench/modules/$_mod"
	done </bench/modules/order
	[ -b /dev/nullb0 ] || fail "dom0 has no null_blk"
	echo 5 >/sys/module/xen_blkback/parameters/max_queues
	echo 4 >/sys/module/xen_netback/parameters/max_queues
	config queues "$(words queues "loglevel=5 xfblk.poll_queues=1")" \
		"ramdisk=\"$IN/guest.cpio\"" memory=768 vcpus=4 \
		"disk=[\"$IMAGES/blk.img,raw,xvda,w\",\"phy:/dev/nullb0,xvdb,w\"]" "$VIFS"
}

# pair: two guests, one of which measures what it sends to the other
pair() {
	config peer "$(cmdline "ipv6.disable=1 loglevel=5 do=bench addr=10.0.0.3 rows=serve")" \
		"ramdisk=\"$IN/peer.cpio\"" "$VIF_OF_PEER"
	config pair "$(words pair loglevel=5)" "ramdisk=\"$IN/peer.cpio\"" "$VIFS"
	start peer
	within 60 "the other guest does not answer" nc.openbsd -z -w 1 10.0.0.3 5100
	measure pair
	xl destroy peer
}

record() {
	xentrace -D -S 4096 -e 0x0022f000 /dev/sdc >/tmp/xentrace.log 2>&1 &
	tracer=$!
	usleep 500000
	kill -0 $tracer || fail "xentrace: $(tail -n 1 /tmp/xentrace.log)"
}

symbols() {
	cat /proc/kallsyms >$CONSOLES/dom0.syms
	cat /proc/xen/xensyms >$CONSOLES/xen.syms || echo "no symbols of Xen"
}

case_body() {
	mkdir -p $IN
	tar -xf /dev/sdb -C $IN || fail "the disk with the guests' files is unreadable"
	mv $IN/*.img $IMAGES/ 2>/dev/null
	[ ! -e /session/bench/trace ] || record
	[ ! -e /session/bench/where ] || symbols
	small="ramdisk=\"$IN/small.cpio\""
	if [ -s /session/bench/boot ]; then
		config boot "$(words boot quiet)" "$small"
		measure boot
	fi
	if [ -s /session/bench/smp ]; then
		config smp "$(words smp loglevel=5)" "$small" vcpus=4
		measure smp
	fi
	/bench/netpeer serve &
	dd if=/dev/zero of=$IMAGES/blk.img bs=1M count=64 2>/dev/null
	if [ -s /session/bench/queues ]; then
		queues
		measure queues
	fi
	[ ! -s /session/bench/pair ] || pair
	if [ -s /session/bench/up ]; then
		config up "$(words up loglevel=5)" "ramdisk=\"$IN/guest.cpio\"" memory=768 \
			"disk=[\"$IMAGES/blk.img,raw,xvda,w\",\"$IMAGES/pg.img,raw,xvdb,w\"]" \
			"$VIFS"
		measure up
	fi
	[ ! -e /session/bench/trace ] || {
		kill -INT "$tracer"
		wait "$tracer"
		sync
	}
}

stty -F /dev/ttyS1 raw 2>/dev/null
: >/tmp/reason
if (case_body) && [ ! -s /tmp/reason ]; then
	result "RESULT bench ok $(now) s"
else
	result "RESULT bench FAIL $(head -n 1 /tmp/reason)"
	cat /tmp/xl.log
	xl dmesg | tail -n 30
fi
cd "$CONSOLES" && tar -cf /dev/sda . && sync
