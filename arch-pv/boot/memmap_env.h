/* SPDX-License-Identifier: GPL-2.0-only */
/* All that boot/memmap_calc.c needs of the kernel; host tests bring their own. */
#ifndef XPV_MEMMAP_ENV_H
#define XPV_MEMMAP_ENV_H

#include <linux/minmax.h>
#include <linux/types.h>

#endif /* XPV_MEMMAP_ENV_H */
