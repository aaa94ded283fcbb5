/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/balloon/target.c. */
#ifndef XFBALLOON_TARGET_ENV_H
#define XFBALLOON_TARGET_ENV_H

#include <stdbool.h>

#define min(a, b)	((a) < (b) ? (a) : (b))

static inline unsigned long int_sqrt(unsigned long square)
{
	unsigned long root = 0, bit;

	for (bit = 1UL << 31; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= square)
			root += bit;
	return root;
}

#include "drivers/xenfront/balloon/target.h"

#endif /* XFBALLOON_TARGET_ENV_H */
