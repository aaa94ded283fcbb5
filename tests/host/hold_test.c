// SPDX-License-Identifier: GPL-2.0-only
/* When a block back-end's next event is wanted: a table, and bounds for all. */
#include "xenfront_host.h"
#include "drivers/xenfront/blk/hold.c"

static bool table(void)
{
	static const struct {
		unsigned int out, taken, after;
	} cases[] = {
		{ 0, 0, 1 }, { 1, 1, 1 }, { 7, 0, 1 }, { 7, 7, 1 },
		{ 8, 0, 2 }, { 8, 1, 2 }, { 8, 2, 1 }, { 8, 64, 1 },
		{ 32, 1, 8 }, { 32, 7, 8 }, { 32, 8, 1 },
		{ 64, 1, 16 }, { 128, 15, 16 }, { 128, 31, 16 }, { 128, 32, 1 },
		{ UINT32_MAX, 1, 16 }, { UINT32_MAX, UINT32_MAX, 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (xfblk_hold_after(cases[i].out, cases[i].taken) != cases[i].after)
			return false;
	return true;
}

/* An event that waits for more than is out would never come. */
static bool bounds(void)
{
	unsigned int out, taken, after;

	for (out = 0; out < 600; out++)
		for (taken = 0; taken < 600; taken++) {
			after = xfblk_hold_after(out, taken);
			if (after < 1 || after > XFBLK_HOLD_MAX ||
			    (after > 1 && after > out / 4))
				return false;
		}
	return true;
}

int main(void)
{
	host_report("hold", "deep queues with single responses wait, others do not", table());
	host_report("hold", "never for more than a quarter of what is out", bounds());
	return host_failures != 0;
}
