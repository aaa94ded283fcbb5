# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Reading a quilt series, and trying it without touching a tree.
# Sourced after lib.sh; the caller has set ROOT.

# check_kver KVER: one clear line for a kernel version that has no patches
check_kver() {
	[ -e "$ROOT/patches/$1/series" ] || die "there are no patches for KVER=$1; use one of:$(
		cd "$ROOT/patches" && for _s in */series; do printf ' %s' "${_s%/series}"; done)"
}

# check_present DIR: every patch that the series names is there
check_present() {
	for _p in $(series_files "$1"); do
		[ -f "$_p" ] || die "the series of ${1##*/} names ${_p##*/}, which does not exist"
	done
}

# series_files DIR: the patches of DIR/series in order, as paths
series_files() {
	sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' -e "s,^,$1/," "$1/series"
}

# patched_files DIR: the existing files that the series of DIR changes
patched_files() {
	series_files "$1" | xargs -r sed -n 's,^+++ b/\([^[:space:]]*\).*,\1,p' | sort -u
}

# stage_series SRC DIR STAGE FILES: copy FILES from SRC to STAGE and apply the
# series of DIR there, no fuzz; dies at the first patch that does not fit
stage_series() {
	for _f in $4; do
		[ -f "$1/$_f" ] || die "$1 has no $_f: patches/${2##*/} do not fit it"
		mkdir -p "$3/$(dirname "$_f")"
		cp "$1/$_f" "$3/$_f"
	done
	for _p in $(series_files "$2"); do
		_out=$(patch -d "$3" -p1 -F0 -s -t --no-backup-if-mismatch -r - -i "$_p" 2>&1) ||
			die "${_p##*/} does not fit $1 ($(echo "$_out" | head -n 1))"
	done
}
