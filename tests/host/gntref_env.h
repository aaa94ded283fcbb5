/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of arch-pv/event/gntref.c. */
#ifndef XPV_GNTREF_ENV_H
#define XPV_GNTREF_ENV_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint32_t u32;
typedef u32 xpv_gref_t;

/* xen/interface/grant_table.h */
#define GNTTAB_NR_RESERVED_ENTRIES	8

#include "arch-pv/event/gntref.h"

static inline xpv_gref_t xpv_gref(u32 number)
{
	return number;
}

static inline u32 xpv_gref_number(xpv_gref_t ref)
{
	return ref;
}

#endif /* XPV_GNTREF_ENV_H */
