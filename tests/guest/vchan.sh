# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The serving end of a vchan, by Debian's own program: what goes out and what comes in,
# each 100,000 bytes; then one that is killed while the other end is connected; then, where
# that is another guest's (vchanpeer=DOMID), one whose other end is killed.
# shellcheck source=tests/guest/vchanend.sh
. /guest/vchanend.sh

serve() {
	proxy server "$peer" data/vchan
}

peer=$(sed -n 's/.*vchanpeer=\([0-9]*\).*/\1/p' /proc/cmdline)
peer=${peer:-0}
[ -c /dev/xen/gntalloc ] || bad "there is no /dev/xen/gntalloc"
serve
exchange
exec 3>&-
within 30 "the server does not end" ended

serve
echo "guest: vchan serves again"
within 60 "nobody connects" test -s /tmp/out
kill -9 "$end"
echo "guest: vchan killed"
exec 3>&-
[ "$peer" != 0 ] || exit 0

serve
echo "guest: vchan serves at last"
within 60 "nobody connects" test -s /tmp/out
echo "guest: vchan connected"
within 30 "the server does not see that the other end is killed" ended
echo "guest: vchan ended"
