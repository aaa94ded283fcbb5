# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Sectors that are given up: gone on the disk, and no others.
bad() {
	echo "guest: diskdiscard FAIL $1"
	exit
}

# part SKIP COUNT: MiB of the disk, past the page cache
part() {
	dd if=/dev/xvda bs=1M skip="$1" count="$2" iflag=direct 2>/dev/null
}

# kept SKIP COUNT: are they as written?
kept() {
	dd if=/tmp/data bs=1M skip="$1" count="$2" 2>/dev/null >/tmp/part
	part "$1" "$2" | cmp - /tmp/part
}

q=/sys/block/xvda/queue
[ "$(cat $q/discard_max_bytes)" -gt 0 ] || bad "the disk takes no discards"
dd if=/dev/urandom of=/tmp/data bs=1M count=12 2>/dev/null
dd if=/tmp/data of=/dev/xvda bs=1M oflag=direct conv=notrunc,fsync 2>/dev/null || bad write
echo "guest: diskdiscard has written, granularity $(cat $q/discard_granularity)"
read -r _ </dev/console
blkdiscard -o 2097152 -l 8388608 /dev/xvda || bad blkdiscard
kept 0 2 || bad "what came before is not as it was"
kept 10 2 || bad "what came after is not as it was"
part 2 8 | cmp - /dev/zero 2>&1 | grep -q EOF || bad "what was given up is still there"
echo "guest: diskdiscard ok"
