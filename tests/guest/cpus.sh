# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A task on each CPU, all at once, each bound to its own.
spin() {
	n=0
	while [ $n -lt 20000 ]; do
		n=$((n + 1))
	done
	awk -v want="$1" '{ exit $39 != want }' /proc/self/stat && : >"/tmp/ran.$1"
}

cpus=$(grep -c ^processor /proc/cpuinfo)
n=0
while [ $n -lt "$cpus" ]; do
	(
		taskset -p "$(printf %x $((1 << n)))" "$(sh -c 'echo $PPID')" >/dev/null
		spin $n
	) &
	n=$((n + 1))
done
wait
ran=$(find /tmp -name 'ran.*' | wc -l)
if [ "$ran" = "$cpus" ]; then
	echo "guest: cpus ok $cpus"
else
	echo "guest: cpus FAIL tasks ran on $ran of $cpus"
fi
