#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# lane.sh NAME SESSION CASE...: one QEMU of run.sh with these cases, which are all
# of that session. Shows results as they come and leaves them in
# $OUT/log/qemu-NAME/results. Environment: as run.sh.
set -eu

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/session.sh
. "$ROOT/tests/qemu/session.sh"

# machine SESSION: QEMU's processors, MiB and more arguments; a kernel of its own
machine() {
	case $1 in
	main) SMP=2 MEM=2560 QEMUARGS='' ;;
	big) SMP=2 MEM=5632 QEMUARGS='' ;;
	huge) SMP=2 MEM=9984 QEMUARGS='' ;;
	icount) SMP=1 MEM=2048 QEMUARGS='-icount shift=0,sleep=off' ;;
	debian)
		SMP=2 MEM=2560 KERNEL=$OUT/${KVER:-6.12}-debian/bzImage
		QEMUARGS="-drive file=$OUT/debian/root.img,format=raw,if=virtio,snapshot=on"
		;;
	crash)
		# dom0 keeps half of its memory for files, cores among them
		SMP=2 MEM=3072 XENEXTRA=dom0_mem=1536M,max:1536M QEMUARGS=''
		KERNEL=$OUT/${KVER:-6.12}-crash/bzImage
		;;
	*) die "unknown session $1" ;;
	esac
}

# native CASE: a case that runs here; it sets $verdict
native() {
	verdict='no verdict'
	# shellcheck source=/dev/null
	. "$(case_file "$1")"
	[ "$verdict" = ok ] || verdict="FAIL $verdict"
	echo "RESULT $1 $verdict" | tee -a "$LOGS/qemu-native/results" |
		show_results "$LOGS/qemu-native"
}

name=$1 session=$2
shift 2
step "scenarios of $name: $*"
if [ "$session" != native ]; then
	machine "$session"
	session_run "$name" "$KERNEL" "$@"
	exit
fi
rm -rf "$LOGS/qemu-native"
mkdir -p "$LOGS/qemu-native"
for c; do
	native "$c"
done
