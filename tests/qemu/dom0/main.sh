# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Runs in dom0: every case of /session/list in turn, results to the second
# serial port, guests' consoles to the disk.
# shellcheck source=tests/qemu/dom0/lib.sh
. /session/lib.sh

stty -F /dev/ttyS1 raw 2>/dev/null

while read -r case limit; do
	run_case "$case" "$limit"
done </session/list

echo "dom0: all cases done"
cd /var/log/xen/console && tar -cf /dev/sda . && sync
