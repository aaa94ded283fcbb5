# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A guest writes files, and power goes: of a disk that keeps in a cache whatever is not
# flushed (tests/qemu/dom0/cacheblk.c). What the guest took for safe is there, by each of
# the two ways in which a back-end can be told; where it is told by none, it is not.
# limit: 240
for feature in feature-flush-cache feature-barrier; do
	powercut $feature 24 '' '' memory=128
	powercut_kept || fail "$feature: $synced files are safe, found: $found"
done
powercut none 24 '' '' memory=128
! powercut_kept || fail "nothing is lost without flushes"
