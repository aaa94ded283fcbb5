#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Run the KUnit suites in a guest under Xen and count what its console says
# (KTAP), and the kernel's own tests of its features with it. Last line: N passed, N
# failed. A guest that does not come to its end, or that runs no test, has failed.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/session.sh
. "$ROOT/tests/qemu/session.sh"

KVER=${KVER:-6.12} VARIANT=${VARIANT:-kunit}
dir=$LOGS/qemu-kunit

# ktap LOG: one line per test and, at the end, "PASSED FAILED"
ktap() {
	tr -d '\r' <"$1" | sed 's/^\[ *[0-9.]*\] //' | awk '
	/^ *# Subtest: / { suite = $NF }
	/^    (not )?ok [0-9]/ {
		bad = $1 == "not"
		name = $0
		sub(/^ *(not )?ok [0-9]+ /, "", name)
		if (bad)
			failed++
		else if (name !~ /# SKIP/)
			passed++
		printf "%s %s: %s\n", bad ? "FAIL" : "ok  ", suite, name
	}
	/^guest: feature / {
		bad = $4 != "ok"
		if (bad)
			failed++
		else
			passed++
		sub(/^guest: /, "")
		printf "%s %s\n", bad ? "FAIL" : "ok  ", $0
	}
	END { print passed + 0, failed + 0 }'
}

VARIANT=$VARIANT "$ROOT/scripts/kernel.sh"
"$ROOT/scripts/rig.sh"
step "kunit: the suites in a guest under Xen"
rm -rf "$dir"
mkdir -p "$dir"
work=$(mktemp -d "$OUT/session.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/guest" "$work/in/session"
[ ! -d "$OUT/$KVER-$VARIANT/modules" ] || cp -r "$OUT/$KVER-$VARIANT/modules" "$work/guest"
pack_onto "$work/guest" "$work/in/session/modules.cpio"
session_pack "$work" "$QEMUDIR/dom0/kunit.sh" "$OUT/$KVER-$VARIANT/bzImage"
truncate -s 64M "$work/disk"
qemu_dom0 $((300 * PATIENCE)) "$work/initrd" "file:$dir/serial.log" "file:$dir/results" \
	-m 2560 -smp 2 -drive "file=$work/disk,format=raw,if=ide" \
	2>"$dir/qemu.log" </dev/null || :
session_logs "$work" "$dir"

log=$dir/guest-kunit.log
[ -f "$log" ] || die "no log of the guest: Xen or dom0 died; logs are in $dir"
ktap "$log" >"$dir/tests"
sed -n '/^FAIL/p' "$dir/tests"
counts=$(tail -n 1 "$dir/tests")
passed=${counts% *} failed=${counts#* }
if ! grep -q '^RESULT kunit ok' "$dir/results"; then
	info "FAIL the guest: $(sed -n 's/^RESULT kunit FAIL //p' "$dir/results" | tr -d '\r')"
	failed=$((failed + 1))
elif grep -Ev "$HARMLESS" "$log" | grep -E "$TROUBLE" >"$dir/trouble"; then
	info "FAIL the kernel complains: $(head -n 1 "$dir/trouble")"
	failed=$((failed + 1))
elif [ "$passed" = 0 ]; then
	info "FAIL no test ran"
	failed=$((failed + 1))
fi
info "the log is $log"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
