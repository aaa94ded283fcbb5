#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make bench: the same rows in three kernels, natively and as guests of Xen, and
# what Xen's trace counts in them. Results are kept in out/bench, and used again
# while kernel and benchmark are the same. Last comes the report; the exit status
# says whether everything was measured, not how quick it was.
#
#   ROWS="fork_exit munmap"	only these; all by default
#   KERNELS=ours			measure these of native, mainline, ours
#   TRACE=0			without Xen's trace
#   WHERE=1			also whose the instructions are, by function, in where.txt;
#				with a few ROWS: all have more code than it can count
#   FRESH=1			measure again what is known
#   CHART=1			renew tests/bench/chart.svg
#   BUILD=0			take the kernels as they are
#   BENCH_JOBS=2		QEMUs at a time
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/qemu.sh
. "$ROOT/tests/qemu/qemu.sh"

KVER=${KVER:-6.12}
BENCH=$ROOT/tests/bench
DEST=$OUT/bench
KERNELS=$(echo "${BENCH_KERNELS:-${KERNELS:-native mainline ours}}" | tr , ' ')
TRACE=${TRACE:-1}
JOBS=${BENCH_JOBS:-2}

image() {
	case $1 in
	native | ours) echo "$OUT/$KVER/bzImage" ;;
	mainline) echo "$OUT/$KVER-mainline/bzImage" ;;
	*) die "there is no kernel $1; known: native mainline ours" ;;
	esac
}

kernels() {
	"$ROOT/scripts/install.sh"
	[ "${BUILD:-1}" != 0 ] || return 0
	for _k in $KERNELS; do
		case $_k in
		native | ours) _ours=y ;;
		mainline) PEER=mainline "$ROOT/scripts/kernel.sh" ;;
		esac
	done
	[ -z "${_ours-}" ] || PEER='' "$ROOT/scripts/kernel.sh"
}

# table: every row as NAME GROUP
table() {
	cat "$OUT/rig-bench/list"
	sed -n 's/^\([a-z0-9_]* [a-z]*\) .*/\1/p' "$BENCH/rows"
}

# program_sum: of all that makes a figure, but for the kernel
program_sum() {
	(
		cd "$ROOT"
		find tests/bench -type f ! -name '*.py' ! -name '*.svg' ! -name targets ! -name rows |
			LC_ALL=C sort | xargs cat tests/guest/init tests/guest/xdp.c scripts/bench-rig.sh "$RIG/xen.elf" "$RIG/vmlinuz"
		echo "$CPU"
	) | sha256sum | cut -c 1-16
}

# key KERNEL: what its figures hold for
key() {
	echo "KEY $(sha256sum <"$(image "$1")" | cut -c 1-16) $PROGRAM"
}

# is_current KERNEL run|trace
is_current() {
	[ -f "$DEST/$1.$2" ] && [ "$(head -n 1 "$DEST/$1.$2")" = "$(key "$1")" ]
}

# chosen GROUP...: the rows asked for
chosen() {
	table | while read -r _name _group; do
		case " $* " in *" $_group "*) ;; *) continue ;; esac
		case " $WANTED " in *" $_name "*) ;; *) continue ;; esac
		echo "$_name"
	done | paste -s -d ,
}

# missing KERNEL run|trace GROUP...: those of them that are yet to measure
missing() {
	_k=$1 _kind=$2
	shift 2
	_have=/dev/null
	[ -n "${FRESH-}" ] || ! is_current "$_k" "$_kind" || _have=$DEST/$_k.$_kind
	for _name in $(chosen "$@" | tr , ' '); do
		grep -q "^ROW $_name " "$_have" || echo "$_name"
	done | paste -s -d ,
}

# lane NAME KERNEL BOOT UP SMP [QUEUES PAIR]: note it down, unless there is nothing to do
lane() {
	_dir=$DEST/lanes/$1
	mkdir -p "$_dir"
	image "$2" >"$_dir/image"
	printf %s "$3" >"$_dir/boot"
	printf %s "$4" >"$_dir/up"
	printf %s "$5" >"$_dir/smp"
	printf %s "${6-}" >"$_dir/queues"
	printf %s "${7-}" >"$_dir/pair"
	if [ -n "$3$4$5${6-}${7-}" ]; then
		echo "$1" >>"$DEST/todo"
	else
		rm -r "$_dir"
	fi
}

