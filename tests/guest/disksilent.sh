# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A disk whose back-end connects and then never answers: nothing but its own
# users waits, and they get errors when dom0 takes it away.
bad() {
	echo "guest: disksilent FAIL $1"
	exit
}

[ -b /dev/xvdb ] || bad "no xvdb"
dd if=/dev/xvda of=/dev/null bs=64k count=16 2>/dev/null || bad "xvda does not work"
dd if=/dev/xvdb of=/dev/null bs=64k count=1 2>/dev/null &
reader=$!
usleep 500000
kill -0 $reader 2>/dev/null || bad "a read ended without an answer"
mount -t debugfs debug /sys/kernel/debug
state=/sys/kernel/debug/xenfront/xvdb/queues
grep -q '^xvdb: .* out [1-9]' $state || bad "no request is out: $(head -n 1 $state)"
grep -q 'ring: .* req_pushed [1-9].* rsp_cons 0 .* in_flight [1-9]' $state ||
	bad "the ring's state is $(grep ring: $state)"
grep -q 'shared: req_prod [1-9].* rsp_prod 0 ' $state || bad "the header is $(grep shared: $state)"
grep -q 'live 1 .* broken 0' $state || bad "the flags are $(grep flags: $state)"
echo "guest: disksilent waits for a complaint"
n=0
until dmesg | grep -q "has not answered"; do
	n=$((n + 1))
	[ $n -lt 100 ] || bad "nobody complains"
	sleep 1
done
echo "guest: disksilent asks for it to go"
n=0
while [ -e /sys/block/xvdb ] || kill -0 $reader 2>/dev/null; do
	n=$((n + 1))
	[ $n -lt 60 ] || bad "xvdb or its reader is still there"
	sleep 1
done
echo "guest: disksilent ok"
