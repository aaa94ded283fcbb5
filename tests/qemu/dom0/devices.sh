# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What the cases use for disks and network cards. For lib.sh.

# plug_device FRONT BACK KEY VALUE...: a device whose back-end is none of dom0's. The
# guest sees all of it at once, as it does of xl's, which uses a transaction.
plug_device() {
	_front=$1 _back=$2
	shift 2
	_id=$(xl domid "$CASE")
	xl pause "$CASE"
	xenstore-write -- "$_back/frontend" "$_front" "$_back/frontend-id" "$_id" "$_back/state" 2 \
		"$_front/backend" "$_back" "$_front/backend-id" 0 "$@"
	xenstore-chmod -r "$_back" n0 "r$_id"
	xenstore-write "$_front/state" 1
	xenstore-chmod -r "$_front" "n$_id" r0
	xl unpause "$CASE"
}

# plug_slowly FRONT BACK KEY VALUE...: the same in the guest's sight, key by key; these ones
# of the front-end's, in this order
plug_slowly() {
	_front=$1 _back=$2
	shift 2
	_id=$(xl domid "$CASE")
	xenstore-write "$_back/frontend" "$_front" "$_back/frontend-id" "$_id" "$_back/state" 2
	xenstore-chmod -r "$_back" n0 "r$_id"
	xenstore-write "$_front/backend" "$_back"
	xenstore-chmod -r "$_front" "n$_id" r0
	xenstore-write "$_front/backend-id" 0
	while [ $# -gt 0 ]; do
		# what the guest makes of the keys so far shows in the end
		usleep 300000
		xenstore-write "$_front/$1" "$2"
		shift 2
	done
}

unplug_device() {
	xenstore-rm "$1"
	xenstore-rm "$2"
}

# front_state FRONT N WHAT: wait for the front-end's state
front_state() {
	within 60 "$3: the front-end is not in state $2" is_state "$1" "$2"
}

is_state() {
	[ "$(xenstore-read "$1/state")" = "$2" ]
}

# start_badnet SIN DIR [CTRL-REF CTRL-PORT]: a back-end that lies for the queue whose keys
# are there; $server is its pid
start_badnet() {
	_sin=$1 _dir=$2
	shift 2
	rm -f /tmp/serves
	badnet "$_sin" "$(xl domid "$CASE")" "$(xenstore-read "$_dir/tx-ring-ref")" \
		"$(xenstore-read "$_dir/rx-ring-ref")" \
		"$(xenstore-read "$_dir/event-channel")" "$@" >/tmp/serves &
	# shellcheck disable=SC2034 # for the case
	server=$!
	within 30 "$_sin: the back-end does not start" test -s /tmp/serves
}

# on_request NAME WHAT COMMAND...: wait until the guest asks for it, do it, say so
on_request() {
	step "$CASE" 60 "$1" "asks for $2"
	shift 2
	"$@"
	mark "$CASE"
	type_in "$CASE" "go on"
}

# lied SIN MILD TURN SERVER FRONT BACK: what must be of the guest after SERVER has
# sinned. By the MILD sins no device is lost: they are over some time after they began.
lied() {
	case " $2 " in
	*" $1 "*)
		sleep 5
		kill "$4"
		unplug_device "$5" "$6"
		heard "$CASE" 90 "guest: [a-z]* (turn $3, lives|FAIL)"
		;;
	*)
		heard "$CASE" 90 "guest: [a-z]* (turn $3, lives|FAIL)"
		unplug_device "$5" "$6"
		kill "$4" 2>/dev/null
		;;
	esac
	heard "$CASE" 90 "guest: [a-z]* (turn $3, gone|FAIL)"
	! said "$CASE" | grep 'guest: [a-z]* FAIL' >/tmp/reason || exit 1
	note "$1: $(said "$CASE" | sed -n "s/.*turn $3, \(lives.*\)/\1/p"), $(
		said "$CASE" | sed -n 's/^\[[0-9. ]*\] [a-z]* v[a-z]*-[^:]*: //p' | tail -n 1)"
	mark "$CASE"
}

