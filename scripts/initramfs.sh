# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What an initramfs is put together from. The caller sets LIBPATH, where the
# libraries of unpacked packages are (folders, with colons between them).

# put FILE... DIR: copy, following links, each under its own name
put() {
	for _last; do :; done
	mkdir -p "$_last"
	cp -L "$@"
}

# libs_of ROOTDIR: the libraries of every program in it, by ldd
libs_of() {
	find "$1" -type f -perm -u+x ! -name '*.ko' ! -name '*.so*' -print0 |
		LD_LIBRARY_PATH=$LIBPATH xargs -0 -n 1 ldd 2>/dev/null |
		awk '/not found/ { print "missing " $1 } $2 == "=>" && $3 ~ /^\// { print $3 }
			$1 ~ /^\/lib/ { print $1 }' | sort -u
}

add_libs() {
	_libs=$(libs_of "$1")
	case $_libs in *missing*) die "a library of the rig's tools is missing: $_libs" ;; esac
	mkdir -p "$1/lib64"
	for _lib in $_libs; do
		cp -L "$_lib" "$1/lib64/"
	done
	ln -sf lib64 "$1/lib"
}

add_busybox() {
	put /bin/busybox "$1/bin"
	for _cmd in $(/bin/busybox --list); do
		[ "$_cmd" = busybox ] || [ -e "$1/bin/$_cmd" ] || ln -s busybox "$1/bin/$_cmd"
	done
	mkdir -p "$1/proc" "$1/sys" "$1/dev" "$1/tmp" "$1/mnt" "$1/run" "$1/root" "$1/sbin"
}

# add_modules ROOT DIR LIST MODULE...: those of the kernel in ROOT, and what they need;
# LIST has them in the order to load them in, without those that are there already
add_modules() {
	_root=$1 _dir=$2 _list=$3
	shift 3
	_ver=$(ls "$_root/lib/modules")
	[ -e "$_root/lib/modules/$_ver/modules.dep" ] || /sbin/depmod -b "$_root" "$_ver"
	mkdir -p "$_dir"
	for _mod; do
		/sbin/modprobe -d "$_root" -S "$_ver" -D "$_mod" ||
			die "dom0's kernel has no module $_mod: rm -r $OUT/pkg and try again"
	done >"$_dir/$_list.needs"
	awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$_dir/$_list.needs" |
		while read -r _mod; do
			[ ! -e "$_dir/${_mod##*/}" ] || continue
			cp "$_mod" "$_dir/"
			echo "${_mod##*/}"
		done >"$_dir/$_list"
	rm "$_dir/$_list.needs"
}

# pack DIR FILE: an initramfs archive; kernels take several of them in a row
pack() {
	(cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet) >"$2"
}
