# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Which files are ours. Sourced after lib.sh.

# our_files: every file of the repository, committed or about to be
our_files() {
	if git -C "$ROOT" rev-parse --git-dir >/dev/null 2>&1; then
		git -C "$ROOT" ls-files --cached --others --exclude-standard
	else
		(cd "$ROOT" && find . -type f ! -path './out/*' ! -path './.git/*' | sed 's,^\./,,')
	fi | sort -u | while read -r f; do
		[ ! -f "$ROOT/$f" ] || echo "$f"
	done
}

# shell_files: those that a shell reads
shell_files() {
	local f first

	our_files | while read -r f; do
		IFS= read -r first <"$ROOT/$f" 2>/dev/null || :
		case $f:$first in
		*.patch:*|*.c:*|*.h:*|*.py:*) ;;
		*.sh:*|*:'#!'*/sh|*:'#!'*/bash|*:'#!'*' sh'|*:'#!'*' bash') echo "$f" ;;
		esac
	done
}
