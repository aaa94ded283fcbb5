#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Make out/debian/root.img: a file system with a small Debian 12 (bookworm) that has
# systemd and SELinux enforcing with Debian's default policy. Files are labelled here,
# since a guest that labels them itself takes minutes. Root's password is "debian".
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=scripts/archive.sh
. "$ROOT/scripts/archive.sh"

DEB=$OUT/debian
TMP=$OUT/debian.tmp
TREE=$TMP/root
# an ext4 of this size holds the system and leaves some 100 MiB free
SIZE=700M
INCLUDE=systemd-sysv,udev,dbus,login,e2fsprogs,selinux-policy-default,selinux-utils,policycoreutils
# for 36-storage
INCLUDE=$INCLUDE,fio,xfsprogs,btrfs-progs,fdisk,lvm2,cryptsetup-bin
# for 37-network-real, and none that brings a service
INCLUDE=$INCLUDE,iproute2,iputils-ping,ethtool,iperf3,socat,isc-dhcp-client,dropbear-bin
# of the kernel's selftests, those that are for a network card and another machine
SELFTESTS="lib/csum msg_zerocopy udpgso_bench_rx udpgso_bench_tx"

# tree: the system, unpacked and set up, without what nobody reads there
tree() {
	set --
	for _unread in doc man locale; do
		set -- "$@" "--dpkgopt=path-exclude=/usr/share/$_unread/*"
	done
	# shellcheck disable=SC2016 # the hooks' own $1 is the tree
	log_run debian-tree as_root mmdebstrap --variant=minbase --format=directory \
		--include="$INCLUDE" "$@" \
		--customize-hook='echo "/dev/xvda1 / ext4 errors=remount-ro 0 1" >"$1/etc/fstab"' \
		--customize-hook='echo guest >"$1/etc/hostname"' \
		--customize-hook='echo 127.0.0.1 localhost guest >"$1/etc/hosts"' \
		--customize-hook='echo root:debian | chroot "$1" chpasswd' \
		--customize-hook='sed -i s/^SELINUX=.*/SELINUX=enforcing/ "$1/etc/selinux/config"' \
		bookworm "$TREE" "$TMP/sources.list"
}

# selftests: to /usr/local/bin
selftests() {
	_net=$OUT/src/linux-source-${KVER:-6.12}/tools/testing/selftests/net
	for _test in $SELFTESTS; do
		log_run debian-selftests cc -O2 -w -static -I"$_net/.." -I"$_net" \
			-o "$TMP/${_test##*/}" "$_net/$_test.c"
		as_root mv "$TMP/${_test##*/}" "$TREE/usr/local/bin/"
	done
}

label() {
	log_run debian-label as_root setfiles -r "$TREE" \
		"$TREE/etc/selinux/default/contexts/files/file_contexts" "$TREE"
}

# image: mke2fs copies the labels, and has a folder of its own that needs one
image() {
	truncate -s "$SIZE" "$TMP/root.img"
	log_run debian-mke2fs as_root mke2fs -F -q -t ext4 -d "$TREE" "$TMP/root.img"
	log_run debian-debugfs debugfs -w \
		-R 'ea_set /lost+found security.selinux system_u:object_r:lost_found_t:s0\000' \
		"$TMP/root.img"
}

# current: nothing that the image is made of is newer
current() {
	[ -e "$DEB/root.img" ] && [ -z "$(find "$0" -newer "$DEB/root.img")" ]
}

step "image of Debian"
exec 7>"$OUT/.debian.lock"
flock 7
! current || exit 0
need_pkgs mmdebstrap policycoreutils e2fsprogs gcc libc6-dev
"$ROOT/scripts/source.sh"
need_space 1000
as_root rm -rf "$TMP"
mkdir -p "$TMP"
archive_sources bookworm "$TMP/sources.list"
tree
selftests
label
image
as_root rm -rf "$TREE"
rm -rf "$DEB"
mv "$TMP" "$DEB"
info "$DEB/root.img: $(du -m "$DEB/root.img" | cut -f 1) MiB on disk, of $SIZE"
