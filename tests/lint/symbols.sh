#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# symbols.sh: global symbols of our objects have our prefixes, but for the names
# by which generic x86 calls a PV guest and the crash utility knows one. Prints each
# that has not. The objects are those of the kernel build (sparse.sh has seen to them).
set -eu
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
. "$ROOT/scripts/lib.sh"

KVER=${KVER:-6.12}
OBJ=$OUT/obj/$KVER

# Where fixed names may be defined, and which; generic x86 declares them, and the
# crash utility looks for the last.
FIXED_IN='^arch-pv/(boot/start\.c|glue\.c|cpu/entry\.S|cpu/trap\.c|cpu/irqflags\.S|event/irqchip\.c)$'
FIXED='^(xenpv_restore_regs_and_return_to_usermode|xenpv_exc_(nmi|debug|double_fault)'
FIXED+='|xen_pv_evtchn_do_upcall|xen_iret|xen_early_idt_handler_array|exc_xen_unknown_trap'
FIXED+='|xen_start_info)$'

# A prefix, with what the compiler and the thunk macros put before it.
prefix() {
	case $1 in
	arch-pv/*) echo '^(__raw_callee_save_|__SC[KT]__)?xpv_' ;;
	*) echo '^(__SC[KT]__)?xf[a-z]*_' ;;
	esac
}

# sources: SOURCE OBJECT of each of our files that has been built
sources() {
	local src obj

	cd "$ROOT"
	for src in arch-pv/*.[cS] arch-pv/*/*.[cS] drivers/xenfront/*/*.c; do
		# kasan.c is for kernels with KASAN alone
		case $src in */tests/* | */kasan.c) continue ;; esac
		obj=$OBJ/${src/#arch-pv/arch/x86/pv}
		obj=${obj%.?}.o
		if [ -e "$obj" ]; then
			echo "$src $obj"
		elif [ -e "$src" ]; then
			echo "$src:1: there is no object of this file: no Makefile lists it" >&2
		fi
	done
}

sources | while read -r src obj; do
	nm -g --defined-only "$obj" | awk 'NF == 3 { print $3 }' |
		{ grep -Ev "$(prefix "$src")" || :; } | while read -r symbol; do
			[[ $src =~ $FIXED_IN && $symbol =~ $FIXED ]] && continue
			line=$(grep -nwm 1 -- "$symbol" "$src" | cut -d: -f1)
			echo "$src:${line:-1}: $symbol has none of our prefixes and is not a name that others fix"
		done
done 2>&1
