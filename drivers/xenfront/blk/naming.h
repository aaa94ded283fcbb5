/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the number of a virtual device in the store to the name and the device
 * numbers of a disk.
 *
 * ABI: docs/man/xen-vbd-interface.7 of Xen
 */
#ifndef XFBLK_NAMING_H
#define XFBLK_NAMING_H

#include <linux/types.h>

#define XFBLK_NAMING_MAX	32

/**
 * struct xfblk_naming - what a disk is called
 * @name: "xvda", "xvdb2"
 * @disk: number of the disk, 0 for xvda
 * @partition: 0 for a whole disk; otherwise the host gives us this partition
 *	alone, and it is not partitioned further
 * @first_minor: of the major number for xvd
 * @minors: how many it has there; 0: it fits nowhere, take any device number
 */
struct xfblk_naming {
	char name[XFBLK_NAMING_MAX];
	u32 disk;
	u32 partition;
	u32 first_minor;
	u32 minors;
};

/**
 * xfblk_naming_decode() - name a virtual device
 * @vdev: "virtual-device" of our directory in the store
 * @naming: filled
 *
 * Numbers of IDE and SCSI disks (hda, sda) give the xvd disk of the same letter:
 * those names and device numbers belong to other drivers.
 *
 * Return: 0, -EINVAL for a number that the ABI reserves or has deprecated.
 */
int xfblk_naming_decode(u32 vdev, struct xfblk_naming *naming);

/* Would the two be the same disk, or part of one another? */
bool xfblk_naming_clash(const struct xfblk_naming *a,
			const struct xfblk_naming *b);

#endif /* XFBLK_NAMING_H */
