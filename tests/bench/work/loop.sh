# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# 150 times ls, each a process
i=0
while [ $i -lt 150 ]; do
	/bin/ls / >/dev/null
	i=$((i + 1))
done
