#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Build out/rig: Xen, dom0's kernel, dom0's initramfs (fixed) and the guests'
# initramfs. Everything is built in out/rig.tmp first and renamed when whole.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=scripts/initramfs.sh
. "$ROOT/scripts/initramfs.sh"

PKG=$OUT/pkg/root
RIG=$OUT/rig
TMP=$OUT/rig.tmp
# shellcheck disable=SC2034 # for add_libs
LIBPATH=$PKG/usr/lib/x86_64-linux-gnu
XENBIN="xl xenstored xenconsoled xen-init-dom0 libxl-save-helper xenconsole xentrace"
STORE="read write list ls rm exists watch chmod"
VCHAN=$PKG/usr/lib/xen-4.17/bin/vchan-socket-proxy
MODULES="xen-privcmd xen-gntdev xen-gntalloc xen-evtchn xenfs loop bridge
	xen-blkback xen-netback ata_piix sd_mod virtio_pci virtio_blk ext4 crc32c_generic"
# not loaded unless a case wants them
NETWORK="8021q vxlan sch_netem"
OTHER="pktgen veth"

build_dom0() {
	_d=$TMP/dom0
	for _b in $XENBIN; do
		put "$PKG/usr/lib/xen-4.17/bin/$_b" "$_d/usr/lib/xen-4.17/bin"
		mkdir -p "$_d/sbin"
		ln -s "/usr/lib/xen-4.17/bin/$_b" "$_d/sbin/$_b"
	done
	for _b in $STORE; do
		put "$PKG/usr/bin/xenstore-$_b" "$_d/usr/bin"
	done
	put "$VCHAN" "$_d/usr/bin"
	cc -O2 -Wall -Wextra -o "$_d/sbin/tracecount" "$ROOT/tests/qemu/dom0/tracecount.c"
	for _b in badblk badnet cacheblk; do
		cc -O2 -Wall -Wextra -o "$_d/sbin/$_b" "$ROOT/tests/qemu/dom0/$_b.c" \
			"$ROOT/tests/qemu/dom0/bad.c" "$ROOT/tests/qemu/dom0/blkring.c" "$LIBPATH/libxenevtchn.so.1" \
			"$LIBPATH/libxengnttab.so.1" -Wl,--allow-shlib-undefined
	done
	cc -O2 -Wall -Wextra -static -pthread -o "$_d/sbin/grants" "$ROOT/tests/guest/grants.c"
	# gives xl console a terminal
	put /usr/bin/script "$_d/usr/bin"
	put /sbin/losetup "$_d/sbin"
	put "$PKG/bin/nc.openbsd" "$_d/bin"
	add_libs "$_d"
	# loaded by pthread_cancel, which ldd cannot see
	cp -L /lib/x86_64-linux-gnu/libgcc_s.so.1 "$_d/lib64/"
	add_busybox "$_d"
	# shellcheck disable=SC2086
	add_modules "$PKG" "$_d/modules" order $MODULES
	# shellcheck disable=SC2086
	add_modules "$PKG" "$_d/modules" network $NETWORK
	# shellcheck disable=SC2086
	add_modules "$PKG" "$_d/modules" other $OTHER
	put "$ROOT/tests/qemu/dom0/init" "$_d"
	put "$ROOT/tests/guest/debianroot.sh" "$ROOT/tests/guest/netserve.sh" "$_d/guest"
	put "$ROOT"/tests/qemu/dom0/hotplug/* "$_d/etc/xen/scripts"
	echo 'autoballoon="off"' >"$_d/etc/xen/xl.conf"
	mkdir -p "$_d/var/log/xen/console" "$_d/var/lib/xen" "$_d/var/run" "$_d/var/lock"
	chmod +x "$_d/init" "$_d"/etc/xen/scripts/*
	pack "$_d" "$TMP/dom0.cpio"
}

build_guest() {
	_d=$TMP/guest
	add_busybox "$_d"
	put "$ROOT/tests/guest/init" "$_d"
	put "$ROOT"/tests/guest/*.sh "$_d/guest"
	cc -m32 -O1 -Wall -Wextra -nostdlib -static -no-pie -fno-pic -fno-stack-protector \
		-o "$_d/guest/ia32" "$ROOT/tests/guest/ia32.c"
	for _b in poweroff reboot halt; do
		rm -f "$_d/bin/$_b"
		put "$ROOT/tests/guest/poweroff" "$_d/sbin"
		[ "$_b" = poweroff ] || ln -s poweroff "$_d/sbin/$_b"
	done
	chmod +x "$_d/init" "$_d/sbin/poweroff"
	pack "$_d" "$TMP/guest-small.cpio"
	for _b in apis clock grants kexec locks tables xdp; do
		cc -O2 -Wall -Wextra -static -pthread -o "$_d/guest/$_b" "$ROOT/tests/guest/$_b.c"
	done
	cc -O2 -Wall -Wextra -o "$_d/guest/user" "$ROOT/tests/guest/user.c" \
		"$LIBPATH/libxenevtchn.so.1" "$LIBPATH/libxencall.so.1" -Wl,--allow-shlib-undefined
	for _b in $STORE; do
		put "$PKG/usr/bin/xenstore-$_b" "$_d/usr/bin"
	done
	put "$VCHAN" "$_d/usr/bin"
	put "$PKG/sbin/ethtool" "$_d/sbin"
	put /sbin/mke2fs /sbin/e2fsck "$_d/sbin"
	ln -s mke2fs "$_d/sbin/mkfs.ext4"
	ln -sf e2fsck "$_d/sbin/fsck.ext4"
	put /etc/mke2fs.conf "$_d/etc"
	add_libs "$_d"
	# xs_close() ends its thread by pthread_cancel(), which loads this
	cp -L /lib/x86_64-linux-gnu/libgcc_s.so.1 "$_d/lib64/"
	pack "$_d" "$TMP/guest.cpio"
}

# current: nothing that the rig is made of is newer
current() {
	[ -e "$RIG/guest.cpio" ] || return 1
	[ -z "$(find "$ROOT/tests/qemu/dom0" "$ROOT/tests/guest" "$ROOT/scripts/rig.sh" \
		"$ROOT/scripts/initramfs.sh" \
		"$OUT/pkg/list" -newer "$RIG/guest.cpio" | head -n 1)" ]
}

step "rig"
exec 7>"$OUT/.rig.lock"
flock 7
! current || exit 0
[ -d "$PKG/boot" ] || "$ROOT/scripts/install.sh"
need_space 300
DOM0VER=$(ls "$PKG/lib/modules")
rm -rf "$TMP"
mkdir -p "$TMP"
zcat "$PKG/boot/xen-4.17-amd64.gz" >"$TMP/xen.elf"
cp "$PKG/boot/vmlinuz-$DOM0VER" "$TMP/vmlinuz"
build_dom0
build_guest
rm -rf "$TMP/dom0" "$TMP/guest" "$RIG"
mv "$TMP" "$RIG"
