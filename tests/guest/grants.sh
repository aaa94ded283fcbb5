# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Grants of this guest to itself, and dom0's to it, by tests/guest/grants.c; the former
# over a checkpoint and a save too, of which dom0 tells by the store.
# shellcheck source=tests/guest/wait.sh
. /guest/wait.sh

bad() {
	echo "guest: grants FAIL $1"
	exit 1
}

# step NAME: dom0 has come that far
step() {
	within 120 "dom0 does not say $1" sh -c "[ \$(xenstore-read data/step) = $1 ]"
	: >"/tmp/$1"
}

id=$(xenstore-read domid)
/guest/grants "$id" || exit
within 120 "dom0 offers nothing" xenstore-exists data/refs
# shellcheck disable=SC2046 # one by one
/guest/grants 0 use $(xenstore-read data/refs) || exit
/guest/grants "$id" hold &
step checkpointed
step moved
wait
echo "guest: grants end"
