#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Get every Debian package that is needed: tools are installed; Xen, its tools
# and dom0's kernel are only unpacked, to out/pkg/root, since installing them
# would start services and change how this machine boots.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=scripts/unpack.sh
. "$ROOT/scripts/unpack.sh"

TOOLS="build-essential bc bison flex libelf-dev libssl-dev kmod cpio xz-utils
	zstd lz4 rsync patch quilt python3 e2fsprogs busybox-static mount
	qemu-system-x86 seabios ccache sparse shellcheck git"
UNPACK="xen-hypervisor-4.17-amd64 xen-utils-4.17 xen-utils-common
	xenstore-utils libxenmisc4.17 libxentoolcore1 libxentoollog1
	libxencall1 libxendevicemodel1 libxenevtchn1 libxenforeignmemory1
	libxengnttab1 libxenhypfs1 libxenstore4 libyajl2
	ethtool libmnl0 netcat-openbsd libbsd0 libmd0"

# Debian's meta package names the current kernel image
dom0_image() {
	apt-cache depends linux-image-amd64 2>/dev/null |
		sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1
}

# unpacked: all of them, by the list of an earlier run
unpacked() {
	[ -s "$OUT/pkg/list" ] || return 1
	for _p in $UNPACK; do
		grep -qwF -- "$_p" "$OUT/pkg/list" || return 1
	done
}

step "packages"
command -v apt-get >/dev/null ||
	die "there is no apt-get: this needs Debian 12 (bookworm) on amd64"
# shellcheck disable=SC2086
need_pkgs $TOOLS

! unpacked || exit 0
need_space 1500
[ -n "$(dom0_image)" ] || apt_update
image=$(dom0_image)
[ -n "$image" ] || die "apt knows no linux-image-amd64: check /etc/apt/sources.list"
info "unpacking Xen 4.17 and dom0's kernel ($image)"
# shellcheck disable=SC2086
unpack "$OUT/pkg" $UNPACK "$image"