# kernel_disks: images of the kernel and the initramfs, for a guest that loads them
# itself; $KERNEL_DISKS is what its disk= begins with
kernel_disks() {
	# a disk is whole sectors
	dd if=/session/bzImage of="$IMAGES/kernel.img" bs=4k conv=sync 2>/dev/null
	dd if=/session/guest.cpio of="$IMAGES/initrd.img" bs=4k conv=sync 2>/dev/null
	KERNEL_DISKS="\"$IMAGES/kernel.img,raw,xvda,r\",\"$IMAGES/initrd.img,raw,xvdb,r\""
}

# kdump GUEST CPU: a guest with 256 MiB that crashes on that CPU, and its crash kernel.
# $IMAGES/GUEST.core is what that has written, and has the text of /tmp/marker in it
# 500 times
kdump() {
	image "$1.core" $((300 + 2 * MORE_MEMORY))
	config "$1" "$(cmdline do=kdump crashcpu="$2" "crashkernel=$((96 + MORE_MEMORY))M" panic=5)" \
		"memory=$((256 + MORE_MEMORY))" vcpus=2 "$VIF" \
		"disk=[$KERNEL_DISKS,\"$IMAGES/$1.core,raw,xvdc,w\"]"
	start "$1"
	step "$1" 90 kdump loaded
	said "$1" | sed -n 's/.*loaded 1 marker \([0-9a-f]*\)$/\1/p' >/tmp/marker
	[ -s /tmp/marker ] || fail "no crash kernel: $(said "$1" | grep 'guest: kdump')"
	step "$1" 120 kdump written
	note "crash on CPU $2: $(said "$1" | grep 'guest: kdump crash kernel'), $(said "$1" | grep 'guest: kdump written')"
	gone "$1" 30
	truncate -s "$(said "$1" | sed -n 's/.*kdump written \([0-9]*\)$/\1/p')" "$IMAGES/$1.core"
}

# card_goes GUEST, card_comes GUEST: its one network card
card_goes() {
	xl network-detach "$1" 0 >/tmp/xl.log 2>&1 ||
		fail "xl network-detach: $(tail -n 1 /tmp/xl.log)"
}

card_comes() {
	xl network-attach "$1" bridge=xenbr0 script=/etc/xen/scripts/vif >/tmp/xl.log 2>&1 ||
		fail "xl network-attach: $(tail -n 1 /tmp/xl.log)"
}

# network_peer MIB: dom0's ends of tests/guest/network.sh: a sender on port 5001,
# a receiver on port 5002
network_peer() {
	rm -f /tmp/open /tmp/got
	dd if=/dev/urandom of=/tmp/send bs=1M count="$1" 2>/dev/null
	nc -l -p 5001 </tmp/send &
	# an nc whose input has ended would hang up on the sender
	mkfifo /tmp/open
	exec 9<>/tmp/open
	(nc -l -p 5002 <&9 | md5sum | cut -d ' ' -f 1 >/tmp/got) &
}

# network_verify GUEST: what arrived on either side is what was sent
network_verify() {
	said "$1" | grep -q 'guest: network ok' || fail "$(said "$1" | grep 'guest: network')"
	[ "$(said "$1" | sed -n 's/^guest: network received //p')" = \
		"$(md5sum </tmp/send | cut -d ' ' -f 1)" ] ||
		fail "the guest received something else than was sent"
	within 10 "nothing has come from the guest" test -s /tmp/got
	exec 9>&-
	[ "$(said "$1" | sed -n 's/^guest: network sent //p')" = "$(cat /tmp/got)" ] ||
		fail "dom0 received something else than the guest sent"
	ping -c 3 -i 0.2 -W 5 10.0.0.2 >/dev/null || fail "dom0 cannot ping the guest"
	rm -f /tmp/send
}

# disk_verify IMAGE SUM: dom0 reads the files from the image as the guest did
disk_verify() {
	mkdir -p /mnt
	mount -o loop,ro -t ext4 "$IMAGES/$1" /mnt || fail "dom0 cannot mount the image"
	_sum=$(cat /mnt/a /mnt/b | md5sum | cut -d ' ' -f 1)
	umount /mnt
	[ "$2" = "$_sum" ] || fail "dom0 reads $_sum, the guest wrote $2"
}
