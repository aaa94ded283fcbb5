# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# For programs of a Debian that lies on a disk.

# debian_root DISK DIR: mount it, with new folders for what is written
debian_root() {
	mkdir -p "$2"
	mount -t ext4 -o ro "$1" "$2" || return
	for _dir in dev proc sys; do
		mount -o bind /$_dir "$2/$_dir"
	done
	mount -o bind /dev/pts "$2/dev/pts"
	for _dir in tmp run mnt root etc/lvm var/lib; do
		mount -t tmpfs tmp "$2/$_dir"
	done
}
