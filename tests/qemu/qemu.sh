# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Start QEMU with Xen. No KVM anywhere: software emulation, the same on every
# machine. Two features of the processor stay off: SMAP, since TCG's and Xen's
# bounce frames do not agree, and XSAVE, with which this QEMU now and then gives
# a process the vector registers of another (dom0's programs die of it).
# Serial ports: the first is Xen's and dom0's console, the second the results.

RIG=$OUT/rig
CPU=${CPU:-EPYC-Milan,-smap,-xsave}
XENARGS="console=com1 com1=115200,8n1 loglvl=all guest_loglvl=all conring_size=256k"

# One thread runs all processors: with a thread each, QEMU before 8.1 can keep the
# translation of an instruction that another processor has just replaced, and a
# guest that patches its code dies of an INT3 that is no longer there.

# qemu_base SECONDS: QEMU with what all runs share, for at most that long; the
# arguments that follow are QEMU's
qemu_base() {
	_seconds=$1
	shift
	timeout --foreground -k 5 "$_seconds" qemu-system-x86_64 -accel tcg,thread=single -cpu "$CPU" \
		-nodefaults -no-user-config -display none -no-reboot "$@"
}

# qemu_dom0 SECONDS INITRD SERIAL1 SERIAL2 QEMUARGS...: the rig's dom0
qemu_dom0() {
	_seconds=$1 _initrd=$2 _com1=$3 _com2=$4
	shift 4
	qemu_base "$_seconds" -kernel "$RIG/xen.elf" \
		-append "$XENARGS dom0_mem=1024M,max:1024M ${XENEXTRA-}" \
		-initrd "$RIG/vmlinuz console=hvc0 quiet,$_initrd" \
		-serial "$_com1" -serial "$_com2" "$@"
}
