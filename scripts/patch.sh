#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# patch.sh: one self-contained series in out/linux-pv-$KVER/ (new files first,
# then the hooks) for quilt or git am, and the same in one mailbox,
# out/linux-pv-$KVER.mbox. Proven on copies of the files it touches.
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/scripts/series.sh"

KVER=${KVER:-6.12}
DIR=$ROOT/patches/$KVER
DEST=$OUT/linux-pv-$KVER
SRC=$OUT/src/linux-source-$KVER

# new_files HERE THERE: the diff that creates, in the tree, what is here
new_files() {
	local f to

	(cd "$ROOT" && find "$1" -type f ! -name '*.o' ! -name '.*.cmd' | LC_ALL=C sort) |
	while read -r f; do
		to=$2${f#"$1"}
		printf 'diff --git a/%s b/%s\nnew file mode 100644\n' "$to" "$to"
		diff -u --label /dev/null --label "b/$to" /dev/null "$ROOT/$f" || :
	done
}

# mail SUBJECT TEXT: the header of a patch that creates files
mail() {
	cat <<-END
	From: linux-pv maintainers <maintainers@linux-pv.invalid>
	Date: $(date -u -R)
	Subject: $1
	Origin: vendor
	Forwarded: not-needed
	Last-Update: $(date -u +%F)
	X-Applies-To: $KVER

	$2

	Signed-off-by: linux-pv maintainers <maintainers@linux-pv.invalid>

	---
	END
}

make_series() {
	{
		mail "x86/pv: add Xen PV guest support (XPV)" \
			"The arch part. Nothing builds it until the hooks that follow are in."
		new_files arch-pv arch/x86/pv
		new_files Kconfig.pv arch/x86/Kconfig.pv
	} >"$tmp/001-x86-pv.patch"
	{
		mail "xenfront: add split drivers for Xen PV guests" \
			"Disk, network and console over one core."
		new_files drivers/xenfront drivers/xenfront
	} >"$tmp/002-xenfront.patch"
	printf '%s\n' 001-x86-pv.patch 002-xenfront.patch >"$tmp/series"
	for p in $(series_files "$DIR"); do
		cp "$p" "$tmp/"
		echo "${p##*/}" >>"$tmp/series"
	done
}

make_mbox() {
	for p in $(series_files "$tmp"); do
		echo "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001"
		cat "$p"
		echo
	done
}

# Both forms must give, from the pristine files, what is in our tree.
prove() {
	local f way

	for way in patch am; do
		mkdir "$tmp/$way"
		for f in $(patched_files "$DIR"); do
			mkdir -p "$tmp/$way/$(dirname "$f")"
			cp "$SRC/$f" "$tmp/$way/$f"
		done
	done
	log_run "patch-$KVER-prove" patch -d "$tmp/patch" -p1 -F0 -t -i "$tmp/mbox"
	(
		cd "$tmp/am"
		git init -q .
		git config user.name linux-pv
		git config user.email linux-pv@localhost
		git add -A -f
		git commit -q -m pristine
	)
	log_run "patch-$KVER-am" git -C "$tmp/am" am --whitespace=nowarn "$tmp/mbox"
	rm -rf "$tmp/am/.git"
	diff -r "$tmp/patch" "$tmp/am" >&2 || die "patch and git am give different trees"
	(cd "$ROOT/arch-pv" && find . -type f ! -name '*.o' ! -name '.*.cmd' -print0 |
		xargs -0 -I{} cmp {} "$tmp/am/arch/x86/pv/{}") ||
		die "the series lacks something of arch-pv"
	rm -rf "$tmp/am" "$tmp/patch"
}

check_kver "$KVER"
"$ROOT/scripts/source.sh"
step "patch: one series for Linux $KVER"
check_present "$DIR"
need_pkgs git patch
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
make_series
make_mbox >"$tmp/mbox"
prove
rm -rf "$DEST"
mkdir -p "$DEST"
mv "$tmp/mbox" "$DEST.mbox"
cp "$tmp"/* "$DEST/"
info "$DEST: $(wc -l <"$DEST/series") patches (quilt, or git am $DEST/*.patch)"
info "$DEST.mbox: the same in one file (git am, or patch -p1)"
