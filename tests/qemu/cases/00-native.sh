# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The same image boots without Xen as well, as a distribution's one kernel must.
# Runs on the host: KERNEL and LOGS come from lane.sh.
# session: native
log=$LOGS/qemu-native/$1.log
qemu_base 120 -m 512 -smp 2 -kernel "$KERNEL" -initrd "$RIG/guest-small.cpio" \
	-append "console=ttyS0 reboot=t do=native" -serial stdio </dev/null 2>&1 |
	tr -d '\r' >"$log" || :
verdict="no 'guest: native ok': $(tail -n 1 "$log")"
if grep -Ev "$HARMLESS" "$log" | grep -E -m 1 "$TROUBLE" >"$log.bad"; then
	verdict="kernel: $(cat "$log.bad")"
elif grep -q '^guest: native ok' "$log"; then
	# shellcheck disable=SC2034 # for lane.sh
	verdict=ok
fi
rm -f "$log.bad"
