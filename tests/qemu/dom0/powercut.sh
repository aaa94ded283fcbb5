# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What the cases use in which power goes while a guest writes files: its disk is
# tests/qemu/dom0/cacheblk.c's, the guest's part is tests/guest/powercut.sh. For lib.sh.

# powercut FEATURE MIB DISK ARGS CONFIG...: files are written until power goes, on a disk
# of that size whose back-end has that way to be told what must last; $synced of them are
# safe. Then $found: what a new guest finds, or what is wrong. DISK: "" or what comes
# before it in disk=.
powercut() {
	_feature=$1 _size=$2 _disk=$3 _args=$4
	shift 4
	image p.img "$_size"
	config "$CASE" "$(cmdline "do=powercut powercut=write $_args")" "disk=[$_disk]" "$@"
	start "$CASE"
	_id=$(xl domid "$CASE")
	powercut_serve "/local/domain/$_id/device/vbd/51728" \
		"/local/domain/0/backend/dead/$_id/51728" "$_feature" $((_size * 2048))
	config "$CASE" "$(cmdline "do=powercut powercut=check $_args")" \
		"disk=[$_disk\"$IMAGES/p.img,raw,xvdb,w\"]" "$@"
	start "$CASE"
	heard "$CASE" 90 'guest: powercut (found|FAIL)'
	found=$(said "$CASE" | sed -n 's/^guest: powercut \(found\|FAIL\) //p')
	stop "$CASE"
	note "$_feature${_args:+ $_args}: $synced files are safe, found: $found"
}

# powercut_serve FRONT BACK FEATURE SECTORS: until the guest has written enough
powercut_serve() {
	plug_device "$1" "$2" "$1/virtual-device" 51728 "$1/device-type" disk
	front_state "$1" 3 "$3"
	cacheblk "$IMAGES/p.img" "$_id" "$(xenstore-read "$1/ring-ref")" \
		"$(xenstore-read "$1/event-channel")" &
	_server=$!
	xenstore-write "$2/sectors" "$4" "$2/sector-size" 512 "$2/info" 0 "$2/$3" 1 "$2/state" 4
	heard "$CASE" 90 'guest: powercut (synced 15$|FAIL)'
	kill $_server
	wait $_server || fail "$3: the back-end did not live until then"
	# lines that are under way
	sleep 1
	xl destroy "$CASE"
	gone "$CASE" 20
	unplug_device "$1" "$2"
	synced=$(said "$CASE" | sed -n 's/^guest: powercut synced //p' | tail -n 1)
}

# powercut_kept: all that was safe is there
powercut_kept() {
	[ "$found" -ge "$synced" ] 2>/dev/null
}
