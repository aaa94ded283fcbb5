# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Page tables under threads that fork, unmap, protect and move memory.
echo "guest: tables $(/guest/tables 20)"
