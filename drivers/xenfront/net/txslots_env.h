/* SPDX-License-Identifier: GPL-2.0-only */
/* All that txslots.c needs of the kernel; host tests bring their own. */
#ifndef XFNET_TXSLOTS_ENV_H
#define XFNET_TXSLOTS_ENV_H

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <xen/interface/xen.h>
#include <xen/interface/io/netif.h>

#endif /* XFNET_TXSLOTS_ENV_H */
