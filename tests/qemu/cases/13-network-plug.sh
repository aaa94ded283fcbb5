# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A network card under load goes down and up, is unplugged and plugged, and its
# back-end falls silent for a while.
# limit: 150
config "$CASE" "$(cmdline do=netplug)" "$VIF"
# an input that stays open: nc would close the connection at its end
mkfifo /tmp/open-plug
exec 3<>/tmp/open-plug
(while :; do nc -l -p 5003 <&3 >/dev/null 2>&1; done) &
sink=$!

# asked TEXT SECONDS: wait for the guest to ask
asked() {
	step "$CASE" "$2" netplug ".*asks for $1"
}

start "$CASE"
asked unplug 60
card_goes "$CASE"
asked plug 40
card_comes "$CASE"
asked silence 60
vif=$(cd /sys/class/net && echo vif"$(xl domid "$CASE")".*)
ip link set "$vif" down
asked life 40
ip link set "$vif" up
heard "$CASE" 40 'guest: netplug (ok|FAIL)'
said "$CASE" | grep -q 'guest: netplug ok' ||
	fail "$(said "$CASE" | grep 'netplug FAIL')"
kill $sink 2>/dev/null
note "$(said "$CASE" | grep -o 'netplug sent [0-9]*' | tr '\n' ' ')"
stop "$CASE"
