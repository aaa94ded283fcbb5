# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Back-ends of a disk and a card go and come back while both are in use: what is
# written arrives, a connection goes on. dom0 does its part at "asks for".
MIB=24

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh
# shellcheck source=tests/guest/card.sh
. /guest/card.sh

bad() {
	echo "guest: comeback FAIL $1"
	exit 1
}

# write_slowly: past the page cache, so that each piece is the back-end's at once
write_slowly() {
	i=0
	while [ $i -lt $MIB ]; do
		dd if=/tmp/data of=/dev/xvda bs=256k count=4 skip=$((i * 4)) seek=$((i * 4)) \
			oflag=direct conv=notrunc 2>/dev/null || bad "write $i"
		i=$((i + 1))
		usleep 300000
	done
	echo written >/tmp/written
}

# round WHAT: what is asked for happens while the disk is written and a file arrives
round() {
	rm -f /tmp/written
	write_slowly &
	writer=$!
	nc $dom0 5051 <&3 >/tmp/in &
	reader=$!
	sleep 2
	echo "guest: comeback asks for $1"
	within 120 "the writer hangs ($1)" test -e /tmp/written
	wait $writer || exit 1
	dd if=/dev/xvda bs=1M count=$MIB iflag=direct 2>/dev/null | cmp - /tmp/data ||
		bad "the disk has something else ($1)"
	wait $reader || bad "the connection broke ($1)"
	echo "guest: comeback received $(md5sum </tmp/in | cut -d ' ' -f 1)"
	within 30 "no answer ($1)" answers
}

mkfifo /tmp/open
exec 3<>/tmp/open
head -c $((MIB << 20)) /dev/urandom >/tmp/data
within 20 "no answer at first" answers
round "no network back-end"
round "no disk back-end"
echo "guest: comeback ok"
