#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kernel.sh: configure and build one kernel into out/$KVER[-mainline|-$VARIANT]:
# bzImage, vmlinux, config, System.map, and modules/ where the configuration has any.
# Objects stay in out/obj for the next run.
#
#   KVER=6.12         which kernel
#   PEER=mainline     mainline's XEN_PV on the pristine source instead of ours
#   VARIANT=kunit     with the KUnit suites; debug: with the kernel's own checks;
#                     kselftest: with what its selftests look for; debian: with what
#                     systemd and SELinux want; crash: for the crash utility
#   CONFIG_ONLY=1     stop after the configuration
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd)
. "$ROOT/scripts/lib.sh"
. "$ROOT/scripts/series.sh"

KVER=${KVER:-6.12} PEER=${PEER:-} VARIANT=${VARIANT:-}
JOBS=${JOBS:-$(nproc)}
NAME=$KVER${PEER:+-$PEER}${VARIANT:+-$VARIANT}
OBJ=$OUT/obj/$NAME
DEST=$OUT/$NAME
FRAGS=$ROOT/scripts/config
PACKAGES="gcc libc6-dev make flex bison bc libelf-dev perl cpio xz-utils patch ccache"

case $PEER in
''|mainline) ;;
*) die "PEER=$PEER is unknown; use PEER=mainline or nothing" ;;
esac
[ -z "$VARIANT" ] || [ -e "$FRAGS/$VARIANT.config" ] ||
	die "VARIANT=$VARIANT is unknown: there is no scripts/config/$VARIANT.config"

fragments() {
	echo "$FRAGS/guest.config"
	if [ -n "$PEER" ]; then
		echo "$FRAGS/$PEER.config"
	else
		echo "$FRAGS/xpv.config"
	fi
	case $VARIANT in kunit | debug | debian | crash) echo "$FRAGS/nopc.config" ;; esac
	[ -z "$VARIANT" ] || echo "$FRAGS/$VARIANT.config"
}

# The build's identity is fixed, so that the same source gives the same image.
set_make() {
	STAMP=$(date -u -d "@$(stat -c %Y "$OUT/src/linux-source-$KVER/Makefile")")
	KMAKE=(make -C "$TREE" O="$OBJ" ARCH=x86 LOCALVERSION=
	      KBUILD_BUILD_USER=linux-pv KBUILD_BUILD_HOST=linux-pv
	      KBUILD_BUILD_TIMESTAMP="$STAMP" KBUILD_BUILD_VERSION=1)
	! command -v ccache >/dev/null || KMAKE+=(CC="ccache gcc" HOSTCC="ccache gcc")
	# what one clone has compiled serves another
	export CCACHE_BASEDIR=$ROOT CCACHE_NOHASHDIR=1
}

# check_config CONFIG WANTED: every symbol asked for must have taken.
check_config() {
	local line sym bad=

	while read -r line; do
		case $line in
		CONFIG_*) grep -qxF "$line" "$1" || bad="$bad ${line%%=*}" ;;
		'# CONFIG_'*' is not set')
			sym=${line#\# }
			! grep -q "^${sym%% *}=" "$1" || bad="$bad ${sym%% *}(on)" ;;
		esac
	done <"$2"
	[ -z "$bad" ] || die "these symbols did not take (unmet dependency?):$bad"
}

# A configuration is replaced only when it differs: otherwise make looks at all files.
configure() {
	local new=$OBJ/.config.new

	mkdir -p "$OBJ/frag"
	# shellcheck disable=SC2046
	"$TREE/scripts/kconfig/merge_config.sh" -m -Q -O "$OBJ/frag" $(fragments) \
		>"$LOGS/kernel-$NAME-merge.log"
	log_run "kernel-$NAME-config" "${KMAKE[@]}" KCONFIG_CONFIG="$new" \
		KCONFIG_ALLCONFIG="$OBJ/frag/.config" allnoconfig
	check_config "$new" "$OBJ/frag/.config"
	cmp -s "$new" "$OBJ/.config" || cp "$new" "$OBJ/.config"
	mkdir -p "$DEST"
	cp "$OBJ/.config" "$DEST/config"
	rm -f "$new" "$new.old"
}

# build: make in the background, a line of progress every 20 s.
build() {
	local log=$LOGS/kernel-$NAME.log n targets=bzImage

	! grep -q '=m$' "$OBJ/.config" || targets='bzImage modules'
	# shellcheck disable=SC2086
	"${KMAKE[@]}" -j"$JOBS" $targets >"$log" 2>&1 &
	pid=$!
	trap 'kill $pid; wait $pid; exit 1' INT TERM
	n=0
	while kill -0 $pid 2>/dev/null; do
		sleep 1
		n=$((n + 1))
		[ $((n % 20)) != 0 ] || info "$(spent) s: $(grep -c '^  [A-Z]' "$log" || :) steps, now $(
			tail -n 1 "$log" | cut -c 1-60)"
	done
	if ! wait $pid; then
		grep -E -m 8 'error|Error|undefined|No rule' "$log" >&2 || tail -n 12 "$log" >&2
		die "the build failed; the whole log is $log"
	fi
}

deliver() {
	local f to

	for f in arch/x86/boot/bzImage vmlinux System.map; do
		to=$DEST/${f##*/}
		cmp -s "$OBJ/$f" "$to" && continue
		cp "$OBJ/$f" "$to.new"
		mv "$to.new" "$to"
	done
	rm -rf "$DEST/modules"
	[ -s "$OBJ/modules.order" ] || return 0
	mkdir "$DEST/modules"
	sed "s,^,$OBJ/,; s/\.o$/.ko/" "$OBJ/modules.order" | xargs cp -t "$DEST/modules"
}

# In a function, so that bash has read all of this file before the long build.
main() {
	check_kver "$KVER"
	# shellcheck disable=SC2086
	[ -n "${SKIP_INSTALL-}" ] || need_pkgs $PACKAGES
	if [ -n "$PEER" ]; then
		"$ROOT/scripts/source.sh"
		TREE=$OUT/src/linux-source-$KVER
	else
		"$ROOT/scripts/tree.sh"
		TREE=$OUT/tree/$KVER
	fi
	set_make

	step "kernel $NAME: configure"
	mkdir -p "$OBJ"
	exec 8>"$OBJ/.lock"
	flock -n 8 || { info "another build of it is running, waiting"; flock 8; }
	configure
	[ -z "${CONFIG_ONLY-}" ] || { info "$DEST/config"; exit 0; }
	step "kernel $NAME: build with -j$JOBS"
	need_space 2000
	start=$(spent)
	build
	deliver
	info "$DEST/bzImage: $(stat -c %s "$DEST/bzImage") bytes, built in $(($(spent) - start)) s"
}

main; exit
