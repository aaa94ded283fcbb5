#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# refresh.sh: rewrite the diffs of patches/$KVER against today's source, so that
# they apply without fuzz or offset; headers stay. Stops at the first patch
# that does not apply and leaves it and its successors as they are.
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/scripts/series.sh"

KVER=${KVER:-6.12}
DIR=$ROOT/patches/$KVER
SRC=$OUT/src/linux-source-$KVER

# files_of PATCH
files_of() {
	sed -n 's,^+++ b/\([^[:space:]]*\).*,\1,p' "$1" | LC_ALL=C sort -u
}

# diff_of FILES: what changed from old/ to new/
diff_of() {
	local f

	for f in $1; do
		echo "diff --git a/$f b/$f"
		diff -up --label "a/$f" --label "b/$f" "old/$f" "new/$f" || :
	done
}

refresh_one() {
	local patch=$1 files out

	files=$(files_of "$patch")
	rm -rf old
	cp -r new old
	out=$(patch -d new -p1 -t --no-backup-if-mismatch -r - -i "$patch" 2>&1) ||
		die "${patch##*/} no longer applies: $(echo "$out" | grep -m 1 -i 'fail\|find') - mend it by hand"
	{ sed '/^---$/q' "$patch"; diff_of "$files"; } >refreshed
	cmp -s refreshed "$patch" && return 0
	cp refreshed "$patch"
	info "refreshed ${patch##*/}"
}

check_kver "$KVER"
"$ROOT/scripts/source.sh"
step "refresh patches/$KVER"
check_present "$DIR"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
for f in $(patched_files "$DIR"); do
	[ -f "$SRC/$f" ] || die "the source has no $f any more"
	mkdir -p "new/$(dirname "$f")"
	cp "$SRC/$f" "new/$f"
done
for p in $(series_files "$DIR"); do
	refresh_one "$p"
done
