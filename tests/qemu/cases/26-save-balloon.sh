# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A guest that has given memory back is saved, with frames missing in between; where
# it was restored it takes memory again, beyond what it was created with.
# limit: 240
config "$CASE" "$(cmdline do=alive)" vcpus=2 maxmem=512
start "$CASE"
heard "$CASE" 60 'guest: alive 4'
for step in '140 saved' '400 saved' '200 checkpointed' '256 saved'; do
	xl mem-set "$CASE" "${step% *}" >/tmp/xl.log 2>&1 || fail "xl mem-set: $(tail -n 1 /tmp/xl.log)"
	amount "$CASE" "${step% *}"
	${step#* } "$CASE"
	life "$CASE"
	amount "$CASE" "${step% *}"
done
! grep -q 'guest: alive FAIL' "$(log_of "$CASE")" || fail "a process got a wrong answer"
stop_saved "$CASE"
