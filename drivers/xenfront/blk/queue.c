// SPDX-License-Identifier: GPL-2.0-only
/*
 * Life of a queue: prepared, opened (ring and event channel), with memory and
 * references (requests may come), stopped, without them, closed. The same again
 * for another connection.
 */
#include <linux/slab.h>
#include "blk.h"

/*
 * References of a disk, shared by its queues: 4 MiB under way. Domains have
 * 32,768 by default, for all devices, and may have many disks; a back-end keeps
 * the mappings of about as many.
 */
#define POOL_PAGES	1024
/* Requests with a table under way, of a disk; all smaller ones do without. */
#define TABLES		32
/* Responses taken before other softirqs get their turn. */
#define POLL_WEIGHT	64

void xfblk_queue_prepare(struct xfblk_queue *q, struct xfblk_dev *dev,
			 unsigned int index)
{
	memset(q, 0, sizeof(*q));
	q->dev = dev;
	q->polled = index >= dev->count - dev->polled;
	if (dev->count > 1)
		snprintf(q->name, sizeof(q->name), "%s-%u", dev->naming.name,
			 index);
	else
		strscpy(q->name, dev->naming.name);
	spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->tables);
	irq_poll_init(&q->poll, POLL_WEIGHT, xfblk_complete_poll);
	hrtimer_init(&q->hold, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	q->hold.function = xfblk_complete_late;
}

int xfblk_queue_open(struct xfblk_queue *q)
{
	const struct xfchan_conf conf = {
		.name = q->name,
		.order = q->dev->offer.ring_order,
		.slot_size = sizeof(union blkif_sring_entry),
		.handler = xfblk_complete_event,
		.ctx = q,
	};

	return xfchan_init(&q->chan, q->dev->xdev, &conf);
}

void xfblk_queue_close(struct xfblk_queue *q)
{
	xfchan_uninit(&q->chan);
}

/* An equal share of what a disk may have, so long as one request fits. */
static unsigned int share(const struct xfblk_queue *q, unsigned int all)
{
	return max(all / q->dev->count, 1U);
}

/* As many references as are to be had. */
static int make_pool(struct xfblk_queue *q, unsigned int least,
		     unsigned int most)
{
	unsigned int size = max(least, most);
	int err;

	do {
		err = xfbuf_pool_init(&q->pool, q->dev->xdev, size);
		size /= 2;
	} while (err == -ENOSPC && size >= least);
	if (err || !q->dev->offer.persistent)
		return err;
	err = xfbuf_pool_keep(&q->pool);
	if (err)
		xfbuf_pool_uninit(&q->pool);
	return err;
}

int xfblk_queue_init(struct xfblk_queue *q, unsigned int segs)
{
	unsigned int depth = q->chan.ring.size;
	unsigned int tables = 0;
	int err;

	if (segs > XFBLK_SEGS_DIRECT)
		tables = min(depth, share(q, TABLES));
	q->out = kcalloc(depth, sizeof(*q->out), GFP_KERNEL);
	if (!q->out)
		return -ENOMEM;
	err = make_pool(q, tables + segs,
			tables + min(depth * segs, share(q, POOL_PAGES)));
	if (err)
		goto free_out;
	err = xfblk_table_init(q, tables);
	if (err)
		goto uninit_pool;
	q->segs = segs;
	q->depth = depth;
	q->live = true;
	return 0;

uninit_pool:
	xfbuf_pool_uninit(&q->pool);
free_out:
	kfree(q->out);
	q->out = NULL;
	return err;
}

void xfblk_queue_uninit(struct xfblk_queue *q)
{
	if (!q->depth)
		return;
	q->depth = 0;
	xfblk_table_uninit(q);
	xfbuf_pool_uninit(&q->pool);
	kfree(q->out);
	q->out = NULL;
}

/*
 * Submitters are kept out first, then whoever takes responses, which neither an
 * event nor the timer can start any more then, then those two.
 */
void xfblk_queue_stop(struct xfblk_queue *q)
{
	spin_lock_bh(&q->lock);
	q->live = false;
	spin_unlock_bh(&q->lock);
	while (test_and_set_bit_lock(0, &q->asking))
		schedule_timeout_uninterruptible(1);
	irq_poll_disable(&q->poll);
	xfchan_stop(&q->chan);
	hrtimer_cancel(&q->hold);
}
