# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Nothing leaks: Xen's memory over guests that come and go, and grants, ports,
# interrupts and memory of a guest over disks and cards that do. KERNEL= one that has
# kmemleak finds whatever nobody points to any more, too.
# only: soak
# limit: 300
boots=$((10 * SOAK)) plugs=$((25 * SOAK))

# settled: MiB that Xen has free, once it has scrubbed what the last guest had
settled() {
	_last=-1
	until _free=$(xl info | sed -n 's/^free_memory *: //p') && [ "$_free" = "$_last" ]; do
		_last=$_free
		sleep 2
	done
	echo "$_free"
}

boot() {
	start "$CASE"
	heard "$CASE" 60 'guest: ready'
	xl destroy "$CASE" || fail "xl destroy"
	gone "$CASE" 20
}

# ports: that the guest has, in Xen's own table
ports() {
	xl debug-keys e
	xl dmesg -c | awk -v d="$(xl domid "$CASE")" '
		/Event channel information for domain/ { here = $0 ~ "domain " d ":" }
		/^\(XEN\) +[0-9]+ \[/ && here { n++ }
		END { print n + 0 }'
}

# taken: all that the guest has, in one line
taken() {
	mark "$CASE"
	type_in "$CASE" ''
	heard "$CASE" 60 'guest: drift leaks'
	echo "$(said "$CASE" | grep -o 'leaks .*') grants $(grants_used "$CASE") ports $(ports)"
}

# field NAME LINE...: the number after it
field() {
	_name=$1
	shift
	echo "$*" | sed -n "s/.*$_name \([0-9]*\).*/\1/p"
}

# xl_do ARGS...
xl_do() {
	xl "$@" >/tmp/xl.log 2>&1 || fail "xl $1: $(tail -n 1 /tmp/xl.log)"
}

plug() {
	xl_do block-attach "$CASE" "$IMAGES/p.img,raw,xvdb,w"
	xl_do network-attach "$CASE" bridge=xenbr0 script=/etc/xen/scripts/vif
	xl_do block-detach "$CASE" xvdb
	xl_do network-detach "$CASE" 0
}

image d.img 8
image p.img 8
config "$CASE" "$(cmdline do=hello)" "$(disk d.img)" "$VIF"
boot
free=$(settled)
for _n in $(seq $boots); do
	boot
done
end=$(settled)
[ $((free - end)) -le 1 ] || fail "Xen had $free MiB free, and after $boots guests $end"

config "$CASE" "$(cmdline do=drift)" "$(disk d.img)"
start "$CASE"
heard "$CASE" 60 'guest: init started'
for _n in 1 2 3; do
	plug
done
before=$(taken)
for _n in $(seq $plugs); do
	plug
done
after=$(taken)
note "$boots boots; $plugs plugs: before $before, after $after"
# dom0 lets go of a disk's grant that it has not used for long: there may be fewer
for what in interrupts grants ports; do
	[ "$(field $what "$after")" -le "$(field $what "$before")" ] ||
		fail "$what: before $before, after $after"
done
case $after in
"leaks 0 "* | "leaks unknown "*) ;;
*) fail "kmemleak: $after" ;;
esac
# 1 KiB for each round would be a leak
[ $(($(field kib "$after") - $(field kib "$before"))) -lt $((plugs + 512)) ] ||
	fail "memory: before $before, after $after"
for what in grants ports; do
	[ "$(field $what "$after")" -gt 0 ] || fail "Xen's tables were not read: $after"
done
xl destroy "$CASE"
