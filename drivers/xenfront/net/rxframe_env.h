/* SPDX-License-Identifier: GPL-2.0-only */
/* All that rxframe.c needs of the kernel; host tests bring their own. */
#ifndef XFNET_RXFRAME_ENV_H
#define XFNET_RXFRAME_ENV_H

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>
#include <xen/interface/xen.h>
#include <xen/interface/io/netif.h>

#endif /* XFNET_RXFRAME_ENV_H */
