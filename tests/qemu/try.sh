#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# try.sh BZIMAGE [XL-CONFIG-LINE...]: start a kernel as a guest with a disk and
# a network card; guest console, Xen's and dom0's log on stdout; leave when the
# guest is gone, has come up (WAIT_READY=1), or the time is over.
# Environment: SECONDS_MAX (120), SMP (2), MEM (2560), GDB=1 (port 1234),
# CMDLINE (more arguments for the guest's kernel), INITRD (another initramfs).
set -eu

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"
# shellcheck source=tests/qemu/qemu.sh
. "$ROOT/tests/qemu/qemu.sh"

[ -f "${1-}" ] || die "usage: try.sh BZIMAGE [XL-CONFIG-LINE...]"
[ -d "$RIG" ] || "$ROOT/scripts/rig.sh"
limit=${SECONDS_MAX:-120}
work=$(mktemp -d "$OUT/try.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/in/session"
cp "$1" "$work/in/session/bzImage"
cp "${INITRD:-$RIG/guest.cpio}" "$work/in/session/initrd"
shift

cat >"$work/in/session/guest.cfg" <<CFG
name="guest"
kernel="/session/bzImage"
ramdisk="/session/initrd"
memory=256
vcpus=1
tsc_mode="native"
cmdline="console=hvc0 earlyprintk=xen do=hello ${CMDLINE-}"
disk=["/tmp/disk.img,raw,xvda,w"]
vif=["bridge=xenbr0,script=/etc/xen/scripts/vif"]
on_crash="destroy"
CFG
for line; do
	echo "$line" >>"$work/in/session/guest.cfg"
done

cat >"$work/in/session/main" <<MAIN
log=/var/log/xen/console/guest-guest.log
dd if=/dev/zero of=/tmp/disk.img bs=1M count=0 seek=64 2>/dev/null
touch \$log
tail -f \$log &
xl create /session/guest.cfg
n=0
while xl domid guest >/dev/null 2>&1 && [ \$n -lt $((limit - 30)) ]; do
	[ -z "${WAIT_READY-}" ] || ! grep -q 'guest: ready' \$log || break
	sleep 1
	n=\$((n + 1))
done
sleep 1
echo "--- dom0: domains, back-ends, time \$n s"
xl list
xenstore-ls -f /local/domain | grep -E '^/local/domain/[1-9][0-9]*/device.*state|/backend/.*/(state|hotplug-status|hotplug-error) '
MAIN
(cd "$work/in" && find . | cpio -o -H newc -R 0:0 --quiet) >"$work/in.cpio"
cat "$RIG/dom0.cpio" "$work/in.cpio" >"$work/initrd"
# shellcheck disable=SC2086
qemu_dom0 "$limit" "$work/initrd" stdio null -m "${MEM:-2560}" \
	-smp "${SMP:-2}" ${GDB:+-s -S} </dev/null
