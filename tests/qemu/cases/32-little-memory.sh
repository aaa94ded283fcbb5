# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Far too little memory: the guest's end names memory as the reason, in one
# line on its console or Xen's, and Xen is told of the crash.
# limit: 120
expect kernel xen
config "$CASE" "$(cmdline do=hello)" memory=12
start "$CASE"
state "$CASE" 40 c
{
	said "$CASE"
	xl dmesg
} | grep -i -E 'memory|MiB' | grep -i -E 'too (little|small)|not enough|at least|out of|raise|no memory|deadlocked' >/tmp/why ||
	fail "nothing says that memory is too little; last: $(last_line "$CASE")"
note "$(tail -n 1 /tmp/why)"
xl destroy "$CASE"
