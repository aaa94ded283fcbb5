# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What a back-end says of its disk is what the guest's system says of it: removable,
# CD-ROM, read-only, size of physical sectors, discards and secure ones; also of an xl's
# CD. Two disks come key by key, as whoever writes them by hand does it, in the usual
# order and in another.
# limit: 200
config "$CASE" "$(cmdline do=diskkinds)"
start "$CASE"
id=$(xl domid "$CASE")
front=/local/domain/$id/device/vbd/51728
back=/local/domain/0/backend/dead/$id/51728
image k.img 16
# one partition from sector 2048 on, of as many sectors
printf '\0\0\0\0\203\0\0\0\0\10\0\0\0\10\0\0' |
	dd of="$IMAGES/k.img" bs=1 seek=446 conv=notrunc 2>/dev/null
printf '\125\252' | dd of="$IMAGES/k.img" bs=1 seek=510 conv=notrunc 2>/dev/null

# turn N IS CAN: what the guest finds in that turn, and what it can do
turn() {
	heard "$CASE" 90 "guest: diskkinds (can $1:|FAIL)"
	! said "$CASE" | grep 'diskkinds FAIL' >/tmp/reason || exit 1
	_is=$(said "$CASE" | sed -n "s/^guest: diskkinds is $1: //p")
	[ "$_is" = "$2" ] || fail "turn $1: it is \"$_is\", not \"$2\""
	_can=$(said "$CASE" | sed -n "s/^guest: diskkinds can $1: //p")
	[ "$_can" = "$3" ] || fail "turn $1: it can \"$_can\", not \"$3\""
}

# serve KEY VALUE...: a back-end with these keys, besides the usual ones
serve() {
	front_state "$front" 3 "$*"
	cacheblk "$IMAGES/k.img" "$id" "$(xenstore-read "$front/ring-ref")" \
		"$(xenstore-read "$front/event-channel")" >/tmp/discards &
	server=$!
	for _pair; do
		xenstore-write "$back/${_pair%=*}" "${_pair#*=}"
	done
	xenstore-write "$back/sectors" 32768 "$back/sector-size" 512 "$back/state" 4
}

# leave N: the disk of that turn goes
leave() {
	unplug_device "$front" "$back"
	kill $server
	heard "$CASE" 90 "guest: diskkinds asks $(($1 + 1))"
}

heard "$CASE" 60 'guest: diskkinds asks 1'
plug_device "$front" "$back" "$front/virtual-device" 51728 "$front/device-type" disk
serve info=0 feature-discard=1 physical-sector-size=4096 discard-granularity=65536 \
	discard-alignment=32768 discard-secure=1
turn 1 '0 0 4096 65536 32768' 'read yes write yes discard yes erase yes'
[ "$(cat /tmp/discards)" = "2048 4096 plain
8192 2048 secure" ] || fail "the back-end hears of $(tr '\n' ';' </tmp/discards)"
leave 1

plug_slowly "$front" "$back" virtual-device 51728 device-type disk state 1
serve info=2 feature-discard=1
turn 2 '0 1 512 512 0' 'read yes write yes discard yes erase no'
[ "$(cat /tmp/discards)" = "2048 4096 plain" ] ||
	fail "the back-end hears of $(tr '\n' ';' </tmp/discards)"
leave 2

plug_slowly "$front" "$back" state 1 device-type disk virtual-device 51728
serve info=1
turn 3 '1 1 512 0 0' 'read yes write no discard no erase no'
leave 3

plug_device "$front" "$back" "$front/virtual-device" 51728 "$front/device-type" disk
serve info=4
turn 4 '1 0 512 0 0' 'read yes write no discard no erase no'
leave 4

# the other key for the size of a ring; nobody answers
plug_device "$front" "$back" "$back/max-ring-pages" 4 \
	"$front/virtual-device" 51728 "$front/device-type" disk
front_state "$front" 3 "max-ring-pages"
keys=$(xenstore-read "$front/ring-page-order" "$front/num-ring-pages" | tr '\n' ' ')
[ "$keys" = '2 4 ' ] || fail "of max-ring-pages 4 the guest made $keys"
unplug_device "$front" "$back"

# xl's, by dom0's own back-end
xl block-attach "$CASE" "$IMAGES/k.img,raw,xvdb,r,devtype=cdrom" >/tmp/xl.log 2>&1 ||
	fail "xl block-attach: $(tail -n 1 /tmp/xl.log)"
heard "$CASE" 90 'guest: diskkinds (can 5:|FAIL)'
_can=$(said "$CASE" | sed -n "s/^guest: diskkinds can 5: //p")
note "xl's CD: $(said "$CASE" | sed -n "s/^guest: diskkinds is 5: //p"), $_can"
said "$CASE" | grep -q '^guest: diskkinds is 5: 1 1 ' || fail "xl's CD is none"
[ "${_can% discard*}" = 'read yes write no' ] || fail "xl's CD can $_can"
xl block-detach "$CASE" xvdb >/tmp/xl.log 2>&1 || fail "xl block-detach: $(tail -n 1 /tmp/xl.log)"
heard "$CASE" 90 'guest: diskkinds asks 6'
stop "$CASE"
