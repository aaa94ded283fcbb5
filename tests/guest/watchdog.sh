# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A watchdog of 5 s: fed, let go, fed again over a save, and starved.
fail() {
	echo "guest: watchdog FAIL $*"
	exit
}

feed() {
	watchdog -F -T 5 -t 1 /dev/watchdog &
	feeder=$!
	sleep 1
	kill -0 $feeder || fail "cannot be fed"
}

feed
sleep 12
echo "guest: watchdog fed"
kill $feeder || fail "nobody feeds it"
sleep 12
echo "guest: watchdog let go"
feed
echo "guest: watchdog fed again"
n=0
while [ $n -lt 12 ]; do
	read -r before _ </proc/uptime
	sleep 1
	n=$((n + 1))
	echo "guest: watchdog lives $n ${before%.*}"
done
kill -9 $feeder || fail "nobody feeds it"
echo "guest: watchdog starves"
sleep 60
fail "still alive"
