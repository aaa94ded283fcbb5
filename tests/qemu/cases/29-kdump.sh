# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest that crashes, on its first CPU or on another, enters its crash kernel, which
# writes all of the guest's memory to a disk, has a network, and powers off.
# limit: 240
# its panic is what this is about
expect kernel
kernel_disks

# elf GUEST: the core begins as one
elf() {
	[ "$(dd if="$IMAGES/$1.core" bs=4 count=1 2>/dev/null | cut -c 2-4)" = ELF ] ||
		fail "no ELF header"
}

# whole GUEST: what dom0 finds in the core, which it reads once, as that takes a minute
whole() {
	grep -a -o -E "^mark $(cat /tmp/marker)|OSRELEASE=6|SYMBOL.swapper_pg_dir.=|panic - not syncing: sysrq" \
		"$IMAGES/$1.core" | sort | uniq -c >/tmp/found
	awk '/mark/ { marks = $1 } !/mark/ { kinds++ } END { exit marks < 490 || kinds < 3 }' /tmp/found ||
		fail "of the guest's memory only this is in the core: $(tr '\n' ';' </tmp/found)"
}

kdump "$CASE-0" 0
elf "$CASE-0"
rm "$IMAGES/$CASE-0.core"
kdump "$CASE-1" 1
elf "$CASE-1"
whole "$CASE-1"
