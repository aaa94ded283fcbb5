# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# One bad disk after the other: each is read and written until it fails or goes, and
# after each the good one still works. dom0 takes the bad ones away.

# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

bad() {
	echo "guest: disksbad FAIL $1"
	exit
}

# good: xvda holds what is written
good() {
	dd if=/tmp/data of=/dev/xvda bs=64k oflag=direct 2>/dev/null &&
		dd if=/dev/xvda bs=64k count=8 iflag=direct 2>/dev/null | cmp -s - /tmp/data
}

# use: until the bad one does not let us
use() {
	while [ -b /dev/xvdb ] &&
		dd if=/dev/xvdb of=/dev/null bs=32k count=8 iflag=direct 2>/dev/null &&
		dd if=/tmp/data of=/dev/xvdb bs=32k oflag=direct 2>/dev/null; do
		n=$((n + 1))
	done
}

dd if=/dev/urandom of=/tmp/data bs=64k count=8 2>/dev/null
turn=0
echo "guest: disksbad asks"
while :; do
	turn=$((turn + 1))
	n=0
	within 300 "no xvdb in turn $turn" test -b /dev/xvdb
	use
	good || bad "xvda does not work in turn $turn"
	echo "guest: disksbad turn $turn, lives after $n rounds"
	within 60 "xvdb still there in turn $turn" test ! -e /sys/block/xvdb
	echo "guest: disksbad turn $turn, gone"
done
