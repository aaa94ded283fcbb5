# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# NMIs: xl sysrq l shows what each of four busy vCPUs does, by NMI; xl trigger nmi
# is taken, and obeyed where the guest is told to panic of it.
# limit: 200
expect kernel xen
config "$CASE" "$(cmdline do=spin)" vcpus=4
start "$CASE"
heard "$CASE" 60 'guest: ready'
mark "$CASE"
xl sysrq "$CASE" l || fail "xl sysrq"
heard "$CASE" 30 'sysrq: Show backtrace of all active CPUs'
n=0
while [ $n -lt 4 ]; do
	heard "$CASE" 30 "(NMI backtrace for cpu $n|CPU: $n .*Comm:)"
	n=$((n + 1))
done
n=$(said "$CASE" | grep -c 'NMI backtrace for cpu')
[ "$n" = 4 ] || fail "backtraces of $n CPUs, not of 4"

# many, while processes come and go
mark "$CASE"
type_in "$CASE" 'for i in 1 2 3 4 5 6 7 8; do echo l >/proc/sysrq-trigger; done; echo "end of" many'
heard "$CASE" 60 'end of many'
n=$(said "$CASE" | grep -c 'NMI backtrace for cpu')
[ "$n" = 32 ] || fail "$n of 32 backtraces"

# until one, of these or those before, has come on the entry stack, where a system call's
# first instruction was due
mark "$CASE"
# shellcheck disable=SC2016
type_in "$CASE" 'n=0; until dmesg | grep -q "RIP: e030:xpv_entry_syscall64" || [ $n = 60 ]; do echo l >/proc/sysrq-trigger; n=$((n + 1)); done; echo "end of" entry'
heard "$CASE" 120 'end of entry'
grep -aE '^\[ *[0-9.]+\] RIP: e030:xpv_entry_syscall64' "$(log_of "$CASE")" >/tmp/entry ||
	fail "no NMI came on the entry stack"
note "$(head -n 1 /tmp/entry)"

mark "$CASE"
n=0
while [ $n -lt 3 ]; do
	xl trigger "$CASE" nmi $n || fail "xl trigger nmi $n"
	heard "$CASE" 20 "NMI received for unknown reason 00 on CPU $n"
	n=$((n + 1))
done
# shellcheck disable=SC2016
type_in "$CASE" 'echo "alive with $((40 + 2))"'
heard "$CASE" 20 'alive with 42'
said "$CASE" | grep -Ev "$HARMLESS" | grep -E "$TROUBLE" >/tmp/reason && exit 1
type_in "$CASE" 'echo 1 >/proc/sys/kernel/unknown_nmi_panic; echo "will" panic'
heard "$CASE" 20 'will panic'
xl trigger "$CASE" nmi 1 || fail "xl trigger nmi"
state "$CASE" 20 c
heard "$CASE" 20 'Kernel panic - not syncing: NMI: Not continuing'
