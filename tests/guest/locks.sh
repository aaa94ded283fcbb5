# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four processes contend for a spinlock of the kernel.
echo "guest: locks $(/guest/locks 3)"
