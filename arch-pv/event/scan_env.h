/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What scan.c needs of its surroundings. tests/host brings its own under the
 * same guard.
 */
#ifndef XPV_SCAN_ENV_H
#define XPV_SCAN_ENV_H

#include <linux/bitops.h>
#include "shared.h"
#include "scan.h"

#define scan_load_shared(word)	xpv_shared_load(word)
#define scan_load(word)		READ_ONCE(*(word))
#define scan_lowest(bits)	__ffs(bits)

#endif /* XPV_SCAN_ENV_H */
