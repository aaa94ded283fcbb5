#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Build out/rig-bench, what make bench needs beside out/rig: the guests'
# initramfs with compiler, fio, PostgreSQL and nginx; what dom0 gets in addition;
# a disk with a PostgreSQL cluster; the decoder of traces.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=scripts/initramfs.sh
. "$ROOT/scripts/initramfs.sh"
# shellcheck source=scripts/unpack.sh
. "$ROOT/scripts/unpack.sh"

BENCH=$ROOT/tests/bench
PKG=$OUT/pkg-bench/root
RIGB=$OUT/rig-bench
TMP=$OUT/rig-bench.tmp
LIBDIR=usr/lib/x86_64-linux-gnu
PG=usr/lib/postgresql/15
LIBPATH=$PKG/$LIBDIR:$PKG/$LIBDIR/ceph
UNPACK="fio nginx postgresql-15 postgresql-client-15 apache2-utils"

# wanted: the packages, and the libraries that they need and this machine lacks
wanted() {
	# shellcheck disable=SC2086
	apt-get install -s --no-install-recommends $UNPACK 2>/dev/null |
		sed -n 's/^Inst \(lib[^ ]*\).*/\1/p' | grep -v '^libllvm' || :
}

unpack_tools() {
	[ ! -s "$OUT/pkg-bench/list" ] || return 0
	need_space 800
	apt-cache show fio >/dev/null 2>&1 || apt_update
	info "unpacking fio, nginx, PostgreSQL and ab"
	# shellcheck disable=SC2046,SC2086
	unpack "$OUT/pkg-bench" $UNPACK $(wanted)
}

