# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Runs in the guest, native or under Xen: each line of /kselftest/list, "SECONDS
# FOLDER COMMAND...", with that long to come to its end; those that match tests=A,B
# of the kernel's command line only. Of each it prints
#	KST begin FOLDER COMMAND...
#	| what it says of its parts
#	KST end FOLDER STATUS SECONDS COMMAND...
# and KST over after the last.
export PATH=/usr/bin:/sbin:/bin:/usr/sbin
KST=/kselftest

read -r cmdline </proc/cmdline
only=$(echo "$cmdline" | sed -n 's/.* tests=\([^ ]*\).*/\1/p' | tr , '|')
patience=$(echo "$cmdline" | sed -n 's/.* patience=\([0-9]*\).*/\1/p')

seconds() {
	cut -d . -f 1 /proc/uptime
}

# place: what the tests find on other systems
place() {
	mount -t debugfs debugfs /sys/kernel/debug
	mkdir -p /dev/shm /swap /sys/fs/cgroup
	mount -t tmpfs shm /dev/shm
	mount -t ramfs swap /swap
	dd if=/dev/zero of=/swap/file bs=1M count=96 2>/dev/null
	losetup /dev/loop0 /swap/file
	mkswap /dev/loop0 >/dev/null
	swapon /dev/loop0 || echo "KST note no swap"
	# programs that die are part of the tests
	echo 0 >/proc/sys/debug/exception-trace
}

# parts: the lines with results, and the last ones of all
parts() {
	tr -d '\000-\010\013-\037' <"$1" |
		grep -E '^[# ]*(not )?ok [0-9]|^\[(OK|FAIL|SKIP|WARN)|^Testing .*(done|fail|skip)|^Bail out' |
		cut -c 1-150 | head -n 1500 | sed 's/^/| /'
	[ "$2" = 0 ] || tr -d '\000-\010\013-\037' <"$1" | tail -n 12 | cut -c 1-150 | sed 's/^/|- /'
}

# one SECONDS FOLDER COMMAND...
one() {
	_limit=$1 _folder=$2
	shift 2
	echo "KST begin $_folder $*"
	_start=$(seconds)
	_status=0
	(cd "$KST/$_folder" && exec timeout -s KILL $((_limit * ${patience:-1})) "$@") \
		>/tmp/out 2>&1 </dev/null || _status=$?
	parts /tmp/out $_status
	echo "KST end $_folder $_status $(($(seconds) - _start)) $*"
}

place
grep -E "${only:-.}" $KST/list >/tmp/list
while read -r line; do
	# shellcheck disable=SC2086
	one $line
done </tmp/list
echo "KST over"
case $cmdline in *reboot=t*) busybox reboot -f ;; esac
