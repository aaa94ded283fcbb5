#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# sparse.sh: make C=2 over arch/x86/pv and drivers/xenfront, and over the KUnit
# suites in the kunit configuration. Prints what sparse prints, nothing else.
# Results are remembered by sparse-one.py; the objects are the kernel build's own.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/tests/lint/files.sh"

KVER=${KVER:-6.12}
JOBS=${JOBS:-2}
LINT_SPARSE=$OUT/lint/sparse-$KVER
TREE=$OUT/tree/$KVER
export LINT_SPARSE

# kmake VARIANT TARGET...: with the build's own settings, so that nothing is
# built again for its sake; waits while that build runs
kmake() {
	local variant=$1 obj=$OUT/obj/$KVER${1:+-$1} cc=gcc

	shift
	! command -v ccache >/dev/null || cc="ccache gcc"
	log_run "lint-config${variant:+-$variant}" env VARIANT="$variant" CONFIG_ONLY=1 \
		"$ROOT/scripts/kernel.sh"
	exec 8>"$obj/.lock"
	flock 8
	log_run "lint-sparse${variant:+-$variant}" make -C "$TREE" O="$obj" ARCH=x86 \
		LOCALVERSION= CC="$cc" HOSTCC="$cc" -j"$JOBS" C=2 \
		CHECK="$ROOT/tests/lint/sparse-one.py" "$@"
	exec 8>&-
}

# suites FOLDER TREE-FOLDER: the objects of the KUnit suites in FOLDER
suites() {
	local c

	for c in "$ROOT/$1"/tests/*_kunit.c; do
		c=${c##*/}
		[ "$c" = '*_kunit.c' ] || echo "$2/tests/${c%.c}.o"
	done
}

# report: what sparse says of the sources that there are
report() {
	local c name

	for c in "$ROOT"/arch-pv/*.c "$ROOT"/arch-pv/*/*.c "$ROOT"/drivers/xenfront/*/*.c; do
		c=${c#"$ROOT"/}
		# for kernels with KASAN alone
		[ "$c" != arch-pv/mmu/kasan.c ] || continue
		name=${c/#arch-pv/arch/x86/pv}
		name=$LINT_SPARSE/$(echo "${name%.c}" | tr / -).txt
		[ -e "$name" ] || { echo "$c:1: sparse did not see this file: no Makefile lists it"; continue; }
		sed -e "s,^$TREE/,," -e 's,^arch/x86/pv/,arch-pv/,' "$name"
	done
}

# state: a sum of all that the results depend on but the kernel's own source
state() {
	(cd "$ROOT" && our_files | grep -E '^(arch-pv/|drivers/|patches/|scripts/config/|Kconfig\.pv|tests/lint/sparse)' |
		tr '\n' '\0' | xargs -0 sha256sum) | sha256sum
}

mkdir -p "$LINT_SPARSE"
now=$(state)
if [ "$now" != "$(cat "$LINT_SPARSE/state" 2>/dev/null)" ]; then
	kmake "" arch/x86/pv/ drivers/xenfront/
	# shellcheck disable=SC2046
	kmake kunit $(suites arch-pv arch/x86/pv; suites drivers/xenfront drivers/xenfront)
	echo "$now" >"$LINT_SPARSE/state"
fi
report
