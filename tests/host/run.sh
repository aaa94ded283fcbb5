#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [NAME...]: compile every NAME_test.c of this folder (default: all) with
# the address and undefined-behaviour sanitizers, run it, count its cases.
#
# A test prints one line per case, "ok SUITE: CASE" or "FAIL SUITE: CASE", and
# ends with 0 when all were good. A test that does not compile, that a sanitizer
# stops, that takes longer than TIMEOUT or that has no case counts as one failure.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
. "$ROOT/scripts/lib.sh"

JOBS=${JOBS:-2}
KVER=${KVER:-6.12}
TIMEOUT=60
BUILD=$OUT/host
SOURCE=$OUT/src/linux-source-$KVER

FLAGS="-std=gnu11 -O1 -g -Wall -Wextra -Wno-unused-function -Wno-unused-parameter
	-Wno-sign-compare -Wno-missing-field-initializers -Werror -pthread
	-fsanitize=address,undefined -fno-sanitize-recover=all
	-I. -Itests/host -Iarch-pv/include -Idrivers/xenfront/include
	-idirafter $BUILD/include"

# Only the ABI headers are to be seen of the kernel.
link_abi() {
	[ -d "$SOURCE/include/xen/interface" ] || "$ROOT/scripts/source.sh"
	mkdir -p "$BUILD/include/xen"
	ln -sfn "$SOURCE/include/xen/interface" "$BUILD/include/xen/interface"
}

# one NAME: leaves NAME.out with the case lines
one() {
	local name=$1 out=$BUILD/$1.out status=0

	# shellcheck disable=SC2086
	if ! gcc $FLAGS -o "$BUILD/$name" "tests/host/${name}_test.c" >"$BUILD/$name.log" 2>&1; then
		{ cat "$BUILD/$name.log"; echo "FAIL $name: compiles"; } >"$out"
		return
	fi
	timeout "$TIMEOUT" "$BUILD/$name" >"$out" 2>&1 || status=$?
	grep -q '^FAIL ' "$out" && return
	[ $status = 0 ] || echo "FAIL $name: ended with status $status" >>"$out"
	grep -Eq '^(ok|FAIL) ' "$out" || echo "FAIL $name: has no case" >>"$out"
}

if [ "${1-}" = --one ]; then
	one "$2"
	exit 0
fi

step "host tests: pure files in user space, with sanitizers"
need_pkgs gcc libc6-dev
cd "$ROOT"
link_abi
if [ $# = 0 ]; then
	set -- tests/host/*_test.c
	set -- "${@#tests/host/}"
	set -- "${@%_test.c}"
fi
printf '%s\n' "$@" | xargs -P "$JOBS" -I{} "$ROOT/tests/host/run.sh" --one {}
passed=0 failed=0
for name; do
	p=$(grep -c '^ok ' "$BUILD/$name.out" || :)
	f=$(grep -c '^FAIL ' "$BUILD/$name.out" || :)
	passed=$((passed + p))
	failed=$((failed + f))
	[ "$f" = 0 ] || grep -v '^ok ' "$BUILD/$name.out" >&2
	info "$name: $p of $((p + f))"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
