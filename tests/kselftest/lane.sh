#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# lane.sh native|mainline|ours IMAGE: the selftests in one kernel, in a QEMU of its
# own. What the console says is left in $OUT/kselftest/KERNEL.new, first a line KEY,
# which comes from the caller, and last a line RESULT.
set -eu

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/session.sh
. "$ROOT/tests/qemu/session.sh"

KERNEL=$1 IMAGE=$2
GUEST=$OUT/rig-kselftest/guest.cpio
LIMIT=$((1600 * PATIENCE))
WORDS=${TESTS:+tests=$TESTS}
dir=$LOGS/kselftest-$KERNEL

# progress: each test as it ends
progress() {
	sed -u -e 's/\r$//' | tee -a "$1" | while read -r _word _what _rest; do
		case "$_word $_what" in
		"KST end") info "$(spent) s: $KERNEL: $_rest" ;;
		"RESULT kselftest") info "$(spent) s: $KERNEL: $_rest" ;;
		esac
	done
}

native() {
	qemu_base "$LIMIT" -m 1024 -smp 2 -kernel "$IMAGE" -initrd "$GUEST" -serial stdio \
		-append "console=ttyS0 reboot=t do=kselftest patience=$PATIENCE $WORDS" \
		2>"$dir/qemu.log" </dev/null | progress "$1"
	! grep -q '^KST over' "$1" || echo "RESULT kselftest ok" >>"$1"
}

under_xen() {
	_w=$(mktemp -d "$OUT/session.XXXXXX")
	trap 'rm -rf "$_w"' EXIT
	session_pack "$_w" "$ROOT/tests/kselftest/dom0.sh" "$IMAGE"
	mkdir -p "$_w/more/session"
	echo "$WORDS" >"$_w/more/session/words"
	cp "$GUEST" "$_w/more/session/kselftest.cpio"
	pack_onto "$_w/more" "$_w/initrd"
	qemu_dom0 "$LIMIT" "$_w/initrd" "file:$dir/serial.log" stdio -m 2560 -smp 2 \
		2>"$dir/qemu.log" </dev/null | progress "$1"
}

STEP="kselftest $KERNEL"
rm -rf "$dir"
mkdir -p "$dir"
info "$(spent) s: $KERNEL begins"
echo "KEY $KEY" >"$OUT/kselftest/$KERNEL.new"
case $KERNEL in
native) native "$OUT/kselftest/$KERNEL.new" ;;
*) under_xen "$OUT/kselftest/$KERNEL.new" ;;
esac
