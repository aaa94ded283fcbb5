# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Debian's own archives of this machine, wherever it gets them from, for mmdebstrap.
# Needs scripts/lib.sh.

# archive_sources RELEASE FILE: their list, as of that release of Debian
archive_sources() {
	archive_list | sed "s/ bookworm/ $1/" >"$2"
	[ -s "$2" ] || { apt_update; archive_list | sed "s/ bookworm/ $1/" >"$2"; }
	[ -s "$2" ] || die "apt knows no archive of bookworm: check /etc/apt/sources.list"
}

archive_list() {
	# shellcheck disable=SC2016 # apt-get's own variables
	apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
		'Identifier: Packages' 'Origin: Debian' | grep ' bookworm' | sort -u
}
