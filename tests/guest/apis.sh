# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Interfaces that lean on what a PV guest does in ways of its own.
/guest/apis
