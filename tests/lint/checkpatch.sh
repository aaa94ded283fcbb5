#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# checkpatch.sh: the tree's checkpatch over our C, assembly and patch files, told
# what __shared is. Prints what it finds.
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/tests/lint/files.sh"

KVER=${KVER:-6.12}
SCRIPTS=$OUT/src/linux-source-$KVER/scripts
HERE=$OUT/lint/checkpatch

# Type ignored	why
IGNORE="
LINUX_VERSION_CODE	has a check of its own, which knows compat.h
FILE_PATH_CHANGES	there is no MAINTAINERS file to update
SPDX_LICENSE_TAG	has a check of its own
"
# In patch files:
IGNORE_PATCH="
COMMIT_LOG_LONG_LINE	DEP-3 fields are above the text
BAD_SIGN_OFF	the series is not sent to anyone yet
EMBEDDED_FILENAME	a Kconfig file is named where it is sourced
MACRO_ARG_UNUSED	hooks of a kernel without CONFIG_XPV
"
# In programs of user space, which have neither the kernel's macros nor its memory model:
IGNORE_USER="
VOLATILE	stands for the kernel's READ_ONCE
MEMORY_BARRIER	the stand-ins of the kernel's barriers
PREFER_DEFINED_ATTRIBUTE_MACRO	no such macro there
ARRAY_SIZE	no such macro there
STRCPY	no strscpy there
NEW_TYPEDEFS	stand-ins of the kernel's types
COMPLEX_MACRO	fills two members of a table's row
STRING_FRAGMENTS	keeps a message's parts apart that the tests put together
"

# File:type	what checkpatch mistakes it for
EXCEPT="
arch-pv/mmu/mmu.h:SPACING	an operand that the macro puts into a string
drivers/xenfront/compat.h:CONSTANT_COMPARISON	a version is asked for this way round
drivers/xenfront/user/session.c:ENOSYS	the store's name for a request that it does not know
drivers/xenfront/net/net.h:CONST_STRUCT	the type is only announced
"

types() {
	printf '%s\n' "$@" | awk -F '\t' 'NF > 1 { printf "%s%s", sep, $1; sep = "," }'
}

# __shared stands where __iomem may
teach() {
	mkdir -p "$HERE"
	sed 's/^\(\t*\)__iomem|$/\1__iomem|\n\1__shared|/' "$SCRIPTS/checkpatch.pl" >"$HERE/checkpatch.pl.new"
	cmp -s "$HERE/checkpatch.pl.new" "$HERE/checkpatch.pl" || cp "$HERE/checkpatch.pl.new" "$HERE/checkpatch.pl"
	cp "$SCRIPTS/spelling.txt" "$SCRIPTS/const_structs.checkpatch" "$HERE/"
	grep -q '__shared|' "$HERE/checkpatch.pl" || die "this checkpatch.pl has no list of address spaces"
}

# look NAME IGNORED OPTION... : over the files on standard input
look() {
	local name=$1 ignored=$2

	shift 2
	"$ROOT/tests/lint/each.py" "$HERE/$name" env GIT_DIR=/nonexistent perl "$HERE/checkpatch.pl" --no-tree --terse \
		--no-summary --show-types --max-line-length=100 --ignore "$ignored" "$@"
}

# known: pass on what EXCEPT does not list
known() {
	local line type

	while IFS= read -r line; do
		type=${line#*: *:}
		grep -q "^${line%%:*}:${type%%:*}	" <<<"$EXCEPT" || echo "$line"
	done
}

[ -e "$SCRIPTS/checkpatch.pl" ] || "$ROOT/scripts/source.sh" >/dev/null
teach
cd "$ROOT"
{
	our_files | grep -E '^(arch-pv|drivers)/.*\.[chS]$' |
		look kernel "$(types "$IGNORE")" -f
	our_files | grep -E '^tests/.*\.[ch]$' |
		look user "$(types "$IGNORE" "$IGNORE_USER")" -f
	our_files | grep -E '^patches/.*\.patch$' |
		look patches "$(types "$IGNORE" "$IGNORE_PATCH")"
} | known
