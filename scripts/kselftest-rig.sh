#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Build out/rig-kselftest: the kernel's own selftests of mm and x86 by their own
# Makefiles, a guest's initramfs with them, and the list of what to run:
#	NAME SECONDS FOLDER COMMAND...
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=scripts/initramfs.sh
. "$ROOT/scripts/initramfs.sh"

KVER=${KVER:-6.12}
HERE=$ROOT/tests/kselftest
SRC=$OUT/src/linux-source-$KVER
RIGK=$OUT/rig-kselftest
TMP=$OUT/rig-kselftest.tmp
MADE=$OUT/obj/kselftest
INST=$MADE/install
# shellcheck disable=SC2034 # for add_libs
LIBPATH=
PACKAGES="gcc gcc-multilib make rsync libcap-dev libnuma-dev liburing-dev"

# borrow PATH...: of the kernel's source, each at its place in the copy
borrow() {
	for _path; do
		mkdir -p "$MADE/tree/$(dirname "$_path")"
		cp -R "$SRC/$_path" "$MADE/tree/$_path"
	done
}

# tests: built in a copy of what they take, as they write beside their sources.
# One of them uses KSFT_SKIP and does not include where it is defined.
tests() {
	[ -z "$(find "$SRC/Makefile" -newer "$INST/kselftest-list.txt" 2>&1)" ] && return
	_self=tools/testing/selftests
	rm -rf "$MADE"
	borrow tools/include scripts/subarch.include arch/x86/include/asm/desc_defs.h \
		include/vdso/time64.h lib/test_hmm_uapi.h mm/gup_test.h \
		$_self/Makefile $_self/lib.mk $_self/kselftest $_self/kselftest.h \
		$_self/kselftest_harness.h $_self/run_kselftest.sh $_self/mm $_self/x86
	mkdir -p "$MADE/obj"
	log_run kselftest-headers make -s -C "$SRC" O="$MADE/obj" ARCH=x86 headers
	log_run kselftest-build make -j"$(nproc)" -C "$MADE/tree/$_self" O="$MADE/obj" \
		TARGETS="mm x86" INSTALL_DEP_TARGETS= FORCE_TARGETS=1 \
		USERCFLAGS=-DKSFT_SKIP=4 KSFT_INSTALL_PATH="$INST" install
	rm -r "$MADE/tree" "$MADE/obj"
}

# mm_list: what their own run_vmtests.sh runs, and what it leaves out; but for what
# takes huge pages or modules, which a PV guest and the initramfs have none of, and
# for virtual_address_range, which fills 1 GiB with page tables alone
mm_list() {
	sed -n "s/^[ \t]*CATEGORY=\"\([a-z_]*\)\" run_test \(.*[^\\]\)\$/\1 \2/p" "$INST/mm/run_vmtests.sh" |
		sed -E '/^(hugetlb|hmm|vmalloc) /d; / hugetlb/d; /virtual_address_range/d; s/^[a-z_]* //' |
		sed -E 's/\$\{uffd_stress_bin\}/.\/uffd-stress/; s/ \$\{SPLIT[A-Z_]*\}//' |
		grep -v '^./uffd-unit-tests$'
	# one by one, as the first that needs a huge page ends them all
	"$INST/mm/uffd-unit-tests" -l | sed 's/^/.\/uffd-unit-tests -f /'
	for _more in droppable mseal_test pkey_sighandler_tests_32 pkey_sighandler_tests_64 seal_elf; do
		echo "./$_more"
	done
}

x86_list() {
	sed -n 's/^x86:/.\//p' "$INST/kselftest-list.txt"
}

# limit FOLDER COMMAND: its seconds, from the table
limit() {
	awk -v name="$*" '/^#/ { next } index(name, substr($0, length($1) + 2)) { n = $1; exit }
		END { print n ? n : 60 }' "$HERE/limits"
}

list() {
	for _folder in mm x86; do
		"${_folder}_list" | while read -r _command; do
			echo "$(limit "$_folder $_command") $_folder $_command"
		done
	done
}

# multilib DIR: what 32-bit programs are linked with
multilib() {
	mkdir -p "$1/lib32"
	for _lib in c m dl rt pthread; do
		cp -L /lib32/lib$_lib.so.* "$1/lib32/"
	done
	cp -L /lib/ld-linux.so.2 "$1/lib64/"
	# loaded by pthread_cancel, which ldd cannot see
	cp -L /lib/x86_64-linux-gnu/libgcc_s.so.1 "$1/lib64/"
	cp -L /usr/lib32/libgcc_s.so.1 "$1/lib32/"
}

build_guest() {
	_d=$TMP/guest
	mkdir -p "$_d/kselftest" "$_d/etc"
	cp -R "$INST/mm" "$INST/x86" "$_d/kselftest/"
	cp "$TMP/list" "$_d/kselftest/"
	put /usr/bin/timeout /bin/bash "$_d/usr/bin"
	# ldd finds two libraries of one name; those with 32 bits are put in by hand
	mkdir -p "$TMP/mm" "$TMP/x86"
	for _f in mm x86; do
		mv "$_d/kselftest/$_f"/*_32 "$TMP/$_f/"
	done
	add_libs "$_d"
	for _f in mm x86; do
		mv "$TMP/$_f"/*_32 "$_d/kselftest/$_f/"
	done
	multilib "$_d"
	mkdir -p "$_d/bin"
	ln -s ../usr/bin/bash "$_d/bin/bash"
	put "$HERE/sudo" "$_d/usr/bin"
	chmod +x "$_d/usr/bin/sudo"
	echo 'root:x:0:0::/root:/bin/sh' >"$_d/etc/passwd"
	echo 'nobody:x:65534:65534::/:/bin/sh' >>"$_d/etc/passwd"
	put "$HERE/guest.sh" "$_d/guest"
	mv "$_d/guest/guest.sh" "$_d/guest/kselftest.sh"
	pack "$_d" "$TMP/own.cpio"
	cat "$OUT/rig/guest-small.cpio" "$TMP/own.cpio" >"$TMP/guest.cpio"
}

# current: nothing that it is made of is newer
current() {
	[ -e "$RIGK/guest.cpio" ] || return 1
	[ -z "$(find "$HERE/guest.sh" "$HERE/limits" "$HERE/sudo" "$0" "$ROOT/scripts/initramfs.sh" \
		"$OUT/rig/guest-small.cpio" "$SRC/Makefile" -newer "$RIGK/guest.cpio" | head -n 1)" ]
}

step "rig for the selftests"
exec 7>"$OUT/.rig-kselftest.lock"
flock 7
# shellcheck disable=SC2086
need_pkgs $PACKAGES
"$ROOT/scripts/source.sh"
! current || exit 0
need_space 300
mkdir -p "$TMP"
tests
list >"$TMP/list"
build_guest
rm -rf "$TMP/guest" "$TMP/mm" "$TMP/x86" "$TMP/own.cpio" "$RIGK"
mv "$TMP" "$RIGK"
