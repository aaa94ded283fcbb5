# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The connecting end of a vchan that another guest serves (vchan.sh), by Debian's own
# program: 100,000 bytes each way; then one whose server is killed; then one that is
# killed itself. dom0 tells by the store when there is something to connect to.
# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

BYTES=100000

bad() {
	echo "guest: vchan FAIL $1; $(tail -n 1 /tmp/error)"
	exit 1
}

told() {
	server=$(xenstore-read "data/$1")
}

# connect STEP: once dom0 says so; descriptor 3 is its input
connect() {
	within 120 "dom0 does not say $1" told "$1"
	rm -f /tmp/in
	mkfifo /tmp/in
	vchan-socket-proxy -m client "$server" "/local/domain/$server/data/vchan" - \
		</tmp/in >/tmp/out 2>/tmp/error &
	client=$!
	exec 3>/tmp/in
}

arrived() {
	[ "$(wc -c </tmp/out)" -ge $BYTES ]
}

ended() {
	! kill -0 $client
}

sum() {
	md5sum | cut -d ' ' -f 1
}

: >/tmp/error
[ -c /dev/xen/gntdev ] || bad "there is no /dev/xen/gntdev"
head -c $BYTES /dev/urandom >/tmp/data
connect first
echo "guest: vchan sends $(sum </tmp/data)"
cat /tmp/data >&3
within 60 "only $(wc -c </tmp/out) bytes came" arrived
echo "guest: vchan got $(sum </tmp/out)"
within 60 "the client does not end" ended
exec 3>&-

connect second
echo hello >&3
within 60 "the client does not see that the server is killed" ended
exec 3>&-
echo "guest: vchan ended"

connect third
echo hello >&3
within 60 "dom0 does not say last" told last
kill -9 $client
echo "guest: vchan killed"
