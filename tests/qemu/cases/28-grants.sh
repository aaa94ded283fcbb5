# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest maps and copies what it has granted to itself, in all the ways that
# tests/guest/grants.c tries, and what dom0 has granted to it; the former over a
# checkpoint and a save. Xen then counts no grant that the guest has in use.
# limit: 240
config "$CASE" "$(cmdline do=grants)" memory=160 vcpus=2
start "$CASE"

# in_use: grants that the guest has in use of its own
in_use() {
	grants_used "$CASE" "$(xl domid "$CASE")"
}

/sbin/grants "$(xl domid "$CASE")" offer >/tmp/refs &
offer=$!
until [ -s /tmp/refs ]; do
	kill -0 $offer || fail "dom0 grants nothing: $(cat /tmp/refs)"
	usleep 100000
done
xenstore-write "/local/domain/$(xl domid "$CASE")/data/refs" "$(cat /tmp/refs)"
step "$CASE" 90 grants 'held$'
wait $offer || fail "dom0's pages: $(tail -n 1 /tmp/refs)"
[ "$(in_use)" = 20 ] || fail "Xen does not count 20 grants in use, as are mapped"
said "$CASE" | grep -c 'guest: grants .* ok' >/tmp/parts
[ "$(cat /tmp/parts)" = 6 ] || fail "$(cat /tmp/parts) parts of 6 are ok"
checkpointed "$CASE"
xenstore-write "/local/domain/$(xl domid "$CASE")/data/step" checkpointed
step "$CASE" 90 grants 'held again$'
mark "$CASE"
saved "$CASE"
xenstore-write "/local/domain/$(xl domid "$CASE")/data/step" moved
step "$CASE" 90 grants 'hold ok$'
step "$CASE" 90 grants 'end$'
[ "$(in_use)" = 0 ] || fail "Xen counts grants in use at the end"
stop_saved "$CASE"
