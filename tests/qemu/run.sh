#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [CASE...]: run scenarios (all of them without an argument); cases of
# the same session share one QEMU. Last line: N passed, N failed.
# Environment: KERNEL (the guest's bzImage; default out/$KVER/bzImage), SOAK (how
# many times as long cases that can shall go on).
set -eu

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/qemu.sh
. "$ROOT/tests/qemu/qemu.sh"
# shellcheck source=tests/qemu/session.sh
. "$ROOT/tests/qemu/session.sh"
# shellcheck source=tests/qemu/dom0/trouble.sh
. "$ROOT/tests/qemu/dom0/trouble.sh"

KERNEL=${KERNEL:-$OUT/${KVER:-6.12}/bzImage}
PASSED=0 FAILED=0

# the machine of each session
session() {
	case $1 in
	main) SMP=2 MEM=2560 QEMUARGS='' ;;
	big) SMP=2 MEM=5632 QEMUARGS='' ;;
	huge) SMP=2 MEM=9984 QEMUARGS='' ;;
	icount) SMP=1 MEM=2048 QEMUARGS='-icount shift=0,sleep=off' ;;
	*) die "unknown session $1" ;;
	esac
}

# run_native CASE: a case that runs here; it sets $verdict
run_native() {
	verdict='no verdict'
	# shellcheck source=/dev/null
	. "$(case_file "$1")"
	echo "RESULT $1 ${verdict}" | sed 's/ ok$/&/; t; s/^RESULT [^ ]* /&FAIL /' |
		show_results "$LOGS/qemu-native.log"
	if [ "$verdict" = ok ]; then
		PASSED=$((PASSED + 1))
	else
		FAILED=$((FAILED + 1))
	fi
}

run_session() {
	_session=$1
	shift
	[ $# -gt 0 ] || return 0
	step "scenarios in session $_session: $*"
	case $_session in
	native)
		for _case; do
			run_native "$_case"
		done
		;;
	*)
		session "$_session"
		session_run "$_session" "$KERNEL" "$@"
		;;
	esac
}

# cases_of SESSION CASE...: those that belong to it
cases_of() {
	_want=$1
	shift
	for _case; do
		[ "$(case_key "$_case" session main)" != "$_want" ] || echo "$_case"
	done
}

# usual_cases: all but those that are for a soak alone
usual_cases() {
	for _f in "$CASES"/*.sh; do
		_case=${_f##*/}
		[ "$(case_key "${_case%.sh}" only check)" = soak ] || echo "${_case%.sh}"
	done
}

step "scenarios"
[ -f "$KERNEL" ] || die "$KERNEL is missing: run make kernel"
for c; do
	case_file "$c" >/dev/null
done
"$ROOT/scripts/rig.sh"
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(usual_cases)
for s in native main big huge icount; do
	# shellcheck disable=SC2046
	run_session $s $(cases_of $s "$@")
done
echo "$PASSED passed, $FAILED failed"
[ $FAILED = 0 ]
