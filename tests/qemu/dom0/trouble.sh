# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034
# What a kernel's log must not contain; used in dom0 and on the host.

# a kernel's own complaints; any of them in a guest's console fails its case
TROUBLE='WARNING: |BUG: |BUG at |Oops|Call Trace|KASAN|UBSAN|KCSAN|KFENCE'
TROUBLE="$TROUBLE|general protection|rcu: INFO|INFO: task|lockup|Bad page|bad page"
TROUBLE="$TROUBLE|possible circular|possible recursive|inconsistent lock"
TROUBLE="$TROUBLE|suspicious RCU|Kernel panic|unable to handle|segfault|traps: "
TROUBLE="$TROUBLE|unchecked MSR|sleeping function|scheduling while atomic"
# the processor's own weaknesses, as the emulated one has them; what a test's program
# does on purpose
HARMLESS='admin-guide/hw-vuln|eBPF|not compiled with MITIGATION|attempts to use CLI/STI'
