# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# The console: a line typed through xl console reaches the guest's shell, the
# answer comes back, and 20,000 lines of output arrive complete and in order.
# limit: 150
config "$CASE" "$(cmdline do=hello)"
start "$CASE"
heard "$CASE" 60 'guest: ready'
mkfifo /tmp/keys
# script gives it a terminal: without one xl console reads no keys
script -q -f -c "xl console $CASE" /tmp/screen </tmp/keys >/dev/null 2>&1 &
console=$!
exec 9>/tmp/keys
# shellcheck disable=SC2016
echo 'echo "typed $((40 + 2))"' >&9
heard "$CASE" 20 '^typed 42'
end=$(($(now) + 10 * PATIENCE))
until grep -q 'typed 42' /tmp/screen; do
	[ "$(now)" -lt $end ] || fail "xl console does not show the answer"
	usleep 100000
done

# shellcheck disable=SC2016
echo 'awk "BEGIN { while (i++ < 20000) printf \"line %05d of output\\n\", i }"; echo "end of" output' >&9
heard "$CASE" 60 '^end of output'
exec 9>&-
kill $console
rm -f /tmp/keys
said "$CASE" | sed -n 's/^line \([0-9]*\) of output$/\1/p' >/tmp/lines
[ "$(wc -l </tmp/lines)" = 20000 ] || fail "$(wc -l </tmp/lines) of 20000 lines arrived"
sort -c -n /tmp/lines || fail "output arrived out of order"
stop "$CASE"
