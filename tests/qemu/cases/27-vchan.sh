# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A vchan between the guest, which serves it, and dom0: /dev/xen/gntalloc and evtchn under
# Debian's libxenvchan. Data both ways; a server that is killed tells the other end.
# limit: 150
config "$CASE" "$(cmdline do=vchan)"
start "$CASE"
mkfifo /tmp/to
id=$(xl domid "$CASE")

# connect: dom0's end; descriptor 7 is its input
connect() {
	vchan-socket-proxy "$id" "/local/domain/$id/data/vchan" - </tmp/to >/tmp/from 2>/tmp/vchan.log &
	client=$!
	exec 7>/tmp/to
}

# ended PID: within 30 s
ended() {
	_end=$(($(now) + 15 * PATIENCE))
	while kill -0 "$1" 2>/dev/null; do
		[ "$(now)" -lt $_end ] || fail "dom0's end goes on: $(tail -n 1 /tmp/vchan.log)"
		usleep 100000
	done
}

head -c 100000 /dev/urandom >/tmp/data
step "$CASE" 60 vchan 'sends'
connect
cat /tmp/data >&7
step "$CASE" 60 vchan 'got'
ended $client
exec 7>&-
for side in "got /tmp/data" "sends /tmp/from"; do
	sum=$(md5sum "${side#* }" | cut -d ' ' -f 1)
	said "$CASE" | grep -q "guest: vchan ${side% *} $sum" ||
		fail "${side#* } is $sum: $(said "$CASE" | grep "vchan ${side% *}")"
done
step "$CASE" 60 vchan 'serves again'
connect
echo hello >&7
step "$CASE" 60 vchan 'killed'
ended $client
exec 7>&-
stop "$CASE"
