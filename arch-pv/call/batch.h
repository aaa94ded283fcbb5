/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several hypercalls in one: a multicall that its caller builds on the stack.
 *
 * Order is kept. Every call in a batch is one that cannot legitimately fail;
 * sending dies with the name of the first that did.
 */
#ifndef XPV_BATCH_H
#define XPV_BATCH_H

#include <xen/interface/xen.h>

#define XPV_BATCH_MAX 28

/**
 * struct xpv_batch - calls not yet sent; owned by one task, no lock
 * @count: valid entries of @call
 * @call: the calls in order; sent and emptied when full
 */
struct xpv_batch {
	unsigned int count;
	struct multicall_entry call[XPV_BATCH_MAX];
};

static inline void xpv_batch_init(struct xpv_batch *b)
{
	b->count = 0;
}

void xpv_batch_add(struct xpv_batch *b, unsigned int op, unsigned long a1,
		   unsigned long a2, unsigned long a3);
void xpv_batch_send(struct xpv_batch *b);

#endif /* XPV_BATCH_H */
