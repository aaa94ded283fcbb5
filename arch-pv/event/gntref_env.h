/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What gntref.c needs of its surroundings. tests/host brings its own under the
 * same guard.
 */
#ifndef XPV_GNTREF_ENV_H
#define XPV_GNTREF_ENV_H

#include <linux/errno.h>
#include <linux/types.h>
#include <xen/interface/grant_table.h>
#include <xpv/types.h>
#include "gntref.h"

#endif /* XPV_GNTREF_ENV_H */
