# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A vchan between two guests, of which one has /dev/xen/gntalloc and the other
# /dev/xen/gntdev under Debian's libxenvchan. Data both ways; whichever end is killed, the
# other learns of it.
# limit: 240
SERVER=$CASE-server CLIENT=$CASE-client

# word GUEST PATTERN: it says so, and neither has failed
word() {
	step "$1" 90 vchan "$2"
	! said "$SERVER" | grep 'vchan FAIL' >/tmp/reason || exit 1
	! said "$CLIENT" | grep 'vchan FAIL' >/tmp/reason || exit 1
}

# tell STEP: the client may connect
tell() {
	xenstore-write "/local/domain/$client/data/$1" "$server"
}

# got GUEST GUEST: what one has got is what the other has sent
got() {
	_sum=$(said "$1" | sed -n 's/.*vchan got //p')
	said "$2" | grep -q "guest: vchan sends $_sum\$" || fail "$1 got $_sum, not what $2 sent"
}

config "$CLIENT" "$(cmdline do=vchanclient)" memory=128
start "$CLIENT"
client=$(xl domid "$CLIENT")
config "$SERVER" "$(cmdline do=vchan "vchanpeer=$client")" memory=128
start "$SERVER"
server=$(xl domid "$SERVER")
word "$SERVER" sends
tell first
word "$SERVER" got
word "$CLIENT" got
got "$SERVER" "$CLIENT"
got "$CLIENT" "$SERVER"
word "$SERVER" 'serves again'
tell second
word "$SERVER" killed
word "$CLIENT" ended
word "$SERVER" 'serves at last'
tell third
word "$SERVER" connected
tell last
word "$CLIENT" killed
word "$SERVER" ended
stop "$CLIENT"
stop "$SERVER"
