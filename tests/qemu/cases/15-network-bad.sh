# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Back-ends that lie: in any ring (tests/qemu/dom0/badnet.c says how), by grants
# that they keep and by events without end. Each costs its own card at most: the guest
# lives, its good card works, and the bad one can be taken away, with all that was granted.
# limit: 500
config "$CASE" "$(cmdline do=netbad)" "$VIF"
start "$CASE"
heard "$CASE" 60 'guest: netbad asks'
id=$(xl domid "$CASE")
front=/local/domain/$id/device/vif/7
back=/local/domain/0/backend/dead/$id/7

plug() {
	plug_device "$front" "$back" "$back/feature-rx-copy" 1 "$back/feature-ctrl-ring" 1 \
		"$front/handle" 7 "$front/mac" 00:16:3e:00:00:07
	front_state "$front" 4 "$sin"
}

# connect SIN: a back-end that serves, and then sins
connect() {
	start_badnet "$1" "$front" "$(xenstore-read "$front/ctrl-ring-ref")" \
		"$(xenstore-read "$front/event-channel-ctrl")"
	xenstore-write "$back/state" 4
}

# few_more: what a back-end held on to is let go of in the end
few_more() {
	after=$(grants_used "$CASE")
	[ "$after" -le $((before + 16)) ]
}

before=$(grants_used "$CASE")
# the card works, only nobody asks any more how packets are spread
MILD_CTRL="ctrl-silent ctrl-id ctrl-type ctrl-status ctrl-data ctrl-twice ctrl-ahead ctrl-storm ctrl-keep"
turn=0 server=''
for sin in tx-id tx-twice tx-status tx-error tx-ahead rx-ahead rx-backwards rx-id \
	rx-offset rx-size rx-more rx-extra rx-gso rx-hash garbage keep storm $MILD_CTRL; do
	turn=$((turn + 1))
	plug
	connect "$sin"
	lied "$sin" "tx-error storm $MILD_CTRL" $turn "$server" "$front" "$back"
done
within 30 "more than $before grants are in use" few_more
note "$before grants before, $after after"
stop "$CASE"
