# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What programs see of Xen: the store by Debian's own xenstore-utils, /sys/hypervisor,
# /proc/xen, and the devices by tests/guest/user.c. dom0 plays its part when it
# reads the lines that ask for it.
SYS=/sys/hypervisor

bad() {
	echo "guest: user FAIL $1"
	exit
}

# await NODE VALUE WORD: until a watch says that it has it; says WORD once the watch is set
await() {
	word=$3
	mkfifo /tmp/events
	xenstore-watch "$1" >/tmp/events &
	watch=$!
	while read -r _; do
		[ -z "$word" ] || echo "guest: user $word"
		word=
		[ "$(xenstore-read "$1" 2>/dev/null)" != "$2" ] || break
	done </tmp/events
	kill $watch 2>/dev/null || echo "guest: user FAIL the watch on $1 ended early"
	wait $watch
	rm /tmp/events
	echo "guest: user saw $2"
}

[ -d /proc/xen ] || bad "there is no /proc/xen"
mount -t xenfs xenfs /proc/xen || bad "xenfs does not mount"
[ -e /proc/xen/xenbus ] || bad "there is no /proc/xen/xenbus"
[ -z "$(cat /proc/xen/capabilities)" ] || bad "capabilities: $(cat /proc/xen/capabilities)"
[ "$(cat $SYS/type)" = xen ] || bad "type $(cat $SYS/type)"
[ "$(cat $SYS/guest_type)" = PV ] || bad "guest_type $(cat $SYS/guest_type)"
for file in version/major version/minor version/extra uuid compilation/compiler \
	compilation/compiled_by compilation/compile_date properties/capabilities \
	properties/virtual_start properties/pagesize \
	properties/features; do
	[ -n "$(cat $SYS/$file)" ] || bad "$file is empty or cannot be read"
done
# some builds of Xen have none: empty, but there
cat $SYS/properties/changeset >/dev/null || bad "properties/changeset cannot be read"
grep -q 'xen-3.0-x86_64' $SYS/properties/capabilities || bad "$(cat $SYS/properties/capabilities)"
[ "$(cat $SYS/properties/pagesize)" = 1000 ] || bad "pagesize $(cat $SYS/properties/pagesize)"
echo "guest: user xen $(cat $SYS/version/major).$(cat $SYS/version/minor)$(cat $SYS/version/extra)"
echo "guest: user uuid $(cat $SYS/uuid)"
# Xen tells it to dom0 alone
[ "$(cat $SYS/properties/buildid)" = '<denied>' ] || bad "buildid $(cat $SYS/properties/buildid)"
echo "guest: user domid $(xenstore-read domid)"

xenstore-ls "/local/domain/$(xenstore-read domid)" >/tmp/ls || bad "xenstore-ls"
grep -q '^domid = ' /tmp/ls || bad "xenstore-ls lists no domid"
grep -q '^ *availability = "online"' /tmp/ls || bad "xenstore-ls lists nothing below cpu"
xenstore-write data/user 'written here' data/other 2 || bad "xenstore-write"
[ "$(xenstore-read data/user)" = 'written here' ] || bad "xenstore-read"
long=$(head -c 1500 /dev/zero | tr '\0' x)
xenstore-write data/long "$long" || bad "xenstore-write of a long value"
[ "$(xenstore-read data/long)" = "$long" ] || bad "a long value differs"
! xenstore-write /local/domain/0/data/user no 2>/dev/null || bad "dom0's nodes can be written"
! xenstore-read data/nothing 2>/dev/null || bad "a node that is not there can be read"
xenstore-rm data/other || bad "xenstore-rm"
! xenstore-exists data/other || bad "a removed node exists"
xenstore-list data | grep -qx user || bad "xenstore-list: $(xenstore-list data)"
mv /dev/xen/xenbus /dev/xen/hidden
[ "$(xenstore-read data/user)" = 'written here' ] || bad "xenstore-read by /proc/xen/xenbus"
mv /dev/xen/hidden /dev/xen/xenbus

/guest/user store
/guest/user evtchn
/guest/user call

await data/flag red wrote

/guest/user hold &
hold=$!
await data/after blue 'may move'
: >/tmp/moved
wait $hold
[ "$(xenstore-read data/held)" = yes ] || bad "no transaction after the move"
echo "guest: user ok"
