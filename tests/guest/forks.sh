# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A few hundred processes: fork, exec, pipe, exit.
n=0
lines=0
while [ $n -lt 300 ]; do
	lines=$((lines + $(echo x | busybox wc -l)))
	n=$((n + 1))
done
if [ $lines = 300 ]; then
	echo "guest: forks ok"
else
	echo "guest: forks FAIL $lines of 300"
fi
