# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# 64 guests of 48 MiB at once, each with a disk and a network card: all of them use
# their disks and answer ping.
# session: big
# only: soak
# limit: 1200
ALL=$(seq 64)

for n in $ALL; do
	guest=$CASE-$n
	image "d$n.img" 4
	config "$guest" "$(cmdline "do=many addr=10.0.0.$((n + 100))")" memory=48 \
		'ramdisk="/session/guest-small.cpio"' "$(disk "d$n.img")" "$VIF"
	start "$guest"
done
for n in $ALL; do
	heard "$CASE-$n" 600 'guest: many (ok|FAIL)'
	said "$CASE-$n" | grep -q 'guest: many ok' || fail "$CASE-$n: $(said "$CASE-$n" | grep 'many FAIL')"
	heard "$CASE-$n" 60 'guest: ready'
done
[ "$(xl list | grep -c "^$CASE-")" = 64 ] || fail "only $(xl list | grep -c "^$CASE-") guests are there"
for n in $ALL; do
	ping -c 3 -W 20 10.0.0.$((n + 100)) >/dev/null || fail "$CASE-$n does not answer"
done
note "64 guests, $(xl info | sed -n 's/^free_memory *: //p') MiB left in Xen"
