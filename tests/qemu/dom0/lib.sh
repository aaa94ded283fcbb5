# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What the cases use. A case is one script, run in a subshell of its own; each
# guest has its case's name, or that with a suffix. fail ends the case.

CONSOLES=/var/log/xen/console
IMAGES=/tmp/images
mkdir -p $IMAGES

# shellcheck source=tests/qemu/dom0/trouble.sh
. /session/trouble.sh
# shellcheck source=tests/qemu/dom0/devices.sh
. /session/devices.sh
# shellcheck source=tests/qemu/dom0/powercut.sh
. /session/powercut.sh
# how much slower than an idle machine of two cores this one may be
read -r PATIENCE </session/patience
# MiB that the kernel under test takes more than others
read -r MORE_MEMORY </session/more_memory
# how many times as long a case shall go on; 1 unless it is a soak
read -r SOAK </session/soak
# what Xen may say of a guest in the normal course of things
XEN_USUAL='Grant table initialized|grant_table.c.*Expanding|\[VT-D\]'
XEN_USUAL="$XEN_USUAL|Bogus|is now|Remov|arch\.pv|text\(|trace"
# dom0's own: a packet was waiting on its end of a card before that learnt how
# many queues the guest uses
DOM0_USUAL='xenvif_start_xmit: Invalid queue'

result() {
	echo "$*" >/dev/ttyS1
}

# note TEXT: a figure or remark, shown with the case
note() {
	result "NOTE $CASE $*"
}

fail() {
	echo "$*" >/tmp/reason
	exit 1
}

# log_of GUEST: its console's log
log_of() {
	echo "$CONSOLES/guest-$1.log"
}

# config GUEST LINE...: write /tmp/GUEST.cfg; later lines win
config() {
	_guest=$1
	shift
	cat >"/tmp/$_guest.cfg" <<-CFG
		name="$_guest"
		kernel="/session/bzImage"
		ramdisk="/session/guest.cpio"
		memory=256
		vcpus=1
		tsc_mode="native"
		on_crash="preserve"
	CFG
	for _line; do
		echo "$_line" >>"/tmp/$_guest.cfg"
	done
	_memory=$(sed -n 's/^memory=//p' "/tmp/$_guest.cfg" | tail -n 1)
	echo "memory=$((_memory + MORE_MEMORY))" >>"/tmp/$_guest.cfg"
}

# cmdline WORDS: the config line of the guest's kernel arguments
cmdline() {
	echo "cmdline=\"console=hvc0 patience=$PATIENCE $*\""
}

# image NAME MIB: an empty disk image
image() {
	dd if=/dev/zero of="$IMAGES/$1" bs=1M count=0 seek="$2" 2>/dev/null
}

# disk NAME [xvda]: the config line of one disk
disk() {
	echo "disk=[\"$IMAGES/$1,raw,${2:-xvda},w\"]"
}

# shellcheck disable=SC2034 # for the cases
VIF='vif=["bridge=xenbr0,script=/etc/xen/scripts/vif"]'

# start GUEST [XLARGS]: create it; its console is read from here on
start() {
	_guest=$1
	shift
	touch "$(log_of "$_guest")"
	mark "$_guest"
	xl create -q "$@" "/tmp/$_guest.cfg" >/tmp/xl.log 2>&1 ||
		fail "xl create: $(tail -n 1 /tmp/xl.log)"
}

# mark GUEST: what its console said so far no longer counts
mark() {
	wc -c <"$(log_of "$1")" >"/tmp/$1.mark"
}

# said GUEST: its console since the mark
said() {
	tail -c +$(($(cat "/tmp/$1.mark") + 1)) "$(log_of "$1")" | tr -d '\r'
}

# heard GUEST SECONDS PATTERN: wait until its console matches
heard() {
	_end=$(($(now) + $2 * PATIENCE))
	until said "$1" | grep -Eq -- "$3"; do
		[ "$(now)" -lt $_end ] ||
			fail "no \"$3\" from the guest in $(($2 * PATIENCE)) s; last: $(last_line "$1")"
		alive "$1" || ! gone_for_good "$1" "$3" ||
			fail "the guest is gone before \"$3\"; last: $(last_line "$1")"
		usleep 100000
	done
}

