# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Far too little memory. Where the toolstack cannot even place the kernel it
# says so; where the kernel cannot run, the guest ends as crashed and memory is
# named as the reason, on its console or Xen's.
# limit: 120
expect kernel xen
config "$CASE" "$(cmdline do=hello)" memory=12
if xl create -q "/tmp/$CASE.cfg" >/tmp/xl.log 2>&1; then
	state "$CASE" 40 c
	xl destroy "$CASE"
else
	grep -E -m 1 'memory|allocate' /tmp/xl.log >/tmp/why ||
		fail "12 MiB: xl does not say why: $(head -n 1 /tmp/xl.log)"
	note "12 MiB: $(cut -c 1-120 /tmp/why)"
fi

config "$CASE" "$(cmdline do=hello)" memory=44
start "$CASE"
state "$CASE" 40 c
{
	said "$CASE"
	xl dmesg
} | grep -i -E "memory|MiB" | grep -i -E 'less than|too (little|small)|raise|out of|no memory|deadlocked' >/tmp/why ||
	fail "nothing says that memory is too little; last: $(last_line "$CASE")"
note "44 MiB: $(tail -n 1 /tmp/why)"
xl destroy "$CASE"
