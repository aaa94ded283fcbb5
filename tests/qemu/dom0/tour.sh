# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Runs in dom0 for make run and make shell: shows a guest at work, on a serial
# port of its own, which is the user's terminal; then its console, if asked to.
# /session/tour holds the words: tour, console, or both.
# shellcheck source=tests/qemu/dom0/lib.sh
. /session/lib.sh

# shellcheck disable=SC2034 # for lib.sh
CASE=tour
# the one serial port on the PCI bus; which number it gets depends on the others
TERMINAL=/dev/$(basename "$(echo /sys/bus/pci/devices/*/tty/tty*)")
[ -c "$TERMINAL" ] || TERMINAL=/dev/console
read -r wanted </session/tour
exec <>"$TERMINAL" >&0 2>&1

tell() {
	echo "[dom0] $*"
}

# show GUEST: its own lines since the mark
show() {
	said "$1" | grep '^guest: ' | sed 's/^guest: /[guest] /'
}

first_life() {
	image tour.img 128
	config tour "$(cmdline do=features,diskwrite,network,forks size=32)" \
		"$(disk tour.img)" "$VIF"
	network_peer 32
	tell "xl create: one CPU, 256 MiB, a disk, a network card"
	start tour
	heard tour 300 'guest: ready'
	show tour
	network_verify tour
	tell "TCP: 32 MiB each way, checksums agree"
	! show tour | grep -q FAIL || fail "$(show tour | grep -m 1 FAIL)"
	sum=$(said tour | sed -n 's/^guest: disk written //p')
	tell "xl shutdown"
	stop tour
}

second_life() {
	mark tour
	config tour "$(cmdline do=diskread)" "$(disk tour.img)" "$VIF"
	tell "xl create: the same guest again"
	start tour
	heard tour 120 'guest: ready'
	show tour
	[ "$sum" = "$(said tour | sed -n 's/^guest: disk read //p')" ] ||
		fail "the guest's files have changed"
	stop tour
	disk_verify tour.img "$sum"
	tell "checksum $sum: as written, and as dom0 reads it from the image"
	scan tour
	scan_xen
}

console() {
	image shell.img 128
	config shell "$(cmdline quiet)" "$(disk shell.img)" "$VIF"
	start shell
	heard shell 120 'guest: ready'
	tell "the guest's console; leave it with Ctrl-] (the rig then powers off)"
	stty -F "$TERMINAL" raw -echo
	sleep 1
	setsid sh -c "exec xl console shell <>$TERMINAL >&0 2>&1"
	xl destroy shell 2>/dev/null
}

case_body() {
	case $wanted in *tour*) first_life && second_life ;; esac
	case $wanted in *console*) console ;; esac
}

xl dmesg -c >/dev/null
dmesg -c >/dev/null
: >/tmp/reason
if (case_body) && [ ! -s /tmp/reason ]; then
	result "RESULT tour ok $(now) s"
else
	tell "FAILED: $(cat /tmp/reason)"
	result "RESULT tour FAIL $(cat /tmp/reason)"
	xl dmesg | tail -n 30 >/dev/console
fi
cd "$CONSOLES" && tar -cf /dev/sda . && sync
