# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Four CPUs are kept busy, two of them with processes that come and go.
for n in 0 1; do
	taskset $((1 << n)) sh -c 'while :; do :; done' &
done
for n in 2 3; do
	taskset $((1 << n)) sh -c 'while :; do (:); done' &
done
