#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# kernel-check.sh: does the kernel build?
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=scripts/lib.sh
. "$ROOT/scripts/lib.sh"

if "$ROOT/scripts/kernel.sh"; then
	echo "1 passed, 0 failed"
else
	echo "0 passed, 1 failed"
	exit 1
fi
