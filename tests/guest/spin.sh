# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four CPUs are kept busy: by a loop, by system calls, and two by processes that come
# and go.
taskset 1 sh -c 'while :; do :; done' &
taskset 2 dd if=/dev/zero of=/dev/null bs=1 &
for n in 2 3; do
	taskset $((1 << n)) sh -c 'while :; do (:); done' &
done
