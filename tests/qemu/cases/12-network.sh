# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A network card: ping, TCP each way with checksums, checksum offload as dom0's
# back-end sees it.
# limit: 150
config "$CASE" "$(cmdline do=network)" "$VIF"
dd if=/dev/urandom of=/tmp/send bs=1M count=16 2>/dev/null
sum=$(md5sum </tmp/send | cut -d ' ' -f 1)
nc -l -p 5001 </tmp/send &
# an nc whose input has ended would hang up on the sender
mkfifo /tmp/open
exec 9<>/tmp/open
(nc -l -p 5002 <&9 | md5sum | cut -d ' ' -f 1) >/tmp/got &
start "$CASE"
heard "$CASE" 120 'guest: network (ok|FAIL)'
said "$CASE" | grep -q 'guest: network ok' || fail "$(said "$CASE" | grep 'guest: network')"
[ "$(said "$CASE" | sed -n 's/^guest: network received //p')" = "$sum" ] ||
	fail "the guest received something else than was sent"
end=$(($(now) + 10))
until [ -s /tmp/got ] || [ "$(now)" -ge $end ]; do
	usleep 100000
done
[ "$(said "$CASE" | sed -n 's/^guest: network sent //p')" = "$(cat /tmp/got)" ] ||
	fail "dom0 received something else than the guest sent"
exec 9>&-
ping -c 3 -i 0.2 -W 5 10.0.0.2 >/dev/null || fail "dom0 cannot ping the guest"
rm -f /tmp/open /tmp/send
note "$(said "$CASE" | grep 'guest: network ok')"
stop "$CASE"
