#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# lane.sh LANE: one QEMU of make bench, as $OUT/bench/lanes/LANE says:
#	image			the guest's kernel
#	boot up smp queues pair	rows, with commas, of each guest
# LANE is native-boot, native-up, native-smp (no Xen), KERNEL-run, KERNEL-trace or
# KERNEL-where. Leaves ROW lines, and of a trace COUNT lines, in
# $OUT/bench/lanes/LANE/figures; of KERNEL-where what where.py asks for in $LOGS.
set -eu

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/session.sh
. "$ROOT/tests/qemu/session.sh"

LANE=$1
KERNEL=${LANE%-*} KIND=${LANE#*-}
TASK=$OUT/bench/lanes/$LANE
RIGB=$OUT/rig-bench
LIMIT=$((600 * PATIENCE))
ICOUNT='-icount shift=0,sleep=off -rtc base=2024-01-01,clock=vm'
STEP="bench $LANE"

rows() {
	cat "$TASK/$1" 2>/dev/null || :
}

# rows_of GUEST...
rows_of() {
	for _g; do
		rows "$_g" | tr , '\n'
		echo
	done
}

# progress: rows as they come, and all the rest into a file
progress() {
	sed -u -e 's/\r$//' | tee "$1" | while read -r _word _name _ops _ticks; do
		case $_word in
		ROW) info "$(spent) s: $LANE: $_name $((_ticks / _ops))" ;;
		FAIL) info "$(spent) s: $LANE: FAIL $_name $_ops $_ticks" ;;
		esac
	done
}

# native MIB CPUS INITRD KERNELARGS: a guest's work without Xen
native() {
	# shellcheck disable=SC2086
	qemu_base "$LIMIT" -m "$1" -smp "$2" $ICOUNT -kernel "$(cat "$TASK/image")" \
		-initrd "$RIGB/$3" -serial stdio \
		-append "console=ttyS0 reboot=t ipv6.disable=1 $4 do=bench rows=$(rows "$KIND")" \
		2>"$dir/qemu.log" </dev/null | progress "$dir/guest-$KIND.log"
}

# under_xen: all its guests in one QEMU
under_xen() {
	_w=$(mktemp -d "$OUT/session.XXXXXX")
	trap 'rm -rf "$_w"' EXIT
	session_pack "$_w" "$ROOT/tests/bench/dom0.sh" "$(cat "$TASK/image")"
	mkdir -p "$_w/more/session/bench"
	cp "$TASK/boot" "$TASK/smp" "$TASK/queues" "$TASK/pair" "$TASK/up" "$_w/more/session/bench/"
	[ "$KIND" = run ] || : >"$_w/more/session/bench/$KIND"
	cat "$RIGB/dom0.cpio" >>"$_w/initrd"
	pack_onto "$_w/more" "$_w/initrd"
	tar -C "$RIGB" -cf "$_w/inputs" small.cpio peer.cpio guest.cpio pg.img
	truncate -s 256M "$_w/disk"
	truncate -s 8G "$_w/trace"
	_plugin=
	[ "$KIND" != where ] || _plugin="-plugin $RIGB/where.so,out=$dir/where"
	# shellcheck disable=SC2086
	qemu_dom0 "$LIMIT" "$_w/initrd" "file:$dir/serial.log" stdio -m 2560 -smp 1 $ICOUNT $_plugin \
		-drive "file=$_w/disk,format=raw,if=ide" -drive "file=$_w/inputs,format=raw,if=ide" \
		-drive "file=$_w/trace,format=raw,if=ide" 2>"$dir/qemu.log" </dev/null |
		progress "$dir/results"
	session_logs "$_w" "$dir"
	_why=$(sed -n 's/^RESULT bench FAIL //p' "$dir/results")
	grep -q '^RESULT bench ok' "$dir/results" ||
		die "${_why:-Xen or dom0 died, or the time was over}; logs are in $dir"
	[ "$KIND" != trace ] || decode "$_w/trace"
}

# spans DOMID GUEST: lines for tracespans
spans() {
	sed -n "s/^SPAN \(.*\)/$1 \1/p" "$2" | tr -d '\r'
}

# decode TRACE: counts of rows, and of each guest before and after init starts
decode() {
	while read -r _guest _id; do
		spans "$_id" "$dir/guest-$_guest.log" >>"$dir/spans"
		[ "$_guest" != up ] || [ ! -e "$dir/guest-dom0.log" ] ||
			spans "$_id" "$dir/guest-dom0.log" >>"$dir/spans"
	done <"$dir/doms"
	for _row in $(rows_of up smp queues pair); do
		grep -q " $_row " "$dir/spans" || die "no span of $_row; logs are in $dir"
	done
	awk '$2 == "init" { print $1, "init", $3, "18000000000000000000" }
		$2 == "init" && !n++ { print $1, "boot", 0, $3 }' "$dir/spans" >"$dir/spans.boot"
	"$RIGB/tracespans" "$1" <"$dir/spans" >"$dir/counts"
	"$RIGB/tracespans" "$1" <"$dir/spans.boot" | grep -v ' ran:' |
		sed 's/^COUNT boot /BOOT boot /; s/^COUNT init /BOOT init /' >>"$dir/counts"
	grep -q '^COUNT trace lost 0$' "$dir/counts" ||
		die "$(grep -m 1 'trace lost' "$dir/counts"): the trace is not whole"
	grep -q ' call:' "$dir/counts" || die "the trace has no hypercall"
}

# verify: each row asked for is there; no row failed; no kernel complained
verify() {
	# a log that ends amidst a line gets its end
	awk 1 "$dir"/guest-*.log | tr -d '\r' >"$dir/all"
	sed -n 's/^guest: init started, uptime //p' "$dir/guest-boot.log" 2>/dev/null |
		awk '{ printf "ROW boot 1 %.0f\n", $1 * 1e9 }' >"$dir/figures"
	grep '^ROW ' "$dir/all" | grep -v '^ROW init ' >>"$dir/figures" || :
	_bad=$(grep -m 1 '^FAIL ' "$dir/all") || :
	[ -z "$_bad" ] || die "$_bad; logs are in $dir"
	_bad=$(grep -Ev "$HARMLESS" "$dir/all" | grep -E -m 1 -- "$TROUBLE") || :
	[ -z "$_bad" ] || die "the guest's kernel: $_bad; logs are in $dir"
	for _row in $(rows_of boot up smp queues pair); do
		grep -q "^ROW $_row [1-9][0-9]* [1-9][0-9]*\$" "$dir/figures" ||
			die "no figure of $_row: the guest died, or the time was over; logs are in $dir"
	done
	[ "$KIND" != trace ] || cat "$dir/counts" >>"$dir/figures"
	if [ "$KIND" = where ]; then
		cp "$(dirname "$(cat "$TASK/image")")/System.map" "$dir/kernel.map"
	else
		mv "$dir/figures" "$TASK/figures"
	fi
}

dir=$LOGS/bench-$LANE
rm -rf "$dir"
mkdir -p "$dir"
info "$(spent) s: $LANE begins"
case $KERNEL-$KIND in
native-boot) native 256 1 small.cpio quiet ;;
native-smp) native 256 4 small.cpio loglevel=5 ;;
native-up) native 768 1 guest.cpio loglevel=5 ;;
*) under_xen ;;
esac
verify
info "$(spent) s: $LANE is done"
