#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make kselftest: the kernel's own selftests of mm and x86, natively, in a guest with
# mainline's XEN_PV and in ours. A test has failed when it does not pass in ours and
# does in mainline's. Last line: N passed, N failed.
#
#	TESTS=cow,ldt_gdt		only those whose command matches; all by default
#	KERNELS=ours			run these of native, mainline, ours; what is known
#					of the others is used
#	BUILD=0				take the kernels as they are
#	KSELFTEST_JOBS=2		QEMUs at a time
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"

KVER=${KVER:-6.12}
VARIANT=${VARIANT:-}
DEST=$OUT/kselftest
LIST=$OUT/rig-kselftest/list
ALL="native mainline ours"
KERNELS=$(echo "${KSELFTEST_KERNELS:-${KERNELS:-$ALL}}" | tr , ' ')
TESTS=${TESTS-}
export VARIANT TESTS

image() {
	case $1 in
	native | ours) echo "$OUT/$KVER${VARIANT:+-$VARIANT}/bzImage" ;;
	mainline) echo "$OUT/$KVER-mainline${VARIANT:+-$VARIANT}/bzImage" ;;
	*) die "there is no kernel $1; known: $ALL" ;;
	esac
}

# key KERNEL: what its results hold for
key() {
	cat "$(image "$1")" "$OUT/rig-kselftest/guest.cpio" | sha256sum | cut -c 1-16
}

# is_current KERNEL: there are results, and they are of this kernel and these tests
is_current() {
	[ -f "$DEST/$1.log" ] && [ "$(head -n 1 "$DEST/$1.log")" = "KEY $(key "$1")" ]
}

kernels() {
	[ "${BUILD:-1}" != 0 ] || return 0
	case " $KERNELS " in *' mainline '*) PEER=mainline "$ROOT/scripts/kernel.sh" ;; esac
	case " $KERNELS " in *' native '* | *' ours '*) PEER='' "$ROOT/scripts/kernel.sh" ;; esac
}

# lanes: one line for each QEMU
lanes() {
	for _k in $KERNELS; do
		echo "$(key "$_k") $_k $(image "$_k")"
	done
}

"$ROOT/scripts/install.sh"
for k in $KERNELS; do
	image "$k" >/dev/null
done
kernels
"$ROOT/scripts/rig.sh"
"$ROOT/scripts/kselftest-rig.sh"
for k in $KERNELS; do
	[ -f "$(image "$k")" ] || die "$(image "$k") is missing: run make kselftest without BUILD=0"
done
mkdir -p "$DEST"
grep -E "$(echo "${TESTS:-.}" | tr , '|')" "$LIST" >"$DEST/list" || die "no test matches TESTS=$TESTS"
step "kselftest: $(wc -l <"$DEST/list") tests in: $KERNELS"
# shellcheck disable=SC2016 # for the shell that xargs starts
lanes | xargs -P "${KSELFTEST_JOBS:-2}" -L 1 \
	sh -c 'KEY=$1 exec "$0" "$2" "$3"' "$ROOT/tests/kselftest/lane.sh" || :
for k in $KERNELS; do
	[ ! -f "$DEST/$k.new" ] || mv "$DEST/$k.new" "$DEST/$k.log"
done

step "kselftest: the report"
set --
for k in $ALL; do
	! is_current "$k" || set -- "$@" "$k=$DEST/$k.log"
done
info "what the consoles said is in $DEST"
python3 -B "$ROOT/tests/kselftest/report.py" "$DEST/list" "$@"
