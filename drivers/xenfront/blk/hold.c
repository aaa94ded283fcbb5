// SPDX-License-Identifier: GPL-2.0-only
/* Pure; see hold.h. */
#include "hold.h"

unsigned int xfblk_hold_after(unsigned int out, unsigned int taken)
{
	unsigned int quarter = out / 4;

	if (out < XFBLK_HOLD_OUT || taken >= quarter)
		return 1;
	return quarter < XFBLK_HOLD_MAX ? quarter : XFBLK_HOLD_MAX;
}
