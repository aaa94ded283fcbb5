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
xenstore-write "$back/frontend" "$front" "$back/frontend-id" "$id" "$back/state" 2
xenstore-chmod -r "$back" n0 "r$id"
xenstore-write "$front/backend" "$back" "$front/backend-id" 0 "$front/state" 1 \
	"$front/virtual-device" 51728 "$front/device-type" disk
xenstore-chmod -r "$front" "n$id" r0
xl unpause "$CASE"

end=$(($(now) + 60 * PATIENCE))
until [ "$(xenstore-read "$front/state")" = 3 ]; do
	[ "$(now)" -lt $end ] || fail "the front-end does not offer a ring"
	usleep 100000
done
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
