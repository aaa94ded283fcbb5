# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Programs of the guest use Xen's interfaces: Debian's xenstore-utils, libxenevtchn
# and libxencall, /sys/hypervisor, /proc/xen; a watch and a transaction over a save. What
# they see is what dom0 sees. tests/guest/user.sh and user.c say what is checked there.
# limit: 240
config "$CASE" "$(cmdline do=user)" memory=128 vcpus=2
start "$CASE"

# says WORD VALUE: the guest has said so
says() {
	said "$CASE" | grep -qxF "guest: user $1 $2" ||
		fail "$1 is $2, the guest says: $(said "$CASE" | sed -n "s/^guest: user $1 //p")"
}

# node NAME: of the guest's, as it is called here
node() {
	echo "/local/domain/$(xl domid "$CASE")/$1"
}

step "$CASE" 90 user 'wrote$'
vm=$(xenstore-read "$(node vm)")
says domid "$(xl domid "$CASE")"
says xen "$(xl info xen_version)"
says uuid "${vm#/vm/}"
says store ok
says evtchn ok
says call ok
says calls "$(xl info xen_major).$(xl info xen_minor)"
[ "$(xenstore-read "$(node data/user)")" = 'written here' ] || fail "dom0 reads something else"
xenstore-write "$(node data/flag)" blue
xenstore-write "$(node data/flag)" red
step "$CASE" 90 user 'may move$'
step "$CASE" 90 user 'holds a transaction$'
says saw red
mark "$CASE"
saved "$CASE"
xenstore-write "$(node data/after)" blue
step "$CASE" 90 user 'ok$'
says hold ok
says saw blue
stop_saved "$CASE"
