# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Start QEMU with Xen. No KVM anywhere: software emulation, the same on every
# machine. SMAP stays off: Xen's bounce frames and TCG's SMAP do not agree.
# Serial ports: the first is Xen's and dom0's console, the second the results.

RIG=$OUT/rig
CPU=${CPU:-EPYC-Milan,-smap}
XENARGS="console=com1 com1=115200,8n1 loglvl=all guest_loglvl=all"

# qemu_base SECONDS: QEMU with what all runs share, for at most that long; the
# arguments that follow are QEMU's
qemu_base() {
	_seconds=$1
	shift
	timeout -k 5 "$_seconds" qemu-system-x86_64 -accel tcg -cpu "$CPU" \
		-nodefaults -no-user-config -display none -no-reboot "$@"
}

# qemu_dom0 SECONDS INITRD RESULTS QEMUARGS...: the rig's dom0
qemu_dom0() {
	_initrd=$2 _results=$3 _limit=$1
	shift 3
	qemu_base "$_limit" -kernel "$RIG/xen.elf" \
		-append "$XENARGS dom0_mem=1024M,max:1024M ${XENEXTRA-}" \
		-initrd "$RIG/vmlinuz console=hvc0 quiet,$_initrd" \
		-serial stdio -serial "file:$_results" "$@"
}
