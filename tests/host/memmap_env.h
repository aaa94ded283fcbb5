/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of arch-pv/boot/memmap_calc.c. */
#ifndef XPV_MEMMAP_ENV_H
#define XPV_MEMMAP_ENV_H

#include <stdbool.h>
#include <stddef.h>

#define min(a, b)	((a) < (b) ? (a) : (b))
#define max(a, b)	((a) > (b) ? (a) : (b))

#endif /* XPV_MEMMAP_ENV_H */
