// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the block layer is told about the requests that we take.
 *
 * A segment is a run of 512-byte ring sectors inside one page, since that is
 * what a grant covers.
 */
#include <linux/blkdev.h>
#include "blk.h"

/* A granularity that no sector fits into would make every discard too small. */
static void fill_discard(const struct xfblk_offer *offer,
			 struct queue_limits *lim)
{
	u32 unit = max(offer->discard_granularity, offer->sector_size);

	if (unit % offer->sector_size)
		unit = offer->sector_size;
	lim->discard_granularity = unit;
	lim->discard_alignment = offer->discard_alignment % unit;
	lim->max_hw_discard_sectors = UINT_MAX >> SECTOR_SHIFT;
	if (offer->secure)
		lim->max_secure_erase_sectors = UINT_MAX >> SECTOR_SHIFT;
}

static blk_features_t features(const struct xfblk_dev *dev)
{
	if (!dev->flush_op)
		return 0;
	/* A barrier is the only write that is sure to last, and never indirect. */
	if (dev->flush_op == BLKIF_OP_WRITE_BARRIER &&
	    dev->queues[0].segs == XFBLK_SEGS_DIRECT)
		return BLK_FEAT_WRITE_CACHE | BLK_FEAT_FUA;
	return BLK_FEAT_WRITE_CACHE;
}

void xfblk_limits_fill(const struct xfblk_dev *dev, struct queue_limits *lim)
{
	const struct xfblk_offer *offer = &dev->offer;
	unsigned int segs = dev->queues[0].segs;

	*lim = (struct queue_limits) {
		.features = features(dev),
		.logical_block_size = offer->sector_size,
		.physical_block_size = max(offer->physical_size,
					   offer->sector_size),
		.max_segments = segs,
		.max_segment_size = PAGE_SIZE,
		.seg_boundary_mask = PAGE_SIZE - 1,
		.max_hw_sectors = segs << (PAGE_SHIFT - SECTOR_SHIFT),
		.dma_alignment = SECTOR_SIZE - 1,
	};
	if (offer->discard)
		fill_discard(offer, lim);
}

static void drop(unsigned long forgets, struct queue_limits *lim)
{
	if (test_bit(XFBLK_FORGET_FLUSH, &forgets))
		lim->features &= ~(BLK_FEAT_WRITE_CACHE | BLK_FEAT_FUA);
	if (test_bit(XFBLK_FORGET_DISCARD, &forgets))
		lim->max_hw_discard_sectors = 0;
	if (test_bit(XFBLK_FORGET_DISCARD, &forgets) ||
	    test_bit(XFBLK_FORGET_SECURE, &forgets))
		lim->max_secure_erase_sectors = 0;
}

void xfblk_limits_forget(struct work_struct *work)
{
	struct xfblk_dev *dev = container_of(work, struct xfblk_dev, forget);
	struct request_queue *queue = dev->disk->queue;
	struct queue_limits lim = queue_limits_start_update(queue);

	drop(READ_ONCE(dev->forgets), &lim);
	if (queue_limits_commit_update(queue, &lim))
		pr_warn("xen %s: what the back-end cannot do stays on\n",
			dev->naming.name);
}
