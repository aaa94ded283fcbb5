# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What the cases use. A case is one script, run in a subshell of its own; each
# guest has its case's name, or that with a suffix. fail ends the case.

CONSOLES=/var/log/xen/console
IMAGES=/tmp/images
mkdir -p $IMAGES

# shellcheck source=tests/qemu/dom0/trouble.sh
. /session/trouble.sh
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

# gone GUEST SECONDS: wait until the domain is no more
gone() {
	_end=$(($(now) + $2 * PATIENCE))
	while xl domid "$1" >/dev/null 2>&1; do
		[ "$(now)" -lt $_end ] || fail "the guest is still there after $2 s"
		usleep 100000
	done
}

# reborn GUEST SECONDS DOMID: wait for another domain of that name
reborn() {
	_end=$(($(now) + $2 * PATIENCE))
	until _id=$(xl domid "$1" 2>/dev/null) && [ "$_id" != "$3" ]; do
		[ "$(now)" -lt $_end ] || fail "no new domain after $2 s"
		usleep 100000
	done
}

# state GUEST SECONDS LETTER: wait for a state letter of xl list
state() {
	_end=$(($(now) + $2 * PATIENCE))
	until xl list "$1" 2>/dev/null | awk -v l="$3" 'NR == 2 && index($5, l) { ok = 1 } END { exit !ok }'; do
		[ "$(now)" -lt $_end ] || fail "the guest is not in state $3 after $2 s"
		usleep 100000
	done
}

last_line() {
	said "$1" | grep -v '^ *$' | tail -n 1 | cut -c 1-120
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
	_end=$(($(now) + 60 * PATIENCE))
	until [ "$(xl list "$1" | awk 'NR == 2 { print $3 }')" = "$2" ]; do
		[ "$(now)" -lt $_end ] || fail "xl list says $(xl list "$1" | tail -n 1)"
		usleep 200000
	done
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
	_end=$(($(now) + 30 * PATIENCE))
	while xl list "$1" 2>/dev/null | awk 'NR == 2 && $5 !~ /s/ { up = 1 } END { exit !up }'; do
		[ "$(now)" -lt $_end ] || fail "the guest does not shut down"
		usleep 100000
	done
	xl destroy "$1" 2>/dev/null || :
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
# in Xen's own table; after scan_xen, as Xen's log goes
grants_used() {
	xl debug-keys g
	xl dmesg -c | awk -v guest="$(xl domid "$1")" -v by="${2:-}" '
		/grant-table for remote/ { here = $0 ~ "remote d" guest " " }
		here && /\[0x/ { sub(/.*\]/, ""); n += by == "" || $1 == by }
		END { print n + 0 }'
}

# plug_device FRONT BACK KEY VALUE...: a device whose back-end is none of dom0's
plug_device() {
	_front=$1 _back=$2
	shift 2
	_id=$(xl domid "$CASE")
	xenstore-write "$_back/frontend" "$_front" "$_back/frontend-id" "$_id" "$_back/state" 2 \
		"$_front/backend" "$_back" "$_front/backend-id" 0 "$@"
	xenstore-chmod -r "$_back" n0 "r$_id"
	xenstore-write "$_front/state" 1
	xenstore-chmod -r "$_front" "n$_id" r0
}

unplug_device() {
	xenstore-rm "$1"
	xenstore-rm "$2"
}

# front_state FRONT N WHAT: wait for the front-end's state
front_state() {
	_end=$(($(now) + 60 * PATIENCE))
	until [ "$(xenstore-read "$1/state")" = "$2" ]; do
		[ "$(now)" -lt $_end ] || fail "$3: the front-end is in state $(xenstore-read "$1/state")"
		usleep 100000
	done
}

# lied SIN MILD TURN SERVER FRONT BACK: what must be of the guest after SERVER has
# sinned. By the MILD sins no device is lost: they are over some time after they began.
lied() {
	case " $2 " in
	*" $1 "*)
		sleep 5
		kill "$4"
		unplug_device "$5" "$6"
		heard "$CASE" 90 "guest: [a-z]* (turn $3, lives|FAIL)"
		;;
	*)
		heard "$CASE" 90 "guest: [a-z]* (turn $3, lives|FAIL)"
		unplug_device "$5" "$6"
		kill "$4" 2>/dev/null
		;;
	esac
	heard "$CASE" 90 "guest: [a-z]* (turn $3, gone|FAIL)"
	! said "$CASE" | grep 'guest: [a-z]* FAIL' >/tmp/reason || exit 1
	note "$1: $(said "$CASE" | sed -n "s/.*turn $3, \(lives.*\)/\1/p"), $(
		said "$CASE" | sed -n 's/^\[[0-9. ]*\] [a-z]* v[a-z]*-[^:]*: //p' | tail -n 1)"
	mark "$CASE"
}

