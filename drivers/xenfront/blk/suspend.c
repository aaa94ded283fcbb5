// SPDX-License-Identifier: GPL-2.0-only
/*
 * The disk around a save of the domain, or another connection.
 *
 * The block layer is frozen: new users wait, and what is out is awaited, so that
 * nothing is normally in flight when the domain stops. What a slow back-end still
 * has is issued again in a new domain, from the same pages; a read or write that
 * was done twice has done no harm, since nobody was told that it ended. Whoever connects
 * the disk again thaws it: another task than the one that froze it.
 *
 * Callbacks of the bus, or called from them.
 */
#include <linux/blk-mq.h>
#include "blk.h"

#define PATIENCE	(5 * HZ)

void xfblk_suspend_stop(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);

	if (!dev->disk || dev->stopped)
		return;
	blk_freeze_queue_start_non_owner(dev->disk->queue);
	if (!blk_mq_freeze_queue_wait_timeout(dev->disk->queue, PATIENCE))
		pr_info("xen %s: requests are out, and will be issued again\n",
			dev->naming.name);
	blk_mq_quiesce_queue(dev->disk->queue);
	dev->stopped = true;
}

/* Harmless where it is not stopped. */
void xfblk_suspend_start(struct xfblk_dev *dev)
{
	if (!dev->stopped)
		return;
	dev->stopped = false;
	blk_mq_unquiesce_queue(dev->disk->queue);
	blk_mq_kick_requeue_list(dev->disk->queue);
	blk_mq_start_stopped_hw_queues(dev->disk->queue, true);
	blk_mq_unfreeze_queue_non_owner(dev->disk->queue);
}

void xfblk_suspend_go_on(struct xfbus_device *xdev)
{
	xfblk_suspend_start(dev_get_drvdata(&xdev->dev));
}

/*
 * May the disk be served by this back-end, too? Requests that wait were made for
 * the old one. Return: 0, or -EOPNOTSUPP with the reason in the log.
 */
int xfblk_suspend_check(struct xfblk_dev *dev)
{
	const struct xfblk_queue *q = &dev->queues[0];
	const struct queue_limits *lim = &dev->disk->queue->limits;

	if (q->depth >= dev->tags.queue_depth && q->segs >= lim->max_segments &&
	    dev->offer.sector_size == lim->logical_block_size)
		return 0;
	pr_err("xen %s: the new host's back-end takes %u requests of %u segments, sectors of %u bytes; the disk needs %u, %u, %u\n",
	       dev->naming.name, q->depth, q->segs, dev->offer.sector_size,
	       dev->tags.queue_depth, lim->max_segments, lim->logical_block_size);
	return -EOPNOTSUPP;
}
