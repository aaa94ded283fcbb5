# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest with two of its four vCPUs boots with two, and gains and loses vCPUs by
# xl vcpu-set and by itself, under load; vCPUs are pinned and let go meanwhile.
# tests/guest/vcpus.sh says what is checked.
# limit: 300
image d.img 8
config "$CASE" "$(cmdline do=vcpus)" "$(disk d.img)" vcpus=2 maxvcpus=4
start "$CASE"
step=1
while heard "$CASE" 120 "guest: vcpus (step $step asks for [0-9]+ end|ok|FAIL)" &&
	! said "$CASE" | grep -Eq 'guest: vcpus (ok|FAIL)'; do
	count=$(said "$CASE" | sed -n "s/^guest: vcpus step $step asks for \([0-9]*\) end/\1/p")
	xl vcpu-set -i "$CASE" "$count" >/tmp/xl.log 2>&1 || fail "xl vcpu-set: $(tail -n 1 /tmp/xl.log)"
	xl vcpu-pin "$CASE" 0 $((step % 2)) >/tmp/xl.log 2>&1 || fail "xl vcpu-pin: $(tail -n 1 /tmp/xl.log)"
	xl vcpu-list "$CASE" | awk -v want=$((step % 2)) '$3 == 0 && $7 == want { ok = 1 } END { exit !ok }' ||
		fail "xl vcpu-list does not show the pin: $(xl vcpu-list "$CASE" | sed -n 2p)"
	step=$((step + 1))
done
said "$CASE" | grep -q 'guest: vcpus ok' || fail "$(said "$CASE" | grep 'guest: vcpus FAIL')"
[ $step -gt 10 ] || fail "xl vcpu-set was asked for $((step - 1)) times only"
xl vcpu-pin "$CASE" all all || fail "xl vcpu-pin all"
note "$(said "$CASE" | grep 'guest: vcpus booted'), $((step - 1)) times xl vcpu-set"
stop "$CASE"
