#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# 35-dump-core.sh DIR: read with the crash utility the three cores that the case left in
# DIR, and say what is wrong. They are removed when nothing is.
set -eu

ROOT=$(cd "$(dirname "$0")/../../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"

DIR=$1
VMLINUX=$OUT/${KVER:-6.12}-crash/vmlinux
TREE=$OUT/crash/root
CASE=35-dump-core
# how crash says that it cannot follow what is in the core
BAD='cannot|invalid|warning|error|not found|not accessible|not available|inconsisten|corrupt'
# what is at the low end of every task's stack
STACK_END_MAGIC=0000000057ac6e9d

wrong() {
	echo "$core: $1"
	exit 1
}

# crash NAME COMMAND...: what they print to NAME.txt; none complains
crash() {
	local out=$DIR/$core-$1.txt bad

	shift
	printf '%s\n' "$@" exit >"$DIR/commands"
	timeout 300 "$TREE/usr/lib64/ld-linux-x86-64.so.2" \
		--library-path "$TREE/usr/lib/x86_64-linux-gnu" "$TREE/usr/bin/crash" \
		-s -i "$DIR/commands" "$VMLINUX" "$DIR/$CASE-$core.core" </dev/null >"$out" 2>&1 ||
		wrong "crash fails: $(grep -v '^ *$' "$out" | tail -n 1)"
	! bad=$(grep -E -i -m 1 -- "$BAD" "$out") || wrong "crash says \"$bad\""
}

# has NAME PATTERN: what it printed matches
has() {
	grep -Eq -- "$2" "$DIR/$core-$1.txt" || wrong "no \"$2\" in $core-$1.txt"
}

# value MEMBER: as "task -R" prints it
value() {
	sed -n "s/^ *$1 = \(0x[0-9a-f]*\),*$/\1/p" "$DIR/$core-all.txt"
}

# overview PANIC: the machine, its tasks, their memory; PANIC is the reason that crash
# gives. The log is in a file of its own, since the kernel may complain.
overview() {
	crash all sys set bt ps mod irq net mount 'kmem -i' 'kmem -s' 'foreach bt' \
		'ps -a sleep' 'task -R stack,stack_vm_area 1' \
		"log >$DIR/$core-log.txt" "kmem -p >$DIR/$core-pages.txt"
	has all "^ *RELEASE: $release\$"
	has all '^ *CPUS: 2'
	has all "^ *PANIC: \"$1\"\$"
	has all '^>* +1 +0 .* init$'
	has all ' \[kthreadd\]$'
	has all '^no modules installed$'
	has all '"hvc_console"'
	has all '^ *TOTAL MEM +[0-9]{5} '
	has all ' task_struct$'
	has all '\] ret_from_fork_asm at '
	# in the program's own memory
	has all '^ARG: sleep 4242 *$'
	has log "Linux version $release "
	has log 'xpv: '
	pages=$(grep -c '^ffffea' "$DIR/$core-pages.txt") || :
	[ "$pages" -gt 32000 ] || wrong "kmem -p shows $pages pages of 128 MiB"
}

# vmalloc: init's stack. Page tables lead to the pages that the kernel has noted for
# it, and where it ends there is what belongs there.
vmalloc() {
	local stack area
	stack=$(value stack) area=$(value stack_vm_area)

	[[ $stack = 0xffffc9* ]] || wrong "init's stack is at \"$stack\""
	crash vtop "p/x ((struct vm_struct *)$area)->pages[0]" \
		"p/x ((struct vm_struct *)$area)->pages[3]" \
		"vtop $stack" "vtop $(printf 0x%x $((stack + 3 * 4096)))" "rd $stack"
	has vtop "$STACK_END_MAGIC"
	has vtop '\[machine\]$'
	sed -n 's/^\$[0-9]* = 0x//p' "$DIR/$core-vtop.txt" >"$DIR/noted"
	# of struct page too: who uses it, how often, flags
	sed -n 's/^\(ffffea[0-9a-f]*\)  *[0-9a-f]*  *0  *0  *1 0$/\1/p' "$DIR/$core-vtop.txt" >"$DIR/walked"
	[ "$(wc -l <"$DIR/noted")" = 2 ] || wrong "the kernel notes no pages for $area"
	cmp -s "$DIR/noted" "$DIR/walked" ||
		wrong "page tables lead to $(paste -sd ' ' "$DIR/walked") instead of $(paste -sd ' ' "$DIR/noted")"
}

# panicked: who, by which way
panicked() {
	local f

	has log 'sysrq: Trigger a crash'
	has all '^ *STATE: TASK_RUNNING \(PANIC\)$'
	has all '^PID: [0-9]+ .* COMMAND: "sh"$'
	for f in panic sysrq_handle_crash __handle_sysrq write_sysrq_trigger vfs_write do_syscall_64; do
		has all "^ *#[0-9]+ \\[ffffc9[0-9a-f]*\\] $f at "
	done
	# the frame of the system call
	has all 'ORIG_RAX: 0000000000000001 +CS: 0033 +SS: 002b'
}

core=cores
release=$(tr -d '\r' <"$DIR/guest-$CASE.log" | sed -n 's/^guest: kernel \([^,]*\),.*/\1/p')
[ -n "$release" ] || wrong "the guest did not say which kernel it is"
for core in runs crashed vmcore; do
	case $core in
	runs) overview '' ;;
	*) overview 'Kernel panic - not syncing: sysrq triggered crash' ;;
	esac
	vmalloc
	[ $core = runs ] || panicked
	echo "$core: $(sed -n 's/^ *TASKS: //p' "$DIR/$core-all.txt") tasks, $pages pages," \
		"stack of init at $(tail -n 1 "$DIR/walked")"
done
rm -f "$DIR/$CASE"-*.core "$DIR/commands" "$DIR/noted" "$DIR/walked"
