# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What is counted of a disk's queues is what their events in tracefs say, when more is
# read and written at a time than there are grant references for.
TRACE=/sys/kernel/tracing
EVENTS=$TRACE/events/xfblk
STATS=/sys/block/xvda/xenfront/stats

bad() {
	echo "guest: disktrace FAIL $1"
	exit
}

mount -t tracefs trace $TRACE || bad "no tracefs"
for e in request response push round starved event; do
	[ -e $EVENTS/xfblk_$e ] || bad "no event xfblk_$e"
done
echo 8192 >$TRACE/buffer_size_kb
dd if=/dev/urandom of=/tmp/data bs=1M count=4 2>/dev/null
echo 64 >/sys/block/xvda/queue/max_sectors_kb
cat $STATS >/tmp/before
echo 1 >$EVENTS/enable
pids=
for at in 0 4 8 12 16 20 24 28 32 36 40 44; do
	dd if=/tmp/data of=/dev/xvda bs=4M seek=$((at / 4)) conv=notrunc oflag=direct 2>/dev/null &
	pids="$pids $!"
done
for p in $pids; do
	wait "$p" || bad write
done
dd if=/dev/xvda of=/dev/null bs=4k count=200 iflag=direct 2>/dev/null || bad read
dd if=/tmp/data of=/dev/xvda bs=4k count=8 conv=notrunc,fsync 2>/dev/null || bad fsync
blkdiscard -o 1048576 -l 1048576 /dev/xvda || bad discard
echo 0 >$EVENTS/enable
cat $STATS >/tmp/after
grep -h overrun $TRACE/per_cpu/cpu*/stats | grep -v ': 0$' && bad "events are lost"
cat $TRACE/trace >/tmp/trace
for what in read write flush discard; do
	grep -Eq "xfblk_request: xvda[-0-9]* id [0-9]+ $what " /tmp/trace || bad "no $what"
done

# a line is like "dd-57 [001] d.... 3.4: xfblk_push: xvda-1 requests 3 kick 1"
awk '
function value(name,   i) {
	for (i = 1; i < NF; i++)
		if ($i == name)
			return $(i + 1)
}
FILENAME == "/tmp/trace" {
	sub(/.*: xfblk_/, "")
	if (!sub(/: /, " "))
		next
	if ($1 == "request") {
		n["requests"]++
		n["segments"] += value("pieces")
		n["indirect"] += value("indirect")
		twice += out[$2, value("id")]++
	} else if ($1 == "response") {
		n["responses"]++
		failed += value("status") != 0
		early += !out[$2, value("id")]--
	} else if ($1 == "push") {
		n["pushes"]++
		n["kicks"] += value("kick")
		shown += value("requests")
	} else if ($1 == "round") {
		n["rounds"]++
		taken += value("responses")
	} else if ($1 == "starved") {
		n["starved"]++
	} else if ($1 == "event") {
		dealt++
		spurious += value("spurious")
	}
	next
}
{
	for (i = 2; i < NF; i += 2)
		counted[$i] += FILENAME == "/tmp/after" ? $(i + 1) : -$(i + 1)
}
END {
	for (name in counted)
		if (name != "events" && counted[name] != n[name] + 0)
			why = why " " name " " counted[name] " but " n[name] + 0 " in the trace;"
	if (twice || early || failed)
		why = why " " twice " twice, " early " unasked, " failed " failed"
	if (shown != n["requests"] || taken != n["responses"])
		why = why " " shown " shown, " taken " taken"
	if (!dealt || dealt > counted["events"] || spurious > dealt / 4)
		why = why " " dealt " events of " counted["events"] ", " spurious " spurious"
	print why == "" ? "ok " n["requests"] " requests, " n["pushes"] " pushes, " n["starved"] + 0 " starved, " dealt " events, " spurious + 0 " spurious" : "FAIL" why
}' /tmp/trace /tmp/before /tmp/after >/tmp/verdict
echo "guest: disktrace $(cat /tmp/verdict)"
