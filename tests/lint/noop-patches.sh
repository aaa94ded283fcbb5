#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# noop-patches.sh: with CONFIG_XPV=n our patches change no code. Builds the
# objects of every patched source, and some that include the patched headers,
# from the pristine and from the patched tree, with XEN_PV=n and =y, and
# compares code, relocations and data. Line numbers (the bug table) may differ.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/scripts/series.sh"

KVER=${KVER:-6.12}
JOBS=${JOBS:-$(nproc)}
FRAGS=$ROOT/scripts/config
BASE=$OUT/src/linux-source-$KVER
OURS=$OUT/tree/$KVER
# Users of the patched page-table, hypervisor and entry headers.
USERS=(mm/memory.o mm/madvise.o mm/vmscan.o arch/x86/mm/tlb.o arch/x86/kernel/traps.o)
EXTRA=(KEXEC CRASH_DUMP)	# switches on patched code that the guest's configuration leaves out
COMPILER=gcc
! command -v ccache >/dev/null || COMPILER="ccache gcc"

# kmake TREE OBJ ARGS...
kmake() {
	local tree=$1 obj=$2

	shift 2
	make -s -C "$tree" O="$obj" ARCH=x86 CC="$COMPILER" HOSTCC="$COMPILER" \
		LOCALVERSION= -j"$JOBS" "$@"
}

# configure TREE OBJ FRAGMENT...: into OBJ/.config, replaced only when it differs
configure() {
	local tree=$1 obj=$2 new=$2/.config.new

	shift 2
	mkdir -p "$obj"
	{ cat "$@"; printf 'CONFIG_%s=y\n' "${EXTRA[@]}"; } >"$obj/wanted"
	kmake "$tree" "$obj" KCONFIG_CONFIG="$new" KCONFIG_ALLCONFIG="$obj/wanted" \
		allnoconfig >/dev/null 2>&1
	cmp -s "$new" "$obj/.config" || cp "$new" "$obj/.config"
	rm -f "$new" "$new.old"
}

objects() {
	local f

	for f in $(patched_files "$ROOT/patches/$KVER"); do
		case $f in
		*/asm-offsets.c) ;;	# compared as the header it makes
		*.[cS]) echo "${f%.?}.o" ;;
		esac
	done
	printf "%s\n" "${USERS[@]}"
}

# essence OBJECT: what would run, without what only names source lines
essence() {
	local s sections=

	for s in $(objdump -h "$1" | awk '$2 ~ /^\.(data|rodata|altinstructions|init\.data|head)/ { print $2 }'); do
		sections="$sections -j $s"
	done
	objdump -dr --no-show-raw-insn "$1" | sed 1,3d
	# shellcheck disable=SC2086
	[ -z "$sections" ] || objdump -sr $sections "$1" | sed 1,3d
}

# compare NAME FRAGMENT...: one configuration; sets bad when something differs
compare() {
	local name=$1 a=$OUT/obj/noop-base-$1 b=$OUT/obj/noop-ours-$1 o n=0

	shift
	configure "$BASE" "$a" "$@"
	configure "$OURS" "$b" "$@"
	log_run "noop-base-$name" kmake "$BASE" "$a" "${OBJECTS[@]}"
	log_run "noop-ours-$name" kmake "$OURS" "$b" "${OBJECTS[@]}"
	if ! diff <(grep '^CONFIG' "$a/.config") <(grep '^CONFIG' "$b/.config"); then
		echo "noop-patches: $name: the configurations differ" >&2
		bad=1
	fi
	if ! cmp "$a/include/generated/asm-offsets.h" "$b/include/generated/asm-offsets.h"; then
		bad=1
	fi
	for o in "${OBJECTS[@]}"; do
		n=$((n + 1))
		cmp -s <(essence "$a/$o") <(essence "$b/$o") && continue
		echo "noop-patches: $name: $o differs" >&2
		diff <(essence "$a/$o") <(essence "$b/$o") | head -n 8 >&2 || :
		bad=1
	done
	info "$name: $n objects compared"
}

step "lint: with CONFIG_XPV=n the patched tree builds the same code"
"$ROOT/scripts/tree.sh"
mapfile -t OBJECTS < <(objects | sort -u)
bad=0
compare nopv "$FRAGS/guest.config"
compare xenpv "$FRAGS/guest.config" "$FRAGS/mainline.config"
[ $bad = 0 ] || die "a patch changes the kernel with CONFIG_XPV=n"
