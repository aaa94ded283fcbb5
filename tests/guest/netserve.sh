# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# netserve.sh ADDRESS6 INTERFACE: in a Debian, be the far end of tests/guest/netparts.sh.
#	5101	obeys commands; 5102 sends back what comes, by TCP and by UDP
set -eu

HUGE=65507
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

quiet() {
	"$@" >/dev/null 2>&1 </dev/null &
}

login() {
	local dir=/root/.ssh

	mkdir -p $dir
	dropbearkey -t ed25519 -f /tmp/host >/dev/null 2>&1
	dropbearkey -t ed25519 -f /tmp/user 2>/dev/null | grep ^ssh- >$dir/authorized_keys
	chmod 600 $dir/authorized_keys
	chmod 700 /root $dir
	quiet dropbear -F -s -r /tmp/host
}

# iperf3 has one thread: what comes while it sends must find room
echo 8388608 | tee /proc/sys/net/core/rmem_max >/proc/sys/net/core/wmem_max
ip -6 addr add "$1/64" dev "$2" nodad 2>/dev/null || :
quiet iperf3 -s
quiet socat -t 300 TCP6-LISTEN:5101,fork,reuseaddr EXEC:/bin/bash,stderr
quiet socat -b $HUGE -t 300 TCP6-LISTEN:5102,fork,reuseaddr EXEC:cat
quiet socat -b $HUGE UDP6-RECVFROM:5102,fork PIPE
login
