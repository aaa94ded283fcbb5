# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# How long the kernel takes to start init: its uptime then, where one
# instruction of the machine takes one nanosecond (QEMU's -icount).
# session: icount
# limit: 400
config "$CASE" "$(cmdline quiet)" 'ramdisk="/session/guest-small.cpio"'
start "$CASE"
heard "$CASE" 300 'guest: init started'
up=$(said "$CASE" | sed -n 's/.*init started, uptime //p')
note "uptime at init $up s, at most 0.80 s"
awk -v up="$up" 'BEGIN { exit !(up > 0 && up <= 0.8) }' || fail "$up s is too long"
xl destroy "$CASE"
