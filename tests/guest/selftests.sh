# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What the kernel's own tests of its features say, those that ran at boot and those
# in modules.

# verdict NAME COMMAND...: ok when it succeeds
verdict() {
	_name=$1
	shift
	if "$@" >/tmp/why 2>&1; then
		echo "guest: feature $_name ok"
	else
		echo "guest: feature $_name FAIL $(tail -n 1 /tmp/why)"
	fi
}

said() {
	dmesg | grep -q "$1"
}

tracers() {
	! dmesg | grep 'Testing .*FAILED' || return
	n=$(dmesg | grep -c 'Testing .*: PASSED')
	echo "only $n passed"
	[ "$n" -ge 4 ]
}

static_keys() {
	insmod /modules/test_static_key_base.ko &&
		insmod /modules/test_static_keys.ko &&
		rmmod test_static_keys && rmmod test_static_key_base
}

# All but the programs that run through every value and every distance of a jump,
# which take minutes in an emulator.
bpf() {
	for args in 'test_bpf test_range=0,850' 'test_bpf test_range=976,1008' test_tail_calls; do
		# shellcheck disable=SC2086
		insmod /modules/test_bpf.ko test_suite=$args && rmmod test_bpf || return
	done
	dmesg | grep 'test_bpf: .*Summary:' >/tmp/bpf
	tail -n 1 /tmp/bpf
	[ "$(grep -Ec "Summary: [1-9][0-9]* PASSED, 0 FAILED, \[([1-9][0-9]*)/\1 JIT'ed\]" /tmp/bpf)" = 3 ]
}

verdict rodata said 'rodata_test: all tests were successful'
verdict no-writable-code said 'Checked W+X mappings: passed'
verdict tracers tracers
verdict module-static-keys static_keys
verdict bpf-compiler bpf
