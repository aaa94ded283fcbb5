# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Xen's own trace of a guest: no page-table write is emulated, ever; once init
# has started, no privileged operation is. Prints the hypercall counts.
# limit: 180
record() {
	xentrace -D -S 2048 -e 0x0022f000 "/tmp/$1.trace" >/tmp/xentrace.log 2>&1 &
	tracer=$!
	usleep 500000
	kill -0 $tracer || fail "xentrace: $(tail -n 1 /tmp/xentrace.log)"
}

counts() {
	kill -INT $tracer
	wait $tracer
	tracecount "$id" "/tmp/$1.trace" >"/tmp/$1.counts" || fail "tracecount $1"
	rm "/tmp/$1.trace"
	while read -r line; do
		note "$1: $line"
	done <"/tmp/$1.counts"
	read -r _ _ ptwr _ emulated _ forced _ _ _ lost <"/tmp/$1.counts"
	grep -q '^hypercalls [1-9]' "/tmp/$1.counts" || fail "$1: the trace has no hypercall"
	[ "$lost" = 0 ] || fail "$1: $lost trace records lost"
}

image d.img 64
config "$CASE" "$(cmdline hold do=diskwrite,forks)" "$(disk d.img)" "$VIF"
start "$CASE" -p
id=$(xl domid "$CASE")
record boot
xl unpause "$CASE"
heard "$CASE" 40 'guest: holding'
usleep 500000
counts boot
[ "$ptwr" = 0 ] || fail "boot: $ptwr page-table writes emulated"

record run
type_in "$CASE" go
heard "$CASE" 90 'guest: ready'
counts run
[ "$ptwr" = 0 ] || fail "run: $ptwr page-table writes emulated"
[ "$emulated" = 0 ] || fail "run: $emulated privileged operations emulated"
[ "$forced" = 0 ] || fail "run: $forced forced invalid operations"
stop "$CASE"
