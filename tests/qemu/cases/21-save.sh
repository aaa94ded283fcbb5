# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Saved to a file and restored, with one vCPU and with four, while processes are
# forked; then a checkpoint, after which the same domain goes on. The one with one
# vCPU has event channels of the two-level kind.
# limit: 240
# monotonic GUEST: all that its clock has shown only ever grew
monotonic() {
	tr -d '\r' <"$(log_of "$1")" | sed -n 's/^guest: alive .* uptime \([0-9.]*\) .*/\1/p' |
		awk '$1 < last { exit 1 } { last = $1 }' || fail "the guest's clock went back"
}

for vcpus in 1 4; do
	guest=$CASE-$vcpus
	more=
	[ $vcpus -gt 1 ] || more=xpv.fifo_events=0
	config "$guest" "$(cmdline "do=alive $more")" vcpus=$vcpus memory=128
	start "$guest"
	heard "$guest" 60 'guest: alive 4'
	for _round in $(seq "$SOAK"); do
		saved "$guest"
		life "$guest"
		checkpointed "$guest"
		life "$guest"
	done
	monotonic "$guest"
	! grep -q 'guest: alive FAIL' "$(log_of "$guest")" || fail "a process got a wrong answer"
	stop_saved "$guest"
done
