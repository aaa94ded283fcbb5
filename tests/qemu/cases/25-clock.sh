# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The clock as programs read it, by the vDSO and by system call in turn, never goes
# back, on one CPU and on four, over a save and a checkpoint.
# limit: 240
# ticks GUEST: two verdicts from now on, the first of which began before
ticks() {
	for _n in 1 2; do
		mark "$1"
		heard "$1" 30 'guest: clock'
	done
}

for vcpus in 1 4; do
	guest=$CASE-$vcpus
	config "$guest" "$(cmdline do=clock)" vcpus=$vcpus memory=128
	start "$guest"
	heard "$guest" 60 'guest: clock'
	saved "$guest"
	ticks "$guest"
	checkpointed "$guest"
	ticks "$guest"
	note "$vcpus CPU(s): $(said "$guest" | grep 'guest: clock' | tail -n 1)"
	! grep 'guest: clock FAIL' "$(log_of "$guest")" >/tmp/reason || exit 1
	stop_saved "$guest"
done
