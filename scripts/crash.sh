#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Unpack the crash utility and its libraries to out/crash/root. They are Debian 13's
# (trixie): the one of bookworm is older than Linux 6.12 and finds one task of all.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=scripts/archive.sh
. "$ROOT/scripts/archive.sh"

CRASH=$OUT/crash
TMP=$OUT/crash.tmp

step "crash utility"
exec 7>"$OUT/.crash.lock"
flock 7
[ ! -e "$CRASH/root/usr/bin/crash" ] || exit 0
need_pkgs mmdebstrap
need_space 500
as_root rm -rf "$TMP"
mkdir -p "$TMP"
archive_sources trixie "$TMP/sources.list"
log_run crash-tree as_root mmdebstrap --variant=extract --format=directory \
	--include=crash trixie "$TMP/root" "$TMP/sources.list"
rm -rf "$CRASH"
mv "$TMP" "$CRASH"
info "$CRASH/root: $(du -sm "$CRASH/root" | cut -f 1) MiB"