# step GUEST SECONDS WHAT PATTERN: wait until it says "guest: WHAT PATTERN"; nothing of
# WHAT has failed so far
step() {
	heard "$1" "$2" "guest: $3 ($4|.*FAIL)"
	! said "$1" | grep "guest: $3.*FAIL" >/tmp/reason || exit 1
}

# alive GUEST: it exists and has not crashed
alive() {
	xl list "$1" 2>/dev/null | awk 'NR == 2 && $5 !~ /c/ { ok = 1 } END { exit !ok }'
}

# gone_for_good: its last words may still be under way to the log
gone_for_good() {
	sleep 1
	! said "$1" | grep -Eq -- "$2"
}

# within SECONDS WHAT COMMAND...: repeat until it succeeds
within() {
	_end=$(($(now) + $1 * PATIENCE)) _what="$2 after $1 s"
	shift 2
	until "$@"; do
		[ "$(now)" -lt $_end ] || fail "$_what"
		usleep 100000
	done
}

# gone GUEST SECONDS: wait until the domain is no more
gone() {
	within "$2" "the guest is still there" is_gone "$1"
}

is_gone() {
	! xl domid "$1" >/dev/null 2>&1
}

# reborn GUEST SECONDS DOMID: wait for another domain of that name
reborn() {
	within "$2" "no new domain" is_other "$1" "$3"
}

is_other() {
	_id=$(xl domid "$1" 2>/dev/null) && [ "$_id" != "$2" ]
}

# state GUEST SECONDS LETTER: wait for a state letter of xl list
state() {
	within "$2" "the guest is not in state $3" has_state "$1" "$3"
}

has_state() {
	xl list "$1" 2>/dev/null | awk -v l="$2" 'NR == 2 && index($5, l) { ok = 1 } END { exit !ok }'
}

# last_line GUEST: what it said last, be it before the mark
last_line() {
	tr -d '\r' <"$(log_of "$1")" | grep -v '^ *$' | tail -n 1 | cut -c 1-120
}

now() {
	cut -d . -f 1 /proc/uptime
}

# type_in GUEST TEXT: a line, as typed at its console
type_in() {
	echo "$2" >"$(xenstore-read "/local/domain/$(xl domid "$1")/console/tty")"
}

# life GUEST: tests/guest/alive.sh goes on
life() {
	mark "$1"
	heard "$1" 30 'guest: alive'
	mark "$1"
	heard "$1" 30 'guest: alive'
}

# amount GUEST MIB: wait until Xen counts so much
amount() {
	within 60 "xl list does not say $2 MiB" has_amount "$1" "$2"
}

has_amount() {
	[ "$(xl list "$1" | awk 'NR == 2 { print $3 }')" = "$2" ]
}

# saved GUEST: to a file and back, as another domain
saved() {
	xl save "$1" $IMAGES/saved >/tmp/xl.log 2>&1 || fail "xl save: $(tail -n 1 /tmp/xl.log)"
	! alive "$1" || fail "the guest runs while it is saved"
	xl restore $IMAGES/saved >/tmp/xl.log 2>&1 || fail "xl restore: $(tail -n 1 /tmp/xl.log)"
	rm $IMAGES/saved
}

# checkpointed GUEST: to a file, and on it goes
checkpointed() {
	xl save -c "$1" $IMAGES/saved >/tmp/xl.log 2>&1 ||
		fail "xl save -c: $(tail -n 1 /tmp/xl.log)"
	rm $IMAGES/saved
}

# stop_saved GUEST: as stop; where it was checkpointed, xl's own watcher of the domain
# has ended, and so nobody destroys it
stop_saved() {
	xl shutdown "$1" >/dev/null || fail "xl shutdown"
	within 30 "the guest does not shut down" is_over "$1"
	xl destroy "$1" 2>/dev/null || :
}

