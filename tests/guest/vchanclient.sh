# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The connecting end of a vchan that another guest serves (vchan.sh), by Debian's own
# program: 100,000 bytes each way; then one whose server is killed; then one that is
# killed itself. dom0 tells by the store when there is something to connect to.
# shellcheck source=tests/guest/vchanend.sh
. /guest/vchanend.sh

told() {
	server=$(xenstore-read "data/$1")
}

# connect STEP: once dom0 says so
connect() {
	within 120 "dom0 does not say $1" told "$1"
	proxy client "$server" "/local/domain/$server/data/vchan"
}

[ -c /dev/xen/gntdev ] || bad "there is no /dev/xen/gntdev"
connect first
exchange
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
kill -9 "$end"
echo "guest: vchan killed"
