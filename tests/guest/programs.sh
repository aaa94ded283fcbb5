# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Programs that use what only the arch layer provides.
echo "guest: programs $(/guest/ia32)"
