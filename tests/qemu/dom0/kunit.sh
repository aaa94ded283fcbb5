# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Runs in dom0 for make kunit: a guest whose kernel runs its own suites as it
# boots; what it says goes to the host with the other consoles' logs.
# shellcheck source=tests/qemu/dom0/lib.sh
. /session/lib.sh

# shellcheck disable=SC2034 # for lib.sh
CASE=kunit

# what: a kernel with modules has tests in them
what() {
	! cpio -t </session/modules.cpio 2>/dev/null | grep -q test_bpf || echo do=selftests
}

case_body() {
	cat /session/guest.cpio /session/modules.cpio >/tmp/kunit.cpio
	config kunit "$(cmdline loglevel=7 "$(what)")" memory=512 vcpus=2 \
		'ramdisk="/tmp/kunit.cpio"'
	start kunit
	heard kunit 300 'guest: ready'
	stop kunit
}

: >/tmp/reason
if (case_body) && [ ! -s /tmp/reason ]; then
	result "RESULT kunit ok $(now) s"
else
	result "RESULT kunit FAIL $(cat /tmp/reason)"
fi
cd "$CONSOLES" && tar -cf /dev/sda . && sync
