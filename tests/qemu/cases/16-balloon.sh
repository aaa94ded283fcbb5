# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Memory is taken and given while it is used: down, up, above what the guest
# started with, and down to the floor. tests/guest/balloon.sh says what is checked.
# limit: 300
config "$CASE" "$(cmdline do=balloon)" maxmem=512

# set_to MIB: when the guest asks for it
set_to() {
	heard "$CASE" 120 "guest: balloon (asks for $1\$|FAIL)"
	! said "$CASE" | grep 'balloon FAIL' >/tmp/reason || exit 1
	mark "$CASE"
	xl mem-set "$CASE" "$1" >/tmp/xl.log 2>&1 || fail "xl mem-set $1: $(tail -n 1 /tmp/xl.log)"
}

start "$CASE"
for mib in 160 256 512 200 512 256; do
	set_to $mib
	amount "$CASE" $mib
done
set_to 16
heard "$CASE" 120 'guest: balloon (floor|FAIL)'
note "$(said "$CASE" | grep 'guest: balloon')"
left=$(xl list "$CASE" | awk 'NR == 2 { print $3 }')
if [ "$left" -le 40 ] || [ "$left" -ge 160 ]; then
	fail "at the floor xl list says $left MiB"
fi
set_to 256
amount "$CASE" 256
heard "$CASE" 180 'guest: balloon (ok|FAIL)'
said "$CASE" | grep -q 'guest: balloon ok' || fail "$(said "$CASE" | grep 'balloon FAIL')"
note "$(said "$CASE" | grep 'guest: balloon ok')"
stop "$CASE"
