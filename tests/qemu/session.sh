# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# One session = one QEMU with Xen and dom0, in which several cases run in turn.
# Needs scripts/lib.sh.
#
# Results come through a serial port of their own, one line each:
#	BEGIN case | NOTE case text | RESULT case ok|FAIL text
# and the guests' console logs through a disk, as one tar archive. Where there is a
# tests/qemu/host/CASE.sh, it judges here what of the case came through the disk.

QEMUDIR=$ROOT/tests/qemu
# shellcheck source=tests/qemu/qemu.sh
. "$QEMUDIR/qemu.sh"
# shellcheck source=tests/qemu/dom0/trouble.sh
. "$QEMUDIR/dom0/trouble.sh"
CASES=$QEMUDIR/cases
# time-outs are for an idle machine; others may use this one too
PATIENCE=${PATIENCE:-$(awk -v n="$(nproc)" '{ print 2 + int($1 / n) }' /proc/loadavg)}

# how many times as long cases that can shall go on
SOAK=${SOAK:-1}

# case_file CASE: its script; die when there is none
case_file() {
	set -- "$CASES/$1.sh" "$1"
	[ -f "$1" ] || die "there is no case $2; known: $(cd "$CASES" && echo *.sh | sed 's/\.sh//g')"
	echo "$1"
}

# case_key CASE KEY DEFAULT: a "# key: value" line of its head comment
case_key() {
	_value=$(sed -n "s/^# $2: //p" "$(case_file "$1")")
	echo "${_value:-$3}"
}

# pack_onto DIR INITRAMFS: append an archive; the kernel unpacks them in turn
pack_onto() {
	(cd "$1" && find . | cpio -o -H newc -R 0:0 --quiet) >>"$2"
}

# session_pack WORK MAIN KERNEL CASE...: the initramfs of this session
session_pack() {
	_in=$1/in/session _work=$1 _main=$2 _kernel=$3
	shift 3
	mkdir -p "$_in/cases"
	cp "$_main" "$_in/main"
	cp "$QEMUDIR"/dom0/*.sh "$_in/"
	cp "$_kernel" "$_in/bzImage"
	cp "$RIG/guest.cpio" "$RIG/guest-small.cpio" "$_in/"
	echo "$PATIENCE" >"$_in/patience"
	echo "${MORE_MEMORY:-0}" >"$_in/more_memory"
	echo "$SOAK" >"$_in/soak"
	: >"$_in/list"
	for _case; do
		cp "$(case_file "$_case")" "$_in/cases/"
		echo "$_case $(case_key "$_case" limit 60)" >>"$_in/list"
	done
	cp "$RIG/dom0.cpio" "$_work/initrd"
	pack_onto "$_work/in" "$_work/initrd"
}

# session_logs WORK DIR: what dom0 left on its disk
session_logs() {
	mkdir -p "$2"
	tar -xf "$1/disk" -C "$2" 2>/dev/null || :
}

# show_results LOGDIR: BEGIN, NOTE and RESULT lines as a reader wants them
show_results() {
	while read -r _kind _case _rest; do
		case $_kind-$_rest in
		NOTE-*) printf '          %s: %s\n' "$_case" "$_rest" ;;
		RESULT-ok*) printf '[%4ss] ok   %-18s %s\n' "$(spent)" "$_case" "${_rest#ok }" ;;
		RESULT-*)
			printf '[%4ss] FAIL %-18s %s\n' "$(spent)" "$_case" "${_rest#FAIL }"
			printf '          log: %s\n' "$1"
			;;
		esac
	done
}

# until_host CASE...: where the last word is the host's, dom0's is a note
until_host() {
	for _case; do
		[ ! -e "$QEMUDIR/host/$_case.sh" ] || echo "s/^RESULT $_case ok/NOTE $_case in dom0:/"
	done
}

# host_parts DIR CASE...: their results, one each; what they print are notes, of which
# the last says why when one fails
host_parts() {
	_dir=$1
	shift
	for _case; do
		[ -e "$QEMUDIR/host/$_case.sh" ] || continue
		! grep -q "^RESULT $_case " "$_dir/results" || continue
		grep -q "^NOTE $_case in dom0:" "$_dir/results" || continue
		_begin=$(spent)
		if "$QEMUDIR/host/$_case.sh" "$_dir" >"$_dir/$_case.host" 2>&1; then
			sed "s/^/NOTE $_case /" "$_dir/$_case.host"
			echo "RESULT $_case ok $(($(spent) - _begin)) s here"
		else
			sed "\$d; s/^/NOTE $_case /" "$_dir/$_case.host"
			echo "RESULT $_case FAIL $(tail -n 1 "$_dir/$_case.host")"
		fi
	done >"$_dir/results.host"
	cat "$_dir/results.host" >>"$_dir/results"
	show_results "$_dir" <"$_dir/results.host"
	rm "$_dir/results.host"
}

# session_count DIR CASE...: add to PASSED and FAILED; a case without a result
# has failed, whatever else was printed
session_count() {
	_dir=$1
	shift
	for _case; do
		if grep -qs "^RESULT $_case ok" "$_dir/results"; then
			PASSED=$((PASSED + 1))
			continue
		fi
		FAILED=$((FAILED + 1))
		grep -qs "^RESULT $_case " "$_dir/results" && continue
		echo "RESULT $_case FAIL no result: Xen or dom0 died, or the time was over" |
			show_results "$_dir/serial.log"
	done
}

# session_run NAME KERNEL CASE...: run the cases and show the results, which are left
# in $LOGS/qemu-NAME. SMP, MEM and QEMUARGS come from the caller.
session_run() {
	_name=$1 _kern=$2
	shift 2
	_dir=$LOGS/qemu-$_name
	_limit=$((60 * PATIENCE))
	for _case; do
		_limit=$((_limit + $(case_key "$_case" limit 60) * PATIENCE * SOAK))
	done
	rm -rf "$_dir"
	mkdir -p "$_dir"
	_w=$(mktemp -d "$OUT/session.XXXXXX")
	session_pack "$_w" "$QEMUDIR/dom0/main.sh" "$_kern" "$@"
	truncate -s 1G "$_w/disk"
	until_host "$@" >"$_w/results.sed"
	# shellcheck disable=SC2086
	qemu_dom0 "$_limit" "$_w/initrd" "file:$_dir/serial.log" stdio \
		-m "$MEM" -smp "$SMP" -drive "file=$_w/disk,format=raw,if=ide" \
		${QEMUARGS-} 2>&1 </dev/null | sed -u -e "/TCG doesn't support/d" -e 's/\r$//' -f "$_w/results.sed" | tee "$_dir/results" | show_results "$_dir"
	session_logs "$_w" "$_dir"
	rm -rf "$_w"
	host_parts "$_dir" "$@"
}