# compiler DIR: gcc with all that it takes to compile and link in C
compiler() {
	_gcc=$(dirname "$(gcc -print-libgcc-file-name)")
	put /usr/bin/gcc /usr/bin/as /usr/bin/ld /usr/bin/make "$1/usr/bin"
	ln -s gcc "$1/usr/bin/cc"
	put "$_gcc/cc1" "$_gcc/collect2" "$_gcc/liblto_plugin.so" "$_gcc/libgcc.a" \
		"$_gcc/libgcc_s.so" "$_gcc"/crt*.o "$1$_gcc"
	put /$LIBDIR/crt1.o /$LIBDIR/Scrt1.o /$LIBDIR/crti.o /$LIBDIR/crtn.o \
		/$LIBDIR/libc.so /$LIBDIR/libc_nonshared.a "$1/$LIBDIR"
	sh "$BENCH/work/dozen.sh" "$TMP/dozen"
	cat "$TMP"/dozen/*.c >"$TMP/all.c"
	for _h in $(gcc -O1 -M "$TMP/all.c"); do
		case $_h in /*.h) put "$_h" "$1$(dirname "$_h")" ;; esac
	done
	mkdir -p "$1/bench"
	gcc -E -o "$1/bench/gcc.i" "$BENCH/work/gcc.c"
	ln -s "$_gcc/cc1" "$1/bench/cc1"
}

servers() {
	put "$PKG/usr/bin/fio" "$1/usr/bin"
	put "$PKG/usr/sbin/nginx" "$1/usr/sbin"
	mkdir -p "$1/$PG/bin" "$1/usr/share/postgresql" "$1/bench/www" "$1/var/log/nginx"
	for _b in postgres pgbench pg_isready; do
		put "$PKG/$PG/bin/$_b" "$1/$PG/bin"
	done
	cp -R "$PKG/$PG/lib" "$1/$PG/"
	rm -rf "$1/$PG/lib/bitcode" "$1/$PG/lib"/llvmjit*
	cp -R "$PKG/usr/share/postgresql/15" "$1/usr/share/postgresql/"
	head -c 4096 /dev/zero | tr '\0' x >"$1/bench/www/file"
	echo 'bench:x:65534:65534::/tmp:/bin/sh' >>"$1/etc/passwd"
	echo 'bench:x:65534:' >>"$1/etc/group"
}

# scripts_to DIR: the part that every guest has, be it ever so small
scripts_to() {
	mkdir -p "$1/guest"
	cp "$BENCH/guest.sh" "$1/guest/bench.sh"
	put "$TMP/micro" "$1/bench"
}

# small NAME: the small guests' initramfs, and what is in the folder of that name
small() {
	scripts_to "$TMP/$1"
	cp "$OUT/rig/guest-small.cpio" "$TMP/$1.cpio"
	(cd "$TMP/$1" && find . | cpio -o -H newc -R 0:0 --quiet) >>"$TMP/$1.cpio"
}

build_guest() {
	_d=$TMP/guest
	small small
	put "$TMP/netpeer" "$TMP/peer/bench"
	small peer

	mkdir -p "$_d/etc"
	echo 'root:x:0:0::/root:/bin/sh' >"$_d/etc/passwd"
	echo 'root:x:0:' >"$_d/etc/group"
	compiler "$_d"
	servers "$_d"
	scripts_to "$_d"
	put "$TMP/netpeer" "$TMP/xdp" "$BENCH/work/dozen.sh" "$BENCH/work/loop.sh" \
		"$BENCH/work/nginx.conf" "$_d/bench"
	add_libs "$_d"
	# loaded by the linker and by pthread_cancel, which ldd cannot see
	cp -L /lib/x86_64-linux-gnu/libgcc_s.so.1 "$_d/lib64/"
	ln -s . "$_d/lib64/x86_64-linux-gnu"
	add_busybox "$_d"
	put "$ROOT/tests/guest/init" "$_d"
	chmod +x "$_d/init"
	chmod 1777 "$_d/tmp"
	pack "$_d" "$TMP/guest.cpio"
}

build_dom0() {
	_d=$TMP/dom0
	put "$PKG/usr/bin/ab" "$_d/bin"
	put "$TMP/micro" "$TMP/netpeer" "$_d/bench"
	add_modules "$OUT/pkg/root" "$_d/bench/modules" order null_blk
	add_libs "$_d"
	pack "$_d" "$TMP/dom0.cpio"
}

# unprivileged CMD...: PostgreSQL refuses to run as root
unprivileged() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# single DIR: the statements of pgbench.sql, one a line, in a process of its own
single() {
	grep -v '^--' "$BENCH/work/pgbench.sql" |
		unprivileged "$1/$PG/bin/postgres" --single -F -D "$1/cluster/data" postgres
}

# build_disk: in a folder that an unprivileged user can reach
build_disk() {
	_d=$(mktemp -d)
	trap 'rm -rf "$_d"' EXIT
	chmod 755 "$_d"
	mkdir -p "$_d/$PG" "$_d/usr/share/postgresql" "$_d/cluster"
	cp -R "$PKG/$PG/bin" "$PKG/$PG/lib" "$_d/$PG/"
	cp -R "$PKG/usr/share/postgresql/15" "$_d/usr/share/postgresql/"
	[ "$(id -u)" != 0 ] || chown 65534:65534 "$_d/cluster"
	log_run bench-initdb unprivileged env LD_LIBRARY_PATH="$LIBPATH" \
		"$_d/$PG/bin/initdb" -D "$_d/cluster/data" -U postgres -A trust \
		--no-locale --encoding=UTF8 --no-sync --no-instructions --wal-segsize=4
	cat >>"$_d/cluster/data/postgresql.conf" <<-CONF
		listen_addresses = ''
		unix_socket_directories = '/tmp'
		shared_buffers = 16MB
		autovacuum = off
		jit = off
		timezone = 'GMT'
		log_timezone = 'GMT'
	CONF
	log_run bench-load single "$_d"
	! grep -E 'ERROR|FATAL|PANIC' "$LOGS/bench-load.log" >&2 ||
		die "cannot fill the cluster; the log is $LOGS/bench-load.log"
	log_run bench-mke2fs /sbin/mke2fs -q -t ext4 -d "$_d/cluster" "$TMP/pg.img" 128M
	rm -rf "$_d"
}

# current: nothing that it is made of is newer
current() {
	[ -e "$RIGB/list" ] || return 1
	[ -z "$(find "$BENCH" "$ROOT/tests/guest/init" "$ROOT/tests/guest/xdp.c" "$0" "$ROOT/scripts/initramfs.sh" \
		"$OUT/pkg-bench/list" "$OUT/rig/guest-small.cpio" \
		-newer "$RIGB/list" ! -name '*.py' ! -name 'chart*' ! -name targets \
		! -name rows ! -name dom0.sh ! -name lane.sh ! -type d | head -n 1)" ]
}

step "rig for the benchmarks"
exec 7>"$OUT/.rig-bench.lock"
flock 7
unpack_tools
! current || exit 0
need_space 800
rm -rf "$TMP"
mkdir -p "$TMP"
log_run bench-cc cc -O2 -Wall -Wextra -static -pthread -o "$TMP/micro" "$BENCH"/*.c
log_run bench-cc cc -O2 -Wall -Wextra -static -o "$TMP/netpeer" "$BENCH/tools/netpeer.c"
log_run bench-cc cc -O2 -Wall -Wextra -static -o "$TMP/xdp" "$ROOT/tests/guest/xdp.c"
log_run bench-cc cc -O2 -Wall -Wextra -o "$TMP/tracespans" "$BENCH/tools/tracespans.c"
log_run bench-cc cc -O2 -Wall -Wextra -shared -fPIC -fvisibility=hidden -o "$TMP/where.so" "$BENCH/tools/where.c"
"$TMP/micro" list >"$TMP/list"
build_guest
build_dom0
build_disk
rm -rf "$TMP/guest" "$TMP/dom0" "$TMP/small" "$TMP/peer" "$TMP/dozen" "$RIGB"
mv "$TMP" "$RIGB"
