# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Ping dom0, receive size= MiB from its port 5001, send as much to its port 5002.
dom0=10.0.0.1
size=$(sed -n 's/.*size=\([0-9]*\).*/\1/p' /proc/cmdline)

bad() {
	echo "guest: network FAIL $1"
	exit
}

speed() {
	awk -v n="$size" -v a="$1" -v b="$(cut -d ' ' -f 1 /proc/uptime)" \
		'BEGIN { printf "%.1f MiB/s", n / (b - a + 0.001) }'
}

[ -e /sys/class/net/eth0 ] || bad "no eth0"
ping -c 3 -i 0.2 -W 5 $dom0 >/dev/null || bad "no answer to ping"
# busybox's nc closes its sending side when its input ends, and the other nc
# then leaves at once: give it an input that stays open
mkfifo /tmp/open
exec 3<>/tmp/open
t=$(cut -d ' ' -f 1 /proc/uptime)
nc $dom0 5001 <&3 >/tmp/in || bad "cannot connect to port 5001"
in=$(speed "$t")
[ "$(wc -c </tmp/in)" = $((size << 20)) ] ||
	bad "received $(wc -c </tmp/in) bytes of $((size << 20))"
echo "guest: network received $(md5sum </tmp/in | cut -d ' ' -f 1)"
dd if=/dev/urandom of=/tmp/out bs=1M count="$size" 2>/dev/null
echo "guest: network sent $(md5sum </tmp/out | cut -d ' ' -f 1)"
t=$(cut -d ' ' -f 1 /proc/uptime)
nc -w 5 $dom0 5002 </tmp/out || bad "cannot send to port 5002"
echo "guest: network ok, in $in, out $(speed "$t")"
