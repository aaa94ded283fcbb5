# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What the guest runs on, as it sees it itself.
echo "guest: kernel $(uname -r), $(grep -c ^processor /proc/cpuinfo) CPU(s)," \
	"$(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo) MiB"
echo "guest: disks $(cd /sys/block && echo xvd* | sed 's/xvd\*//')"
