#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# dom0place.sh BZIMAGE [KERNELARGS]: start a kernel straight under Xen in dom0's
# place, the serial log on stdout: the quickest look at early boot.
# Environment: SECONDS_MAX (60), SMP (1), MEM (1024), GDB=1 (wait on port 1234).
set -eu

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/qemu.sh
. "$ROOT/tests/qemu/qemu.sh"

[ -f "${1-}" ] || die "usage: dom0place.sh BZIMAGE [KERNELARGS]"
[ -d "$RIG" ] || "$ROOT/scripts/rig.sh"
kernel=$1
shift

# shellcheck disable=SC2086
qemu_base "${SECONDS_MAX:-60}" -m "${MEM:-1024}" -smp "${SMP:-1}" ${GDB:+-s -S} \
	-kernel "$RIG/xen.elf" -append "$XENARGS dom0_mem=512M noreboot=0" \
	-initrd "$kernel console=hvc0 earlyprintk=xen $*,$RIG/guest.cpio" \
	-serial stdio </dev/null