# plan: the lanes to run, the longest first
plan() {
	rm -rf "$DEST/lanes" "$DEST/todo"
	mkdir -p "$DEST/lanes"
	: >"$DEST/todo"
	for _kind in trace run; do
		[ "$_kind$TRACE" != trace0 ] || continue
		for _k in mainline ours; do
			case " $KERNELS " in *" $_k "*) ;; *) continue ;; esac
			lane "$_k-$_kind" $_k "$(missing $_k $_kind boot)" \
				"$(missing $_k $_kind up work dev)" "$(missing $_k $_kind smp)" \
				"$(missing $_k $_kind queues)" "$(missing $_k $_kind pair)"
		done
	done
	case " $KERNELS " in *" native "*) ;; *) return 0 ;; esac
	lane native-up native '' "$(missing native run up work)" ''
	lane native-smp native '' '' "$(missing native run smp)"
	lane native-boot native "$(missing native run boot)" '' ''
}

# plan_where: not kept from earlier, since it is asked for by hand
plan_where() {
	for _k in mainline ours; do
		case " $KERNELS " in *" $_k "*) ;; *) continue ;; esac
		lane "$_k-where" $_k "$(chosen boot)" "$(chosen up work dev)" "$(chosen smp)" "$(chosen queues)" "$(chosen pair)"
		set -- "$@" "$_k=$LOGS/bench-$_k-where"
	done
	echo "$@" >"$DEST/where.lanes"
}

# merge LANE: its figures in place of older ones of the same rows
merge() {
	_k=${1%-*} _kind=${1#*-}
	[ "$_kind" = trace ] || _kind=run
	_new=$DEST/lanes/$1/figures
	[ -f "$_new" ] || return 0
	is_current "$_k" "$_kind" || key "$_k" >"$DEST/$_k.$_kind"
	{
		key "$_k"
		awk 'NR == FNR { new[$1, $2]; next } FNR > 1 && !(($1, $2) in new)' \
			"$_new" "$DEST/$_k.$_kind"
		cat "$_new"
	} >"$DEST/$_k.$_kind.tmp"
	mv "$DEST/$_k.$_kind.tmp" "$DEST/$_k.$_kind"
}

# facts: what the report names beside the figures
facts() {
	echo "xen $(strings "$RIG/xen.elf" | grep -m 1 -E '^4\.[0-9]+\.[0-9]')"
	echo "linux $(strings "$(image ours)" | sed -n 's/^\([0-9.]*\) (.*) #.*/\1/p' | head -n 1)"
	echo "qemu $(qemu-system-x86_64 --version | sed -n 's/.*version \([^ ]*\).*/\1/p')"
	echo "cpu $CPU"
	echo "program $PROGRAM"
	for _k in native mainline ours; do
		[ ! -f "$(image $_k)" ] || echo "image_$_k $(sha256sum <"$(image $_k)" | cut -c 1-16)"
	done
}

step "bench"
kernels
"$ROOT/scripts/rig.sh"
"$ROOT/scripts/bench-rig.sh"
for k in $KERNELS; do
	[ -f "$(image "$k")" ] || die "$(image "$k") is missing: run make bench without BUILD=0"
done
WANTED=$(echo "${ROWS:-$(table | cut -d ' ' -f 1)}" | tr ',\n' '  ')
for r in $WANTED; do
	table | grep -q "^$r " || die "there is no row $r; known: $(table | cut -d ' ' -f 1 | paste -s -d ' ')"
done
mkdir -p "$DEST"
PROGRAM=$(program_sum)
plan
[ -z "${WHERE-}" ] || plan_where
step "bench: $(wc -l <"$DEST/todo") runs of QEMU, $JOBS at a time"
bad=
xargs -r -P "$JOBS" -n 1 "$BENCH/lane.sh" <"$DEST/todo" || bad=y
while read -r l; do
	merge "$l"
done <"$DEST/todo"
[ -z "$bad" ] || die "not everything was measured; see above"

step "bench: the report"
facts >"$DEST/facts"
set --
for k in native mainline ours; do
	for kind in run trace; do
		[ "$kind$TRACE" != trace0 ] || continue
		! is_current $k $kind || set -- "$@" "$DEST/$k.$kind"
	done
done
table >"$DEST/table"
python3 -B "$BENCH/report.py" --out "$DEST" --rows "$WANTED" "$@"
[ -z "${CHART-}" ] || cp "$DEST/chart.svg" "$BENCH/chart.svg"
if [ -n "${WHERE-}" ]; then
	# shellcheck disable=SC2046
	python3 -B "$BENCH/where.py" --rows "$WANTED" $(cat "$DEST/where.lanes") >"$DEST/where.txt"
	sed '/^$/Q' "$DEST/where.txt"
fi
info "kept in $DEST: report.txt, report.json, chart.svg${WHERE:+, where.txt}"
