#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tree.sh: make or update out/tree/$KVER, the source with our patches applied
# and our folders linked in. An update writes only files whose text changes,
# so that make rebuilds only what the patches touched; when a patch does not
# apply, the tree stays as it was.
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/scripts/series.sh"

KVER=${KVER:-6.12}
SRC=$OUT/src/linux-source-$KVER
TREE=$OUT/tree/$KVER
PATCHES=$ROOT/patches/$KVER
STATE=$TREE/.linux-pv	# first line: checksum of the series; then the files it changes

copy_source() {
	[ ! -e "$TREE/Makefile" ] || return 0
	need_space 2500
	info "copying $SRC"
	cp -a --reflink=auto "$SRC" "$tmp/tree"
	rm -rf "$TREE"
	mv "$tmp/tree" "$TREE"
}

link_folders() {
	ln -sfnr "$ROOT/arch-pv" "$TREE/arch/x86/pv"
	ln -sfnr "$ROOT/drivers/xenfront" "$TREE/drivers/xenfront"
	ln -sfnr "$ROOT/Kconfig.pv" "$TREE/arch/x86/Kconfig.pv"
}

series_sum() {
	{ cat "$PATCHES/series"; series_files "$PATCHES" | xargs -r cat; } | sha256sum
}

# Every file touched by the old or by the new series starts from its pristine text.
apply_series() {
	sum=$(series_sum)
	[ "$(head -n 1 "$STATE" 2>/dev/null)" != "$sum" ] || return 0
	files=$({ patched_files "$PATCHES"; sed 1d "$STATE" 2>/dev/null || :; } | sort -u)
	stage_series "$SRC" "$PATCHES" "$tmp" "$files"
	for f in $files; do
		! cmp -s "$tmp/$f" "$TREE/$f" || continue
		cp "$tmp/$f" "$TREE/$f.new"
		mv "$TREE/$f.new" "$TREE/$f"
		info "patched $f"
	done
	{ echo "$sum"; patched_files "$PATCHES"; } >"$STATE"
}

"$ROOT/scripts/source.sh"
step "kernel tree: patches/$KVER onto the source, our folders linked in"
check_present "$PATCHES"
mkdir -p "$OUT/tree"
exec 9>"$OUT/tree/.lock-$KVER"
flock 9
tmp=$(mktemp -d "$OUT/tree/.tmp.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
copy_source
link_folders
apply_series
