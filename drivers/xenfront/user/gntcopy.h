/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies to and from pages that other domains have granted, made by Xen.
 *
 * ABI: GNTTABOP_copy in xen/interface/grant_table.h; IOCTL_GNTDEV_GRANT_COPY in
 * uapi/xen/gntdev.h
 */
#ifndef XFUSER_GNTCOPY_H
#define XFUSER_GNTCOPY_H

#include <linux/types.h>

/* The ioctl. Return: 0, with a status in each segment, or a negative errno. */
long xfuser_gntcopy(void __user *arg);

/* A byte of another domain's page. Nothing happens where the grant is gone. */
void xfuser_gntcopy_clear_byte(u16 domain, u32 ref, unsigned int offset);

#endif /* XFUSER_GNTCOPY_H */
