# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Little memory, and less: the guest comes up, or the toolstack refuses and names
# memory, or the guest ends as crashed and names memory, on its console or
# Xen's. It never hangs, and never ends without a reason.
# limit: 240
expect kernel xen

# because FILE: the line that names memory as the reason
because() {
	grep -i -E 'memory|MiB' "$1" |
		grep -i -E -m 1 'less than|too (little|small)|raise|out of|no memory|deadlocked|alloc'
}

# fate MIB: how a guest of that size ends
fate() {
	config "$CASE" "$(cmdline do=hello)" "memory=$1" 'ramdisk="/session/guest-small.cpio"'
	touch "$(log_of "$CASE")"
	mark "$CASE"
	if ! xl create -q "/tmp/$CASE.cfg" >/tmp/xl.log 2>&1; then
		because /tmp/xl.log >/tmp/why || fail "$1 MiB: xl gives no reason: $(head -n 1 /tmp/xl.log)"
		note "$1 MiB: xl refuses: $(grep -o 'Out of memory\|not enough.*' /tmp/why | head -n 1)"
		return
	fi
	end=$(($(now) + 40 * PATIENCE))
	while alive "$CASE"; do
		! said "$CASE" | grep -q 'guest: ready' || break
		[ "$(now)" -lt $end ] || fail "$1 MiB: neither up nor gone; last: $(last_line "$CASE")"
		usleep 200000
	done
	if alive "$CASE"; then
		note "$1 MiB: boots"
	else
		{
			said "$CASE"
			xl dmesg
		} >/tmp/said
		because /tmp/said >/tmp/why || fail "$1 MiB: no reason; last: $(last_line "$CASE")"
		note "$1 MiB: $(cat /tmp/why)"
	fi
	xl destroy "$CASE"
	gone "$CASE" 10
}

for mib in 12 38 39 40 44; do
	fate $mib
done
