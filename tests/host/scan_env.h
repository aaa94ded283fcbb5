/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of arch-pv/event/scan.c. */
#ifndef XPV_SCAN_ENV_H
#define XPV_SCAN_ENV_H

#include <stdbool.h>

#define __shared
#include "arch-pv/event/scan.h"

#define scan_load_shared(word)	(*(const volatile unsigned long *)(word))
#define scan_load(word)		(*(const volatile unsigned long *)(word))
#define scan_lowest(bits)	((unsigned int)__builtin_ctzl(bits))

#endif /* XPV_SCAN_ENV_H */
