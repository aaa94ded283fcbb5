// SPDX-License-Identifier: GPL-2.0-only
/*
 * Request ids: a stack of free ones and a mark on each that is out.
 *
 * Pure; the owner's queue lock serialises. See <xenfront/idpool.h>.
 */
#include "idpool_env.h"

void xfids_init(struct xfids *ids, void *storage, u16 count)
{
	u16 i;

	ids->count = count;
	ids->free = count;
	ids->next = storage;
	ids->out = (bool *)(ids->next + count);
	for (i = 0; i < count; i++) {
		ids->next[i] = count - 1 - i;
		ids->out[i] = false;
	}
}
EXPORT_SYMBOL_GPL(xfids_init);
