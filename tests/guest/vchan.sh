# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The serving end of a vchan, by Debian's own program: what goes out and what comes in,
# each 100,000 bytes; then one that is killed while the other end is connected; then, where
# that is another guest's (vchanpeer=DOMID), one whose other end is killed.
# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

BYTES=100000

bad() {
	echo "guest: vchan FAIL $1; $(tail -n 1 /tmp/error)"
	exit 1
}

# serve: the server; descriptor 3 is its input
serve() {
	rm -f /tmp/in
	mkfifo /tmp/in
	vchan-socket-proxy -m server "$peer" data/vchan - </tmp/in >/tmp/out 2>/tmp/error &
	server=$!
	exec 3>/tmp/in
}

arrived() {
	[ "$(wc -c </tmp/out)" -ge $BYTES ]
}

sum() {
	md5sum | cut -d ' ' -f 1
}

ended() {
	! kill -0 $server
}

peer=$(sed -n 's/.*vchanpeer=\([0-9]*\).*/\1/p' /proc/cmdline)
peer=${peer:-0}
[ -c /dev/xen/gntalloc ] || bad "there is no /dev/xen/gntalloc"
: >/tmp/error
head -c $BYTES /dev/urandom >/tmp/data
serve
echo "guest: vchan sends $(sum </tmp/data)"
cat /tmp/data >&3
within 60 "only $(wc -c </tmp/out) bytes came" arrived
echo "guest: vchan got $(sum </tmp/out)"
exec 3>&-
within 30 "the server does not end" ended

serve
echo "guest: vchan serves again"
within 60 "nobody connects" test -s /tmp/out
kill -9 $server
echo "guest: vchan killed"
exec 3>&-
[ "$peer" != 0 ] || exit 0

serve
echo "guest: vchan serves at last"
within 60 "nobody connects" test -s /tmp/out
echo "guest: vchan connected"
within 30 "the server does not see that the other end is killed" ended
echo "guest: vchan ended"
