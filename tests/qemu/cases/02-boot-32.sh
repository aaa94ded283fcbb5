# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# 32 virtual CPUs on a Xen with two: all come up and each runs a task; they go and come
# back by xl vcpu-set, and over a save.
# limit: 300
config "$CASE" "$(cmdline do=cpus,alive)" vcpus=32 memory=384
start "$CASE"

# vcpus N: have that many, and wait until Xen sees so many
vcpus() {
	xl vcpu-set -i "$CASE" "$1" >/tmp/xl.log 2>&1 || fail "xl vcpu-set: $(tail -n 1 /tmp/xl.log)"
	_end=$(($(now) + 60 * PATIENCE))
	until [ "$(xl vcpu-list "$CASE" | awk 'NR > 1 && $5 !~ /p/' | wc -l)" = "$1" ]; do
		[ "$(now)" -lt $_end ] || fail "asked for $1: $(xl vcpu-list "$CASE" | awk 'NR > 1 { printf "%s ", $5 }')"
		usleep 200000
	done
	life "$CASE"
}

heard "$CASE" 120 'guest: cpus (ok|FAIL)'
said "$CASE" | grep -q 'guest: cpus ok 32' || fail "$(said "$CASE" | grep 'guest: cpus')"
vcpus 2
vcpus 32
mark "$CASE"
saved "$CASE"
life "$CASE"
vcpus 5
stop_saved "$CASE"
