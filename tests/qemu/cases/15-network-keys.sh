# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# A card whose store has nonsense in it, whose back-end changes its state as it likes, or
# lies on one of two queues while the other is served; one that was given up for a lie and
# is reset by its user; one whose back-end is silent while the guest is saved, and one that is
# given up when it is shut down; one that looks into whole pages, and must find nothing of
# other cards' unless it is trusted. The guest lives, and its good card works.
# limit: 500
config "$CASE" "$(cmdline do=netkeys)" "$VIF" vcpus=2
start "$CASE"
step "$CASE" 60 netkeys 'can begin'
servers='' turns=0

# where: the card's keys are
where() {
	id=$(xl domid "$CASE")
	front=/local/domain/$id/device/vif/7
	back=/local/domain/0/backend/dead/$id/7
}

# plug KEY VALUE...: whole paths
plug() {
	plug_device "$front" "$back" "$back/feature-rx-copy" 1 "$front/handle" 7 \
		"$front/mac" 00:16:3e:00:00:07 "$@"
}

# serve SIN DIR: the queue whose keys are there
serve() {
	start_badnet "$1" "$2"
	servers="$servers $server"
}

# connect SIN: of several queues all but the last are served well
connect() {
	front_state "$front" 4 "$turn"
	n=$(xenstore-read "$front/multi-queue-num-queues" 2>/dev/null) || n=1
	case $n in
	1) serve "$1" "$front" ;;
	*)
		serve none "$front/queue-0"
		serve "$1" "$front/queue-1"
		;;
	esac
	xenstore-write "$back/state" 4
}

# ask WORD: the guest does it
ask() {
	mark "$CASE"
	type_in "$CASE" "$1"
	step "$CASE" 60 netkeys "$1 ok"
}

unplug() {
	unplug_device "$front" "$back"
	for server in $servers; do
		kill "$server" 2>/dev/null
	done
	servers=
	ask gone
	turns=$((turns + 1))
}

# works, refused, absent: what comes of the keys
works() {
	connect none
	ask works
}

refused() {
	front_state "$front" 6 "$turn"
	ask dead
}

absent() {
	heard "$CASE" 30 'vif-7: .*(unusable|is no address)'
}

where
while read -r outcome whose key value; do
	turn="$key=$value"
	case $whose in own) dir=$front ;; *) dir=$back ;; esac
	mark "$CASE"
	plug "$dir/$key" "$value"
	$outcome
	unplug
done <<TABLE
works	back	multi-queue-max-queues		0
works	back	multi-queue-max-queues		x
works	back	multi-queue-max-queues		-1
works	back	multi-queue-max-queues		4294967295
works	back	multi-queue-max-queues		99999999999999999999999999
works	back	feature-sg			$(head -c 1000 /dev/zero | tr '\0' x)
works	back	feature-gso-tcpv4		77
refused	back	feature-rx-copy			0
refused	back	feature-rx-copy			x
refused	back	feature-sg			99999999999999999999999999
absent	own	mac				zz
absent	own	mac				00:00:00:00:00:00
absent	own	mac				ff:ff:ff:ff:ff:ff
TABLE

for state in 99 -1 x 18446744073709551616; do
	turn="state $state"
	plug
	connect none
	ask works
	xenstore-write -- "$back/state" "$state"
	front_state "$front" 6 "$turn"
	ask dead
	unplug
done

rests() {
	is_state "$front" 6 || is_state "$front" 1
}

turn="all states"
plug
for n in $(seq 40); do
	for state in 5 2 4 6 3 1 2 8; do
		xenstore-write "$back/state" $state
	done
done
xenstore-write "$back/state" 6
within 60 "$turn: the front-end does not rest" rests
xenstore-write "$back/state" 2
connect none
ask works
unplug

for sin in tx-id rx-ahead garbage keep; do
	turn="$sin on the second queue"
	plug "$back/multi-queue-max-queues" 2
	connect $sin
	ask lies
	front_state "$front" 6 "$turn"
	ask dead
	unplug
done

turn="reset after a lie"
plug
connect tx-twice
ask lies
front_state "$front" 6 "$turn"
xenstore-write "$back/state" 6
xenstore-write "$back/state" 2
ask dead
ask reset
connect none
ask works
unplug

for trusted in 1 0; do
	turn="trusted=$trusted"
	plug "$front/trusted" $trusted
	connect look
	ask whispers
	# said once at most
	[ "$(grep -c secret /tmp/serves)" = $trusted ] ||
		fail "$turn: the back-end said \"$(tail -n 1 /tmp/serves)\""
	unplug
done

turn="saved while the back-end is silent"
plug
connect none
ask works
# shellcheck disable=SC2086
kill -STOP $servers
ask sends
saved "$CASE"
xenstore-rm "$back"
# shellcheck disable=SC2086
kill -KILL $servers
servers=
where
ask gone

turn="shut down with a card that is given up"
plug
connect tx-status
ask lies
note "$turns turns"
stop "$CASE"
