# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Disks are plugged, grow, and are unplugged: free, mounted, and by force under
# load. tests/guest/diskplug.sh says what is checked.
# limit: 200
image d.img 32
for name in b c e f; do
	image $name.img 16
done
config "$CASE" "$(cmdline do=diskplug)" "$(disk d.img)"

# asked TEXT: wait for the guest to ask
asked() {
	step "$CASE" 90 diskplug "asks for $1"
}

attach() {
	xl block-attach "$CASE" "$IMAGES/$1.img,raw,$2,$3" >/tmp/xl.log 2>&1 ||
		fail "xl block-attach $2: $(tail -n 1 /tmp/xl.log)"
}

detach() {
	xl block-detach "$CASE" "$@" >/tmp/xl.log 2>&1 ||
		fail "xl block-detach $1: $(tail -n 1 /tmp/xl.log)"
}

start "$CASE"
asked 'a partition'
attach b xvdb1 w
asked 'it to go'
detach xvdb1
asked 'a read-only disk'
attach c xvdc r
asked 'a disk by an IDE name'
attach f hdd w
asked 'it to go while mounted'
detach hdd
asked 'a bigger xvda'
image d.img 48
losetup -c "$(losetup -a | sed -n 's/:.*d\.img.*//p' | head -n 1)"
asked 'a disk to lose'
attach e xvde w
asked 'it to go by force'
heard "$CASE" 60 'guest: diskplug (writes|FAIL)'
detach xvde force
heard "$CASE" 90 'guest: diskplug (ok|FAIL)'
said "$CASE" | grep -q 'guest: diskplug ok' ||
	fail "$(said "$CASE" | grep 'diskplug FAIL')"
stop "$CASE"
