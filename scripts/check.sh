#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# check.sh: every test there is. Each part ends with a line "N passed, N failed";
# the last line of all adds them up. A part that ends without one has failed.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"

passed=0 failed=0
# what failed, for the end: of a long log that is what people see
bad=$LOGS/check-failed
: >"$bad"

# part NAME CMD...: run it, show what it prints, add its counts
part() {
	_name=$1
	shift
	_log=$LOGS/check-$_name.log
	step "check: $_name"
	"$@" 2>&1 | tee "$_log" | sed -u '/^[0-9]* passed, [0-9]* failed$/d'
	_line=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$_log" | tail -n 1)
	if [ -z "$_line" ]; then
		info "$_name ended without a result; the log is $_log"
		_line="0 1"
	fi
	sed -n "s/^\(\[[^]]*\]\)* *FAIL  */FAIL $_name: /p" "$_log" >>"$bad"
	info "$_name: ${_line% *} passed, ${_line#* } failed"
	passed=$((passed + ${_line% *}))
	failed=$((failed + ${_line#* }))
}

"$ROOT/scripts/install.sh"
part kernel "$ROOT/scripts/kernel-check.sh"
part host "$ROOT/tests/host/run.sh"
part fuzz "$ROOT/tests/fuzz/run.sh"
part lint "$ROOT/tests/lint/run.sh"
part kunit "$ROOT/scripts/kunit.sh"
part scenarios "$ROOT/tests/qemu/run.sh"
step "check: done"
cat "$bad"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
