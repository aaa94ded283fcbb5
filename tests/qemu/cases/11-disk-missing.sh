# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A disk whose back-end never says a word: the guest boots on, names the device
# that is missing, and its other disk works.
# limit: 120
image d.img 32
config "$CASE" "$(cmdline do=hello)" "$(disk d.img)"
start "$CASE" -p
id=$(xl domid "$CASE")
front=/local/domain/$id/device/vbd/51728
back=/local/domain/0/backend/dead/$id/51728
xenstore-write "$back/frontend" "$front" "$back/frontend-id" "$id" "$back/state" 1
xenstore-chmod -r "$back" n0 "r$id"
xenstore-write "$front/backend" "$back" "$front/backend-id" 0 "$front/state" 1 \
	"$front/virtual-device" 51728 "$front/device-type" disk
xenstore-chmod -r "$front" "n$id" r0
xl unpause "$CASE"
heard "$CASE" 90 'guest: ready'
said "$CASE" | grep -v 'Command line' | grep -E '51728|xvdb' >/tmp/named ||
	fail "the guest does not name the device 51728"
note "$(head -n 1 /tmp/named)"
said "$CASE" | grep -q 'guest: disks xvda *$' || fail "$(said "$CASE" | grep 'guest: disks')"
xl destroy "$CASE"
