// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the block layer is told about the requests that we take.
 *
 * A segment is a run of 512-byte ring sectors inside one page, since that is
 * what a grant covers.
 */
#include <linux/blkdev.h>
#include "blk.h"

void xfblk_limits_fill(const struct xfblk_dev *dev, struct queue_limits *lim)
{
	const struct xfblk_offer *offer = &dev->offer;
	unsigned int segs = dev->queue.segs;

	*lim = (struct queue_limits) {
		.logical_block_size = offer->sector_size,
		.physical_block_size = max(offer->physical_size,
					   offer->sector_size),
		.max_segments = segs,
		.max_segment_size = PAGE_SIZE,
		.seg_boundary_mask = PAGE_SIZE - 1,
		.max_hw_sectors = segs << (PAGE_SHIFT - SECTOR_SHIFT),
		.dma_alignment = SECTOR_SIZE - 1,
	};
	if (dev->flush_op)
		lim->features |= BLK_FEAT_WRITE_CACHE;
}

void xfblk_limits_forget_flush(struct work_struct *work)
{
	struct xfblk_dev *dev = container_of(work, struct xfblk_dev,
					     forget_flush);
	struct request_queue *queue = dev->disk->queue;
	struct queue_limits lim = queue_limits_start_update(queue);

	lim.features &= ~BLK_FEAT_WRITE_CACHE;
	if (queue_limits_commit_update(queue, &lim))
		pr_warn("xen %s: flushes stay on\n", dev->naming.name);
}
