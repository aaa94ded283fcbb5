#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Everything from nothing: packages, kernel, rig, and a tour of a guest at work.
# On a terminal it ends in the guest's console; else it powers off and exits 0.
# WANT=console: no tour (make shell).
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/qemu.sh
. "$ROOT/tests/qemu/qemu.sh"
# shellcheck source=tests/qemu/session.sh
. "$ROOT/tests/qemu/session.sh"

KVER=${KVER:-6.12}
KERNEL=${KERNEL:-}
dir=$LOGS/qemu-tour
limit=$((600 * PATIENCE))

if [ -t 0 ] && [ -t 1 ]; then
	want="${WANT:-tour} console"
	limit=86400
else
	want=tour
	[ -z "${WANT-}" ] || die "a console needs a terminal"
fi

"$ROOT/scripts/install.sh"
[ -n "$KERNEL" ] || "$ROOT/scripts/kernel.sh"
KERNEL=${KERNEL:-$OUT/$KVER${PEER:+-$PEER}/bzImage}
"$ROOT/scripts/rig.sh"

step "the tour: Xen, dom0, and a guest with our kernel"
info "Xen's and dom0's log: $dir/serial.log"
rm -rf "$dir"
mkdir -p "$dir"
work=$(mktemp -d "$OUT/session.XXXXXX")
trap 'rm -rf "$work"; stty sane 2>/dev/null || :' EXIT
session_pack "$work" "$QEMUDIR/dom0/tour.sh" "$KERNEL"
mkdir -p "$work/more/session"
echo "$want" >"$work/more/session/tour"
pack_onto "$work/more" "$work/initrd"
truncate -s 64M "$work/disk"

[ "$want" = tour ] || stty raw -echo
# shellcheck disable=SC2094
qemu_dom0 "$limit" "$work/initrd" "file:$dir/serial.log" "file:$dir/results" \
	-m 2560 -smp 2 -drive "file=$work/disk,format=raw,if=ide" \
	-chardev stdio,id=term,signal=off -device pci-serial,chardev=term \
	2>"$dir/qemu.log" || :
[ "$want" = tour ] || stty sane
session_logs "$work" "$dir"
if ! grep -q '^RESULT tour ok' "$dir/results"; then
	reason=$(sed -n 's/^RESULT tour FAIL //p' "$dir/results" | tr -d '\r')
	die "${reason:-Xen or dom0 died, or the time was over}; logs are in $dir"
fi
step "done"
