#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh [NAME...]: compile every fuzz_NAME.c of this folder (default: all) with
# the address and undefined-behaviour sanitizers and feed it for SECONDS (5)
# from SEED (1): by clang's libFuzzer where that is installed, by the driver in
# fuzz.h otherwise or with ENGINE=driver. What made a target fail stays in out/fuzz/NAME.crash or,
# with the driver, is made again by the same seed.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
. "$ROOT/scripts/lib.sh"

JOBS=${JOBS:-2}
KVER=${KVER:-6.12}
SECONDS_EACH=${SECONDS_EACH:-5}
SEED=${SEED:-1}
BUILD=$OUT/fuzz
SOURCE=$OUT/src/linux-source-$KVER

FLAGS="-std=gnu11 -O1 -g -Wall -Wno-unused-function -pthread
	-fno-sanitize-recover=all
	-I. -Itests/host -Iarch-pv/include -Idrivers/xenfront/include
	-idirafter $BUILD/include"

# Only the ABI headers are to be seen of the kernel.
link_abi() {
	[ -d "$SOURCE/include/xen/interface" ] || "$ROOT/scripts/source.sh"
	mkdir -p "$BUILD/include/xen"
	ln -sfn "$SOURCE/include/xen/interface" "$BUILD/include/xen/interface"
}

has_libfuzzer() {
	printf '#include "tests/fuzz/fuzz.h"\nint LLVMFuzzerTestOneInput(const uint8_t *i, size_t n) { return !i && n; }\n' |
		clang -fsanitize=fuzzer -I. -x c -o "$BUILD/probe" - 2>/dev/null
}

compile() {
	local src=tests/fuzz/fuzz_$1.c

	# shellcheck disable=SC2086
	if [ "$ENGINE" = libfuzzer ]; then
		clang $FLAGS -fsanitize=fuzzer,address,undefined -o "$BUILD/$1" "$src"
	else
		gcc $FLAGS -fsanitize=address,undefined -DFUZZ_MAIN -o "$BUILD/$1" "$src"
	fi
}

feed() {
	local limit=$((SECONDS_EACH + 30))

	if [ "$ENGINE" = libfuzzer ]; then
		timeout "$limit" "$BUILD/$1" -max_total_time="$SECONDS_EACH" -seed="$SEED" \
			-print_final_stats=1 -exact_artifact_path="$BUILD/$1.crash"
	else
		timeout "$limit" "$BUILD/$1" "$SECONDS_EACH" "$SEED"
	fi
}

# one NAME: leaves NAME.log and, when all went well, NAME.good
one() {
	rm -f "$BUILD/$1.good"
	{ compile "$1" && feed "$1" && : >"$BUILD/$1.good"; } >"$BUILD/$1.log" 2>&1 || :
}

inputs() {
	sed -n 's/^ok .*: \([0-9]*\) inputs$/\1/p; s/^stat::number_of_executed_units: *//p' "$BUILD/$1.log"
}

cd "$ROOT"
if [ "${1-}" = --one ]; then
	one "$2"
	exit 0
fi

step "fuzz: $SECONDS_EACH s for each target, with sanitizers"
need_pkgs gcc libc6-dev
link_abi
if [ -z "${ENGINE-}" ]; then
	ENGINE=driver
	! has_libfuzzer || ENGINE=libfuzzer
fi
export ENGINE SECONDS_EACH SEED
if [ $# = 0 ]; then
	set -- tests/fuzz/fuzz_*.c
	set -- "${@#tests/fuzz/fuzz_}"
	set -- "${@%.c}"
fi
printf '%s\n' "$@" | xargs -P "$JOBS" -I{} "$ROOT/tests/fuzz/run.sh" --one {}
passed=0 failed=0
for name; do
	if [ -e "$BUILD/$name.good" ]; then
		passed=$((passed + 1))
		info "$name: $(inputs "$name") inputs by $ENGINE"
	else
		failed=$((failed + 1))
		tail -n 25 "$BUILD/$name.log" >&2
		echo "FAIL fuzz $name: seed $SEED, the whole log is $BUILD/$name.log" >&2
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
