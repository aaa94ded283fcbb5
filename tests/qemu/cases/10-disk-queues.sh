# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A disk with four queues under four writers: as it comes, with the grants of a
# back-end that keeps nothing and small rings, and with a queue that is polled.
# limit: 240
echo 4 >/sys/module/xen_blkback/parameters/max_queues

# life CONNECTION KERNELARGS: one guest, and what its disk must be like
life() {
	image d.img 64
	config "$CASE" "$(cmdline "do=diskqueues $2")" "$(disk d.img)" vcpus=4
	start "$CASE"
	heard "$CASE" 90 'guest: diskqueues (ok|FAIL)'
	said "$CASE" | grep -q 'guest: diskqueues ok' ||
		fail "$(said "$CASE" | grep 'diskqueues FAIL')"
	said "$CASE" | grep -q "guest: diskqueues has $1\$" ||
		fail "$(said "$CASE" | grep 'diskqueues has'), not $1"
	stop "$CASE"
	for cpu in 0 1 2 3; do
		sum=$(dd if="$IMAGES/d.img" bs=1M skip="$((cpu * 16))" count=4 2>/dev/null |
			head -c 3670016 | md5sum | cut -d ' ' -f 1)
		said "$CASE" | grep -q "guest: diskqueues wrote $cpu $sum\$" ||
			fail "dom0 reads $sum: $(said "$CASE" | grep "wrote $cpu")"
	done
	rm "$IMAGES/d.img"
}

life 'queues 4 polled 0 requests 128 segments 256 persistent 1 hold 0' ''
life 'queues 4 polled 0 requests 32 segments 40 persistent 0 hold 50' \
	'xfblk.persistent=0 xfblk.ring_order=0 xfblk.segments=40 xfblk.hold_us=50'
life 'queues 3 polled 1 requests 128 segments 256 persistent 1 hold 0' 'xfblk.poll_queues=1'
