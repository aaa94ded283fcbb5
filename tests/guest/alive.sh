# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Life that a save interrupts: processes come and go on every CPU, and every so
# often one line says how it is. Ends with /tmp/stop.
breed() {
	while [ ! -e /tmp/stop ]; do
		[ "$(echo "$1" | cat)" = "$1" ] || echo "guest: alive FAIL $1"
	done
}

breed one &
breed two &
breed three &
n=0
while [ ! -e /tmp/stop ]; do
	n=$((n + 1))
	read -r up _ </proc/uptime
	echo "guest: alive $n uptime $up date $(date +%s)"
	sleep 0.5
done
wait
