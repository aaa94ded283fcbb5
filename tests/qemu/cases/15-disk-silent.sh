# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A back-end that connects, and then never answers a request. The guest boots on
# and its other disk works; it says what is wrong; the disk can be taken away.
# limit: 150
image d.img 16
config "$CASE" "$(cmdline do=disksilent)" "$(disk d.img)"
start "$CASE" -p
id=$(xl domid "$CASE")
front=/local/domain/$id/device/vbd/51728
back=/local/domain/0/backend/dead/$id/51728
plug_device "$front" "$back" "$front/virtual-device" 51728 "$front/device-type" disk
xl unpause "$CASE"
front_state "$front" 3 silence
xenstore-write "$back/sectors" 32768 "$back/sector-size" 512 "$back/info" 0 \
	"$back/state" 4

heard "$CASE" 60 'guest: disksilent (waits|FAIL)'
heard "$CASE" 90 'guest: disksilent (asks for it to go|FAIL)'
xenstore-rm "$front"
heard "$CASE" 60 'guest: disksilent (ok|FAIL)'
said "$CASE" | grep -q 'guest: disksilent ok' ||
	fail "$(said "$CASE" | grep 'disksilent FAIL')"
note "$(said "$CASE" | grep -o 'xvdb: back-end has not answered.*' | head -n 1)"
xenstore-rm "$back"
stop "$CASE"