is_over() {
	is_gone "$1" || has_state "$1" s
}

# stop GUEST: xl shutdown, and wait
stop() {
	xl shutdown "$1" >/dev/null || fail "xl shutdown"
	gone "$1" 30
}

# scan GUEST: no complaint of its kernel
scan() {
	_bad=$(grep -Ev "$HARMLESS" "$(log_of "$1")" | tr -d '\r' | grep -E -m 1 -- "$TROUBLE") ||
		return 0
	fail "guest kernel: $_bad"
}

# scan_xen: nothing from Xen about a guest since the case began; nothing from
# dom0's back-ends
scan_xen() {
	_bad=$(xl dmesg -c | grep -E '[dD](om)?(ain)? ?[1-9][0-9]*|Xen (BUG|WARN)|Assert' |
		grep -Ev "$XEN_USUAL" | head -n 1) || :
	[ -z "$_bad" ] || fail "Xen: $_bad"
	_bad=$(dmesg -c | grep -E 'BUG|WARNING|(vbd|vif|xenbus|blkback).*([Ee]rror|[Ii]nvalid|ailed|rogue|Malicious)' |
		grep -Ev "$DOM0_USUAL" | head -n 1) || :
	[ -z "$_bad" ] || fail "dom0's kernel: $_bad"
}

# expect WHAT: this case means to upset "kernel", "xen": do not scan for it
expect() {
	echo "$*" >>/tmp/expected
}

expected() {
	grep -q "$1" /tmp/expected
}

# grants_used GUEST [DOMAIN]: how many grants of the guest are in use (by that domain),
# in Xen's own table. Xen's log goes by that, so it is looked at first
grants_used() {
	scan_xen
	xl debug-keys g
	xl dmesg -c | awk -v guest="$(xl domid "$1")" -v by="${2:-}" '
		/grant-table for remote/ { here = $0 ~ "remote d" guest " " }
		here && /\[0x/ { sub(/.*\]/, ""); n += by == "" || $1 == by }
		END { print n + 0 }'
}

# clean: no guest stays, no image
clean() {
	for _dom in $(xl list | awk 'NR > 2 || $2 > 0 { print $2 }' | grep -E '^[1-9]'); do
		xl destroy "$_dom" >/dev/null 2>&1
	done
	# what they hold open would take memory until the end
	killall nc 2>/dev/null || :
	rm -f $IMAGES/* /tmp/*.cfg /tmp/*.mark /tmp/send /tmp/got* /tmp/get*
}

case_body() {
	# shellcheck source=/dev/null
	. "/session/cases/$CASE.sh"
	for _log in "$CONSOLES/guest-$CASE"*.log; do
		_guest=${_log##*/guest-}
		expected kernel || [ ! -e "$_log" ] || scan "${_guest%.log}"
	done
	expected xen || scan_xen
}

# run_case CASE LIMIT: run it in a subshell, not longer than LIMIT seconds
run_case() {
	CASE=$1
	: >/tmp/expected
	: >/tmp/reason
	xl dmesg -c >/dev/null
	dmesg -c >/dev/null
	_begin=$(now)
	result "BEGIN $CASE"
	(case_body) &
	_pid=$!
	while kill -0 $_pid 2>/dev/null; do
		if [ $(($(now) - _begin)) -ge $(($2 * PATIENCE * SOAK)) ]; then
			echo "not finished after $(($2 * PATIENCE * SOAK)) s" >/tmp/reason
			kill -9 $_pid
		fi
		usleep 200000
	done
	if wait $_pid && [ ! -s /tmp/reason ]; then
		result "RESULT $CASE ok $(($(now) - _begin)) s"
	else
		result "RESULT $CASE FAIL $(head -n 1 /tmp/reason)"
		tail -n 40 "$CONSOLES/guest-$CASE"*.log
		xl dmesg | tail -n 30
		dmesg | tail -n 20
	fi
	clean
}
