# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Runs in dom0 for make kselftest: one guest, whose console goes to the host as it
# comes; its end, or what became of it, follows.
# shellcheck source=tests/qemu/dom0/lib.sh
. /session/lib.sh

# shellcheck disable=SC2034 # for lib.sh
CASE=kselftest
LIMIT=$((1500 * PATIENCE))

case_body() {
	config kselftest "$(cmdline "do=kselftest patience=$PATIENCE $(cat /session/words)")" \
		'ramdisk="/session/kselftest.cpio"' memory=1024 vcpus=2
	start kselftest
	tail -n +1 -f "$(log_of kselftest)" >/dev/ttyS1 &
	_tail=$!
	until grep -q '^KST over' "$(log_of kselftest)"; do
		alive kselftest || fail "the guest is gone; last: $(last_line kselftest)"
		[ "$(now)" -lt $LIMIT ] || fail "not finished after $LIMIT s"
		sleep 2
	done
	sleep 1
	kill $_tail
	xl destroy kselftest
	scan_xen
}

stty -F /dev/ttyS1 raw 2>/dev/null
xl dmesg -c >/dev/null
dmesg -c >/dev/null
: >/tmp/reason
if (case_body) && [ ! -s /tmp/reason ]; then
	# the guest's shell has left its prompt
	result
	result "RESULT kselftest ok $(now) s"
else
	sleep 1
	result
	result "RESULT kselftest FAIL $(head -n 1 /tmp/reason)"
fi
