# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# For the others: to wait for something. bad WHAT is theirs, and ends them.

# how much slower than an idle machine of two cores this one may be
PATIENCE=$(sed -n 's/.*patience=\([0-9]*\).*/\1/p' /proc/cmdline)
PATIENCE=${PATIENCE:-2}

# now: seconds that this has run. Uptime has those in it for which it was saved.
now() {
	awk '/^now at/ { print int($3 / 1e9); exit }' /proc/timer_list
}

# within SECONDS WHAT COMMAND...: repeat until it succeeds
within() {
	_end=$(($(now) + $1 * PATIENCE / 2))
	_what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		[ "$(now)" -lt $_end ] || bad "$_what"
		usleep 100000
	done
}