# kernel_disks: images of the kernel and the initramfs, for a guest that loads them
# itself; $KERNEL_DISKS is what its disk= begins with
kernel_disks() {
	# a disk is whole sectors
	dd if=/session/bzImage of="$IMAGES/kernel.img" bs=4k conv=sync 2>/dev/null
	dd if=/session/guest.cpio of="$IMAGES/initrd.img" bs=4k conv=sync 2>/dev/null
	KERNEL_DISKS="\"$IMAGES/kernel.img,raw,xvda,r\",\"$IMAGES/initrd.img,raw,xvdb,r\""
}

# kdump GUEST CPU: a guest with 256 MiB that crashes on that CPU, and its crash kernel.
# $IMAGES/GUEST.core is what that has written, and has the text of /tmp/marker in it
# 500 times
kdump() {
	image "$1.core" 300
	config "$1" "$(cmdline do=kdump crashcpu="$2" crashkernel=96M panic=5)" memory=256 vcpus=2 \
		"$VIF" "disk=[$KERNEL_DISKS,\"$IMAGES/$1.core,raw,xvdc,w\"]"
	start "$1"
	step "$1" 90 kdump loaded
	said "$1" | sed -n 's/.*loaded 1 marker \([0-9a-f]*\)$/\1/p' >/tmp/marker
	[ -s /tmp/marker ] || fail "no crash kernel: $(said "$1" | grep 'guest: kdump')"
	step "$1" 120 kdump written
	note "crash on CPU $2: $(said "$1" | grep 'guest: kdump crash kernel'), $(said "$1" | grep 'guest: kdump written')"
	gone "$1" 30
	truncate -s "$(said "$1" | sed -n 's/.*kdump written \([0-9]*\)$/\1/p')" "$IMAGES/$1.core"
}

# network_peer MIB: dom0's ends of tests/guest/network.sh: a sender on port 5001,
# a receiver on port 5002
network_peer() {
	rm -f /tmp/open /tmp/got
	dd if=/dev/urandom of=/tmp/send bs=1M count="$1" 2>/dev/null
	nc -l -p 5001 </tmp/send &
	# an nc whose input has ended would hang up on the sender
	mkfifo /tmp/open
	exec 9<>/tmp/open
	(nc -l -p 5002 <&9 | md5sum | cut -d ' ' -f 1 >/tmp/got) &
}

# network_verify GUEST: what arrived on either side is what was sent
network_verify() {
	said "$1" | grep -q 'guest: network ok' || fail "$(said "$1" | grep 'guest: network')"
	[ "$(said "$1" | sed -n 's/^guest: network received //p')" = \
		"$(md5sum </tmp/send | cut -d ' ' -f 1)" ] ||
		fail "the guest received something else than was sent"
	_end=$(($(now) + 10 * PATIENCE))
	until [ -s /tmp/got ] || [ "$(now)" -ge $_end ]; do
		usleep 100000
	done
	exec 9>&-
	[ "$(said "$1" | sed -n 's/^guest: network sent //p')" = "$(cat /tmp/got)" ] ||
		fail "dom0 received something else than the guest sent"
	ping -c 3 -i 0.2 -W 5 10.0.0.2 >/dev/null || fail "dom0 cannot ping the guest"
	rm -f /tmp/send
}

# disk_verify IMAGE SUM: dom0 reads the files from the image as the guest did
disk_verify() {
	mkdir -p /mnt
	mount -o loop,ro -t ext4 "$IMAGES/$1" /mnt || fail "dom0 cannot mount the image"
	_sum=$(cat /mnt/a /mnt/b | md5sum | cut -d ' ' -f 1)
	umount /mnt
	[ "$2" = "$_sum" ] || fail "dom0 reads $_sum, the guest wrote $2"
}

# clean: no guest stays, no image
clean() {
	for _dom in $(xl list | awk 'NR > 2 || $2 > 0 { print $2 }' | grep -E '^[1-9]'); do
		xl destroy "$_dom" >/dev/null 2>&1
	done
	rm -f $IMAGES/* /tmp/*.cfg /tmp/*.mark
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
