#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [CASE...]: run scenarios (all of them without an argument). Cases of the
# same session share a QEMU, and two QEMUs run at a time where this machine has the
# processors and the memory. Last line: N passed, N failed.
# Environment: KERNEL (the guest's bzImage; default out/$KVER/bzImage), SOAK (how
# many times as long cases that can shall go on), QEMUS (how many at a time),
# MORE_MEMORY (MiB more for each guest, as a kernel with KASAN needs them; cases that
# count memory fail then).
set -eu

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/session.sh
. "$ROOT/tests/qemu/session.sh"

KERNEL=${KERNEL:-$OUT/${KVER:-6.12}/bzImage}
# a QEMU has one thread, and about 6 GiB at most
QEMUS=${QEMUS:-$(awk -v n="$(nproc)" '/^MemAvailable/ { print (n > 1 && $2 > 12e6 ? 2 : 1) }' /proc/meminfo)}
export KERNEL PATIENCE

# usual_cases: all but those that are for a soak alone
usual_cases() {
	for _f in "$CASES"/*.sh; do
		_case=${_f##*/}
		[ "$(case_key "${_case%.sh}" only check)" = soak ] || echo "${_case%.sh}"
	done
}

# lanes CASE...: NAME SESSION CASE... of each QEMU, first those that may take longest.
# Cases of the main session are spread over QEMUS of them.
lanes() {
	for _case; do
		echo "$(case_key "$_case" session main) $(case_key "$_case" limit 60) $_case"
	done | awk -v n="$QEMUS" '
	function emptiest(   i, best) {
		best = 1
		for (i = 2; i <= n; i++)
			if (limit["main-" i] < limit["main-" best])
				best = i
		return "main-" best
	}
	{
		name = $1 == "main" ? emptiest() : $1
		limit[name] += $2
		session[name] = $1
		cases[name] = cases[name] " " $3
	}
	END { for (name in cases) print limit[name], name, session[name] cases[name] }' | sort -rn | cut -d ' ' -f 2-
}

# need SESSION: its kernel, and what debian.sh or crash.sh makes for it. Not from
# lane.sh, since other lanes' time-outs are for a machine without a build beside them.
need() {
	PEER='' VARIANT=$1 "$ROOT/scripts/kernel.sh"
	"$ROOT/scripts/$1.sh"
}

step "scenarios"
[ -f "$KERNEL" ] || die "$KERNEL is missing: run make kernel"
for c; do
	case_file "$c" >/dev/null
done
"$ROOT/scripts/rig.sh"
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(usual_cases)
list=$(lanes "$@")
for session in debian crash; do
	case $list in *"$session $session "*) need $session ;; esac
done
echo "$list" | xargs -P "$QEMUS" -L 1 "$QEMUDIR/lane.sh" || info "a QEMU ended badly"
PASSED=0 FAILED=0
while read -r name _ cases; do
	# shellcheck disable=SC2086
	session_count "$LOGS/qemu-$name" $cases
done <<END
$list
END
echo "$PASSED passed, $FAILED failed"
[ $FAILED = 0 ]
