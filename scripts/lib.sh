# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Helpers for every script: steps with time spent, one-line errors, packages.
# The caller sets ROOT (the repository) before it sources this file.

: "${ROOT:?the caller sets ROOT}"
OUT=${OUT:-$ROOT/out}
LOGS=$OUT/log
T0=${T0:-$(date +%s)}	# start of the outermost script: nested ones go on counting
STEP=${STEP:-start}
export OUT T0 STEP

mkdir -p "$LOGS" 2>/dev/null || {
	echo "error: cannot write to $LOGS: free some disk space or change its owner" >&2
	exit 1
}

# spent: seconds since the outermost script began
spent() {
	echo $(($(date +%s) - T0))
}

# step TEXT: begin a step; its name is what die reports
step() {
	STEP=$1
	printf '[%4ss] %s\n' "$(spent)" "$STEP"
}

# info TEXT: a line that belongs to the step
info() {
	printf '        %s\n' "$1"
}

# die TEXT: one clear line that says what to do, and leave
die() {
	printf 'error: %s: %s\n' "$STEP" "$1" >&2
	exit 1
}

# log_run NAME CMD...: run with all output in out/log/NAME.log
log_run() {
	_log=$LOGS/$1.log
	shift
	if ! "$@" >"$_log" 2>&1; then
		tail -n 12 "$_log" >&2
		die "failed; the whole log is $_log"
	fi
}

# need_space MIB: that much must be free under out/
need_space() {
	_free=$(df -Pm "$OUT" | awk 'NR == 2 { print $4 }')
	[ "$_free" -ge "$1" ] ||
		die "$OUT has $_free MiB free, $1 MiB are needed: free some space"
}

# pkg_missing PACKAGE...: those that are not installed
pkg_missing() {
	for _p; do
		dpkg-query -W -f '${Status}\n' "$_p" 2>/dev/null |
			grep -q 'ok installed' || echo "$_p"
	done
}

# as_root CMD...: run with root's rights
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "needs root's rights for: $* (run it as root, or install sudo)"
	fi
}

# apt_update: fetch the package lists, at most once per run
apt_update() {
	[ -z "${APT_UPDATED-}" ] || return 0
	log_run apt-update as_root apt-get update
	APT_UPDATED=y
	export APT_UPDATED
}

# need_pkgs PACKAGE...: install what is missing
need_pkgs() {
	# shellcheck disable=SC2046
	set -- $(pkg_missing "$@")
	[ $# -gt 0 ] || return 0
	command -v apt-get >/dev/null ||
		die "missing: $*; there is no apt-get here, install them by hand"
	info "installing $*"
	apt_update
	log_run apt-install as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends "$@"
}
