// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each queue is like at the moment, for whoever wants to know why a disk stands
 * still: /sys/kernel/debug/xenfront/xvda/queues.
 *
 * The file is there while the disk is connected. Its removal waits for readers, so
 * none meets queues that are being closed; it must not be waited for under a lock that
 * a reader takes, which is the queue's alone.
 */
#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/seq_file.h>
#include "blk.h"

static struct dentry *root;

static void show_ring(struct seq_file *file, const struct xfring *ring)
{
	struct xfring_head theirs;

	xfring_peek(ring, &theirs);
	seq_printf(file, "  ring: slots %u req_prod %u req_pushed %u rsp_cons %u rsp_seen %u in_flight %u\n",
		   ring->size, ring->req_prod, ring->req_pushed, ring->rsp_cons,
		   READ_ONCE(ring->rsp_seen), xfring_in_flight(ring));
	seq_printf(file, "  shared: req_prod %u req_event %u rsp_prod %u rsp_event %u\n",
		   theirs.req_prod, theirs.req_event, theirs.rsp_prod, theirs.rsp_event);
}

static void show_pool(struct seq_file *file, struct xfblk_queue *q)
{
	const struct xfbuf_pool *pool = &q->pool;

	seq_printf(file, "  pool: size %u free %u kept %u spare %u copies %u\n", pool->size,
		   pool->free, pool->keeps, pool->spares, xfbuf_copies(pool));
	seq_printf(file, "  tables: spare %zu\n", list_count_nodes(&q->tables));
}

static unsigned int count_out(const struct xfblk_queue *q)
{
	unsigned int id, out = 0;

	for (id = 0; id < q->depth; id++)
		out += !!q->out[id];
	return out;
}

static void show_flags(struct seq_file *file, struct xfblk_queue *q)
{
	seq_printf(file, "  flags: live %u starved %u polled %u broken %u raised %u overdue %u asking %u stalled %u\n",
		   q->live, READ_ONCE(q->starved), q->polled, xfring_broken(&q->chan.ring),
		   READ_ONCE(q->raised), READ_ONCE(q->overdue), test_bit(0, &q->asking),
		   READ_ONCE(q->dev->stalled));
}

static void show_queue(struct seq_file *file, struct xfblk_queue *q)
{
	spin_lock_bh(&q->lock);
	seq_printf(file, "%s: requests %u out %u segments %u irq %d\n", q->name, q->depth,
		   count_out(q), q->segs, q->chan.irq);
	show_ring(file, &q->chan.ring);
	show_pool(file, q);
	show_flags(file, q);
	spin_unlock_bh(&q->lock);
}

static int queues_show(struct seq_file *file, void *unused)
{
	struct xfblk_dev *dev = file->private;
	unsigned int i;

	for (i = 0; i < dev->count; i++)
		show_queue(file, &dev->queues[i]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(queues);

void xfblk_state_add(struct xfblk_dev *dev)
{
	dev->state = debugfs_create_dir(dev->naming.name, root);
	debugfs_create_file("queues", 0400, dev->state, dev, &queues_fops);
}

void xfblk_state_del(struct xfblk_dev *dev)
{
	debugfs_remove(dev->state);
	dev->state = NULL;
}

void xfblk_state_init(void)
{
	root = debugfs_create_dir("xenfront", NULL);
}

void xfblk_state_exit(void)
{
	debugfs_remove(root);
}
