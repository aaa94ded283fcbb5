# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest that crashes, on its first CPU or on another, enters its crash kernel, which
# writes all of the guest's memory to a disk, has a network, and powers off.
# limit: 240
# its panic is what this is about
expect kernel
dd if=/session/bzImage of="$IMAGES/kernel.img" bs=4k conv=sync 2>/dev/null
dd if=/session/guest.cpio of="$IMAGES/initrd.img" bs=4k conv=sync 2>/dev/null

crash() {
	guest=$CASE-$1
	image "core$1.img" 300
	config "$guest" "$(cmdline do=kdump crashcpu="$1" crashkernel=96M panic=5)" memory=256 vcpus=2 \
		"$VIF" "disk=[\"$IMAGES/kernel.img,raw,xvda,r\",\"$IMAGES/initrd.img,raw,xvdb,r\",\"$IMAGES/core$1.img,raw,xvdc,w\"]"
	start "$guest"
	step "$guest" 90 kdump loaded
	marker=$(said "$guest" | sed -n 's/.*loaded 1 marker \([0-9a-f]*\)$/\1/p')
	[ -n "$marker" ] || fail "no crash kernel: $(said "$guest" | grep 'guest: kdump')"
	step "$guest" 120 kdump written
	note "crash on CPU $1: $(said "$guest" | grep 'guest: kdump crash kernel'), $(said "$guest" | grep 'guest: kdump written')"
	gone "$guest" 30
}

# elf I: the core begins as one
elf() {
	[ "$(dd if="$IMAGES/core$1.img" bs=4 count=1 2>/dev/null | cut -c 2-4)" = ELF ] ||
		fail "no ELF header"
}

# whole I: what dom0 finds in the core, which it reads once, as that takes a minute
whole() {
	grep -a -o -E "^mark $marker|OSRELEASE=6|SYMBOL.swapper_pg_dir.=|panic - not syncing: sysrq" \
		"$IMAGES/core$1.img" | sort | uniq -c >/tmp/found
	awk '/mark/ { marks = $1 } !/mark/ { kinds++ } END { exit marks < 490 || kinds < 3 }' /tmp/found ||
		fail "of the guest's memory only this is in the core: $(tr '\n' ';' </tmp/found)"
}

crash 0
elf 0
rm "$IMAGES/core0.img"
crash 1
elf 1
whole 1
