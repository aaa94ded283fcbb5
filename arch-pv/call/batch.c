// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several hypercalls in one.
 *
 * ABI: struct multicall_entry in xen/interface/xen.h. Xen may be preempted
 * between entries; it then continues by itself before it returns to us, so
 * that after the hypercall every result is valid.
 */
#include <linux/sprintf.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "batch.h"

static void batch_check(const struct xpv_batch *b)
{
	char name[40];
	unsigned int i;

	for (i = 0; i < b->count; i++) {
		if (likely((long)b->call[i].result >= 0))
			continue;
		snprintf(name, sizeof(name), "multicall entry %u, hypercall %lu",
			 i, (unsigned long)b->call[i].op);
		xpv_must((long)b->call[i].result, name);
	}
}

/* A single call needs no multicall around it. */
static void batch_single(struct multicall_entry *call)
{
	call->result = xpv_hcall4(call->op, call->args[0], call->args[1], call->args[2],
				  call->args[3]);
}

void xpv_batch_send(struct xpv_batch *b)
{
	if (!b->count)
		return;
	if (b->count == 1)
		batch_single(&b->call[0]);
	else
		xpv_must(xpv_hcall_multicall(b->call, b->count), "multicall");
	batch_check(b);
	b->count = 0;
}

void xpv_batch_add(struct xpv_batch *b, unsigned int op, unsigned long a1,
		   unsigned long a2, unsigned long a3)
{
	struct multicall_entry *call;

	if (b->count == XPV_BATCH_MAX)
		xpv_batch_send(b);
	call = &b->call[b->count++];
	call->op = op;
	call->args[0] = a1;
	call->args[1] = a2;
	call->args[2] = a3;
	call->args[3] = DOMID_SELF;
}
