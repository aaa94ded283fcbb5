/* SPDX-License-Identifier: GPL-2.0-only */
/* All that boot/startinfo.c needs of the kernel; host tests bring their own. */
#ifndef XPV_STARTINFO_ENV_H
#define XPV_STARTINFO_ENV_H

#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/types.h>
#include <xen/interface/xen.h>
#include "../layout.h"

#endif /* XPV_STARTINFO_ENV_H */
