# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What both ends of a vchan have in common (vchan.sh, vchanclient.sh).
# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

BYTES=100000

bad() {
	echo "guest: vchan FAIL $1; $(tail -n 1 /tmp/error)"
	exit 1
}

# proxy MODE DOMID PATH: Debian's program as one end; descriptor 3 is its input
proxy() {
	rm -f /tmp/in
	mkfifo /tmp/in
	vchan-socket-proxy -m "$1" "$2" "$3" - </tmp/in >/tmp/out 2>/tmp/error &
	end=$!
	exec 3>/tmp/in
}

ended() {
	! kill -0 "$end"
}

sum() {
	md5sum | cut -d ' ' -f 1
}

arrived() {
	[ "$(wc -c </tmp/out)" -ge $BYTES ]
}

# exchange: BYTES of random data go out, and as many come in
exchange() {
	head -c $BYTES /dev/urandom >/tmp/data
	echo "guest: vchan sends $(sum </tmp/data)"
	cat /tmp/data >&3
	within 60 "only $(wc -c </tmp/out) bytes came" arrived
	echo "guest: vchan got $(sum </tmp/out)"
}

: >/tmp/error
