# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Get packages and unpack them beside the system, without installing them.
# Needs scripts/lib.sh.

download() {
	apt-get -q -o APT::Sandbox::User=root download "$@"
}

# unpack DIR PACKAGE...: to DIR/root, their names to DIR/list; DIR appears whole
unpack() {
	_dir=$1 _tmp=$1.tmp
	shift
	rm -rf "$_tmp"
	mkdir -p "$_tmp/root"
	(
		cd "$_tmp" || exit
		# lists that are too old name files that are gone
		download "$@" >"$LOGS/apt-download.log" 2>&1 || {
			apt_update
			log_run apt-download download "$@"
		}
		for deb in *.deb; do
			log_run dpkg-x dpkg -x "$deb" root
		done
		rm -f ./*.deb
	)
	echo "$*" >"$_tmp/list"
	rm -rf "$_dir"
	mv "$_tmp" "$_dir"
}
