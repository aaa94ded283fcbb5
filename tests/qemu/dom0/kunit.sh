# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Runs in dom0 for make kunit: a guest whose kernel runs its own suites as it
# boots; what it says goes to the host with the other consoles' logs.
# shellcheck source=tests/qemu/dom0/lib.sh
. /session/lib.sh

# shellcheck disable=SC2034 # for lib.sh
CASE=kunit

case_body() {
	config kunit "$(cmdline loglevel=7)" memory=512 vcpus=2
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
