# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Twelve writers past the page cache, with more under way than a disk has grant
# references for: requests wait for others all the time, and none for ever.
WRITERS=12
EACH=4194304

bad() {
	echo "guest: diskstarved FAIL $1"
	exit 1
}

# writer N: its own part of the disk, again and again
writer() {
	_round=0
	while [ $_round -lt 6 ]; do
		dd if=/tmp/data of=/dev/xvda bs=4M seek=$(($1 * EACH)) conv=notrunc \
			oflag=seek_bytes,direct 2>/dev/null || bad "writer $1"
		_round=$((_round + 1))
	done
}

[ -b /dev/xvda ] || bad "no /dev/xvda"
head -c $EACH /dev/urandom >/tmp/data
# pieces that need a table each, of which there are fewer than requests
echo 64 >/sys/block/xvda/queue/max_sectors_kb
n=0
while [ $n -lt $WRITERS ]; do
	writer $n &
	n=$((n + 1))
done
wait
cat /sys/block/xvda/xenfront/stats
starved=$(awk '{ for (i = 1; i < NF; i++) if ($i == "starved") n += $(i + 1) } END { print n }' \
	/sys/block/xvda/xenfront/stats)
[ "$starved" -gt 20 ] || bad "only $starved requests had to wait"
echo "guest: diskstarved ok $(md5sum </tmp/data | cut -d ' ' -f 1)"
