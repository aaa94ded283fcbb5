# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# As 10-disk-powercut, with other file systems, which Debian's tools make and judge.
# session: debian
# only: soak
# limit: 400
for fs in xfs btrfs; do
	for feature in feature-flush-cache feature-barrier; do
		powercut $feature 320 '"phy:/dev/vda,xvda,r",' "fs=$fs" memory=384
		powercut_kept || fail "$fs, $feature: $synced files are safe, found: $found"
	done
done
# of what is left then, xfs has much to say
scan "$CASE"
expect kernel
powercut none 320 '"phy:/dev/vda,xvda,r",' fs=xfs memory=384
! powercut_kept || fail "nothing is lost without flushes"
