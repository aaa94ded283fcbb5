#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check-patches.sh: each series is complete and sorted, each patch has its
# DEP-3 header, says what happens with CONFIG_XPV=n, adds no files and stays
# small, and the series applies without fuzz.
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/scripts/series.sh"

MAX_LINES=60	# of a patch's diff that are added or removed
bad=0

# complain FILE TEXT
complain() {
	echo "${1#"$ROOT"/}: $2" >&2
	bad=1
}

check_header() {
	local field

	for field in From Date Subject Origin Forwarded Last-Update X-Applies-To; do
		sed '/^$/q' "$1" | grep -q "^$field: ." || complain "$1" "no $field: in the header"
	done
	grep -q '^Signed-off-by: ' "$1" || complain "$1" "no Signed-off-by:"
	sed '/^---$/q' "$1" | grep -q 'CONFIG_XPV=n' ||
		complain "$1" "does not say what happens with CONFIG_XPV=n"
	sed '/^---$/q' "$1" | grep -nE '.{76,}' >/dev/null &&
		complain "$1" "has a header line of more than 75 columns"
	return 0
}

check_diff() {
	local n

	! grep -q '^--- /dev/null\|^new file' "$1" || complain "$1" "adds a file"
	n=$(grep -c '^[+-][^+-]' "$1")
	[ "$n" -le $MAX_LINES ] || complain "$1" "changes $n lines, more than $MAX_LINES"
}

check_series() {
	local dir=$1 listed present

	check_present "$dir"
	listed=$(series_files "$dir" | sed 's,.*/,,')
	present=$(cd "$dir" && ls -- *.patch)
	[ "$listed" = "$(echo "$listed" | LC_ALL=C sort)" ] ||
		complain "$dir/series" "is not in the order of the numbers"
	[ "$(echo "$listed" | sort)" = "$(echo "$present" | sort)" ] ||
		complain "$dir/series" "does not list just the patches that are there"
	for p in $(series_files "$dir"); do
		check_header "$p"
		check_diff "$p"
	done
	KVER=${dir##*/} "$ROOT/scripts/source.sh"
	stage_series "$OUT/src/linux-source-${dir##*/}" "$dir" "$stage/${dir##*/}" "$(patched_files "$dir")"
}

# The same change has the same name, and so the same text, for every kernel.
check_twins() {
	local name

	for name in $(find "$ROOT/patches" -name '*.patch' -printf '%f\n' | sort | uniq -d); do
		[ "$(grep -h '^Subject: ' "$ROOT"/patches/*/"$name" | sort -u | wc -l)" = 1 ] ||
			complain "$ROOT/patches/*/$name" "patches of this name differ in subject"
	done
}

step "lint: patches"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
for s in "$ROOT"/patches/*/series; do
	check_series "$(dirname "$s")"
done
check_twins
[ $bad = 0 ] || die "see above"
n=$(find "$ROOT/patches" -name '*.patch' | wc -l)
info "$n patches are well formed and apply without fuzz"
