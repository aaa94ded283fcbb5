# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The serving end of a vchan, by Debian's own program: what goes out and what comes in,
# each 100,000 bytes; then one that is killed while dom0's end is connected.
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
	vchan-socket-proxy -m server 0 data/vchan - </tmp/in >/tmp/out 2>/tmp/error &
	server=$!
	exec 3>/tmp/in
}

arrived() {
	[ "$(wc -c </tmp/out)" -ge $BYTES ]
}

sum() {
	md5sum | cut -d ' ' -f 1
}

[ -c /dev/xen/gntalloc ] || bad "there is no /dev/xen/gntalloc"
: >/tmp/error
head -c $BYTES /dev/urandom >/tmp/data
serve
echo "guest: vchan sends $(sum </tmp/data)"
cat /tmp/data >&3
within 60 "only $(wc -c </tmp/out) bytes came" arrived
echo "guest: vchan got $(sum </tmp/out)"
exec 3>&-
within 30 "the server does not end" sh -c "! kill -0 $server"

serve
echo "guest: vchan serves again"
within 60 "nobody connects" test -s /tmp/out
kill -9 $server
echo "guest: vchan killed"
