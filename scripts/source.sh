#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# source.sh: put Debian's pristine kernel source at out/src/linux-source-$KVER.
# Idempotent; the directory appears complete or not at all.
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/scripts/series.sh"

KVER=${KVER:-6.12}
NAME=linux-source-$KVER
TARBALL=/usr/src/$NAME.tar.xz
SRC=$OUT/src/$NAME

unpack() {
	need_space 2500
	tmp=$(mktemp -d "$OUT/src/.unpack.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	log_run source-unpack tar -C "$tmp" -xf "$TARBALL"
	[ -e "$tmp/$NAME/Makefile" ] || die "$TARBALL holds no $NAME/Makefile"
	mv "$tmp/$NAME" "$SRC"
	rm -rf "$tmp"
	trap - EXIT
}

check_kver "$KVER"
[ ! -e "$SRC/Makefile" ] || exit 0
mkdir -p "$OUT/src"
if [ ! -e "$TARBALL" ]; then
	step "kernel source: package $NAME"
	need_space 300
	need_pkgs "$NAME"
	[ -e "$TARBALL" ] || die "package $NAME did not bring $TARBALL"
fi
step "kernel source: unpack $TARBALL"
unpack
