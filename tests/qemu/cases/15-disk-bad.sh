# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Back-ends that lie: in the ring (tests/qemu/dom0/badblk.c says how), in the store, by
# grants that they keep and by events without end. Each costs its own disk at most: the
# guest lives, its good disk works, and the bad one can be taken away.
# limit: 400
image d.img 16
config "$CASE" "$(cmdline do=disksbad)" "$(disk d.img)"
start "$CASE"
heard "$CASE" 60 'guest: disksbad asks'
id=$(xl domid "$CASE")
front=/local/domain/$id/device/vbd/51728
back=/local/domain/0/backend/dead/$id/51728

plug() {
	plug_device "$front" "$back" "$front/virtual-device" 51728 "$front/device-type" disk
	front_state "$front" 3 "$sin"
}

# connect SIN: a back-end that serves, and then sins
connect() {
	badblk "$1" "$id" "$(xenstore-read "$front/ring-ref")" \
		"$(xenstore-read "$front/event-channel")" &
	server=$!
	xenstore-write "$back/sectors" 32768 "$back/sector-size" 512 "$back/info" 0 "$back/state" 4
}

turn=0
for sin in id twice operation status ahead backwards garbage keep storm; do
	turn=$((turn + 1))
	plug
	connect $sin
	lied $sin storm $turn $server "$front" "$back"
done

# what the store may say of a disk
for lie in 'sectors banana' 'sectors 99999999999999999999' 'sector-size 3' 'state 77'; do
	sin=$lie
	plug
	xenstore-write "$back/sectors" 32768 "$back/sector-size" 512 "$back/info" 0 \
		"$back/${lie% *}" "${lie#* }"
	[ "${lie% *}" = state ] || xenstore-write "$back/state" 4
	front_state "$front" 6 "$sin"
	unplug_device "$front" "$back"
done
stop "$CASE"
