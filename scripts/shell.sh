#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The console of a guest in the rig, at once.
set -eu
cd "$(dirname "$0")"
WANT=console exec ./run.sh
