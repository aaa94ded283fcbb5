// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables: each is a page that the back-end may read, for the segments of a
 * request that has more than fit into its slot, and our own account of them.
 *
 * A table is granted once, when the queue is made. It only ever holds segments,
 * so nothing of ours can leak through it. A back-end that keeps its mappings maps
 * with write access whatever it maps, also what it only reads; we never read it.
 */
#include <linux/gfp.h>
#include <linux/slab.h>
#include "blk.h"

static struct xfblk_table *table_new(struct xfblk_queue *q)
{
	struct xfblk_table *table;

	table = kmalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return NULL;
	table->seg = (void *)get_zeroed_page(GFP_KERNEL);
	if (!table->seg)
		goto free_table;
	table->ref = xfbuf_grant(&q->pool, virt_to_page(table->seg),
				 !q->dev->offer.persistent);
	if (table->ref == XPV_GREF_NONE)
		goto free_page;
	return table;

free_page:
	free_page((unsigned long)table->seg);
free_table:
	kfree(table);
	return NULL;
}

int xfblk_table_init(struct xfblk_queue *q, unsigned int count)
{
	struct xfblk_table *table;

	while (count--) {
		table = table_new(q);
		if (!table) {
			xfblk_table_uninit(q);
			return -ENOMEM;
		}
		list_add(&table->node, &q->tables);
	}
	return 0;
}

void xfblk_table_uninit(struct xfblk_queue *q)
{
	struct xfblk_table *table, *next;

	list_for_each_entry_safe(table, next, &q->tables, node) {
		/* Where the back-end holds on, the page outlives our put. */
		xfbuf_revoke(&q->pool, table->ref, virt_to_page(table->seg));
		free_page((unsigned long)table->seg);
		kfree(table);
	}
	INIT_LIST_HEAD(&q->tables);
}

struct xfblk_table *xfblk_table_get(struct xfblk_queue *q)
{
	struct xfblk_table *table;

	table = list_first_entry_or_null(&q->tables, struct xfblk_table, node);
	if (table)
		list_del(&table->node);
	return table;
}

/* The one used last is the first to be used again: it is still in the cache. */
void xfblk_table_put(struct xfblk_queue *q, struct xfblk_table *table)
{
	list_add(&table->node, &q->tables);
}
