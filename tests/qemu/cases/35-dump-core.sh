# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# xl dump-core of a guest that goes on running, and of the same one once it has given
# memory away, so that frames are missing, and has crashed; and what the crash kernel of
# another writes. What the crash utility reads in the three is for tests/qemu/host.
# session: crash
# only: soak
# limit: 320
expect kernel xen

# dump WHAT: to where the consoles are, which go to the host
dump() {
	xl dump-core "$CASE" "$CONSOLES/$CASE-$1.core" >/tmp/xl.log 2>&1 ||
		fail "xl dump-core: $(tail -n 1 /tmp/xl.log)"
}

config "$CASE" "$(cmdline do=hello)" 'ramdisk="/session/guest-small.cpio"' memory=128 vcpus=2
start "$CASE"
heard "$CASE" 60 'guest: ready'
type_in "$CASE" 'sleep 4242 & echo "guest: sleeps" now'
heard "$CASE" 20 'guest: sleeps now'
dump runs
type_in "$CASE" 'echo "guest: goes" on'
heard "$CASE" 20 'guest: goes on'
xl mem-set "$CASE" 112 >/dev/null || fail "xl mem-set"
amount "$CASE" 112
scan "$CASE"
type_in "$CASE" 'echo c >/proc/sysrq-trigger'
state "$CASE" 20 c
dump crashed
xl destroy "$CASE"

kernel_disks
kdump "$CASE-k" 1
mv "$IMAGES/$CASE-k.core" "$CONSOLES/$CASE-vmcore.core" || fail "no room for the core"
