# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest writes files, and power goes: of a disk that keeps in a cache whatever is not
# flushed (tests/qemu/dom0/cacheblk.c). What the guest took for safe is there, by each of
# the two ways in which a back-end can be told; where it is told by none, it is not.
# limit: 240

# ground FEATURE: on which files are written until power goes; $synced are safe
ground() {
	image p.img 24
	config "$CASE" "$(cmdline do=powercut powercut=write)" memory=128
	start "$CASE"
	id=$(xl domid "$CASE")
	front=/local/domain/$id/device/vbd/51728
	back=/local/domain/0/backend/dead/$id/51728
	plug_device "$front" "$back" "$front/virtual-device" 51728 "$front/device-type" disk
	front_state "$front" 3 "$1"
	cacheblk "$IMAGES/p.img" "$id" "$(xenstore-read "$front/ring-ref")" \
		"$(xenstore-read "$front/event-channel")" &
	server=$!
	xenstore-write "$back/sectors" 49152 "$back/sector-size" 512 "$back/info" 0 \
		"$back/$1" 1 "$back/state" 4
	heard "$CASE" 90 'guest: powercut (synced 15$|FAIL)'
	kill $server
	wait $server || fail "$1: the back-end did not live until then"
	# lines that are under way
	sleep 1
	xl destroy "$CASE"
	gone "$CASE" 20
	unplug_device "$front" "$back"
	synced=$(said "$CASE" | sed -n 's/^guest: powercut synced //p' | tail -n 1)
}

# found: what a new guest finds on the image
found() {
	config "$CASE" "$(cmdline do=powercut powercut=check)" memory=128 "$(disk p.img)"
	start "$CASE"
	heard "$CASE" 60 'guest: powercut (found|FAIL)'
	said "$CASE" | sed -n 's/^guest: powercut \(found\|FAIL\) //p'
	stop "$CASE"
}

for feature in feature-flush-cache feature-barrier none; do
	ground $feature
	is=$(found) || exit 1
	note "$feature: $synced files are safe, found: $is"
	whole=no
	! [ "$is" -ge "$synced" ] 2>/dev/null || whole=yes
	case $feature:$whole in
	none:yes) fail "nothing is lost without flushes" ;;
	feature-*:no) fail "$feature: $synced files are safe, found: $is" ;;
	esac
done
