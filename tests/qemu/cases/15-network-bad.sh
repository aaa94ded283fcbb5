# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Back-ends that lie: in either ring (tests/qemu/dom0/badnet.c says how), by grants
# that they keep and by events without end. Each costs its own card at most: the guest
# lives, its good card works, and the bad one can be taken away.
# limit: 400
config "$CASE" "$(cmdline do=netbad)" "$VIF"
start "$CASE"
heard "$CASE" 60 'guest: netbad asks'
id=$(xl domid "$CASE")
front=/local/domain/$id/device/vif/7
back=/local/domain/0/backend/dead/$id/7

plug() {
	plug_device "$front" "$back" "$back/feature-rx-copy" 1 \
		"$front/handle" 7 "$front/mac" 00:16:3e:00:00:07
	front_state "$front" 4 "$sin"
}

# connect SIN: a back-end that serves, and then sins
connect() {
	badnet "$1" "$id" "$(xenstore-read "$front/tx-ring-ref")" \
		"$(xenstore-read "$front/rx-ring-ref")" \
		"$(xenstore-read "$front/event-channel")" &
	server=$!
	xenstore-write "$back/state" 4
}

turn=0
for sin in tx-id tx-twice tx-status tx-error tx-ahead rx-ahead rx-backwards rx-id \
	rx-offset rx-size rx-more rx-extra rx-gso garbage keep storm; do
	turn=$((turn + 1))
	plug
	connect $sin
	lied $sin "tx-error storm" $turn $server "$front" "$back"
done
stop "$CASE"
