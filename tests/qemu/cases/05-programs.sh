# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A 32-bit program: system calls by INT 0x80 and by the vDSO, TLS and LDT, CLI and STI.
# limit: 120
config "$CASE" "$(cmdline do=programs)"
start "$CASE"
heard "$CASE" 60 'guest: programs'
said "$CASE" | grep -q 'guest: programs ia32 ok' ||
	fail "$(said "$CASE" | grep 'guest: programs')"
stop "$CASE"
