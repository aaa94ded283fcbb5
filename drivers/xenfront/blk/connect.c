// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the keys in the store to live queues and back.
 *
 * All functions here are callbacks of the bus: one at a time, may sleep.
 */
#include <linux/cpumask.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <xen/interface/io/protocols.h>
#include "blk.h"

static const struct xfkey transport_keys[] = {
	XFKEY_NUM(struct xfblk_offer, ring_order, "max-ring-page-order",
		  .flags = XFKEY_CLAMP, .max = XFBLK_RING_ORDER_MAX),
	XFKEY_NUM(struct xfblk_offer, ring_pages, "max-ring-pages",
		  .flags = XFKEY_CLAMP, .min = 1, .max = 1 << XFBLK_RING_ORDER_MAX,
		  .preset = 1),
	XFKEY_NUM(struct xfblk_offer, queues, "multi-queue-max-queues",
		  .flags = XFKEY_CLAMP, .min = 1, .max = XFBLK_QUEUES_MAX,
		  .preset = 1),
};

static const struct xfkey disk_keys[] = {
	XFKEY_NUM(struct xfblk_offer, sectors, "sectors",
		  .flags = XFKEY_REQUIRED, .max = S64_MAX >> SECTOR_SHIFT),
	XFKEY_NUM(struct xfblk_offer, sector_size, "sector-size",
		  .flags = XFKEY_POW2, .min = SECTOR_SIZE, .max = PAGE_SIZE,
		  .preset = SECTOR_SIZE),
	XFKEY_NUM(struct xfblk_offer, physical_size, "physical-sector-size",
		  .flags = XFKEY_POW2 | XFKEY_CLAMP, .min = SECTOR_SIZE,
		  .max = SZ_1M, .preset = SECTOR_SIZE),
	XFKEY_NUM(struct xfblk_offer, info, "info"),
	XFKEY_NUM(struct xfblk_offer, indirect, "feature-max-indirect-segments",
		  .flags = XFKEY_CLAMP, .max = XFBLK_SEGS_MAX),
	XFKEY_FLAG(struct xfblk_offer, flush, "feature-flush-cache"),
	XFKEY_FLAG(struct xfblk_offer, barrier, "feature-barrier"),
	XFKEY_FLAG(struct xfblk_offer, persistent, "feature-persistent"),
	XFKEY_FLAG(struct xfblk_offer, discard, "feature-discard"),
	XFKEY_FLAG(struct xfblk_offer, secure, "discard-secure"),
	XFKEY_NUM(struct xfblk_offer, discard_granularity,
		  "discard-granularity", .flags = XFKEY_CLAMP),
	XFKEY_NUM(struct xfblk_offer, discard_alignment, "discard-alignment",
		  .flags = XFKEY_CLAMP),
};

/* The first entry alone: what may change while the disk is in use. */
#define CHANGING_KEYS	1

struct our_keys {
	char protocol[sizeof(XEN_IO_PROTO_ABI_NATIVE)];
	bool persistent;
	u32 ring_order;
	u32 ring_pages;
	u32 queues;
};

static const struct xfkey our_keys[] = {
	XFKEY_STRING(struct our_keys, protocol, "protocol"),
	XFKEY_FLAG(struct our_keys, persistent, "feature-persistent"),
};

/*
 * Only where they are not 0 and 1: where they are there, with whatever value,
 * back-ends look for a ring's keys by other names.
 */
static const struct xfkey order_keys[] = {
	XFKEY_NUM(struct our_keys, ring_order, "ring-page-order"),
	XFKEY_NUM(struct our_keys, ring_pages, "num-ring-pages"),
};

static const struct xfkey queues_key[] = {
	XFKEY_NUM(struct our_keys, queues, "multi-queue-num-queues"),
};

static int publish_queue(struct xfblk_dev *dev, unsigned int index)
{
	static const struct xfchan_keys keys = {
		.ring = "ring-ref",
		.port = "event-channel",
	};
	char *dir = xfchan_dir(dev->xdev, index, dev->count);
	int err;

	if (!dir)
		return -ENOMEM;
	err = xfchan_publish(&dev->queues[index].chan, XFSTORE_NO_TX, dir,
			     &keys);
	kfree(dir);
	return err;
}

static int publish(struct xfblk_dev *dev)
{
	const struct our_keys ours = {
		.protocol = XEN_IO_PROTO_ABI_NATIVE,
		.persistent = dev->params.persistent,
		.ring_order = dev->offer.ring_order,
		.ring_pages = 1 << dev->offer.ring_order,
		.queues = dev->count,
	};
	unsigned int i;
	int err = 0;

	for (i = 0; i < dev->count && !err; i++)
		err = publish_queue(dev, i);
	if (!err && ours.ring_order)
		err = xfbus_write_own(dev->xdev, order_keys, ARRAY_SIZE(order_keys), &ours);
	if (!err && ours.queues > 1)
		err = xfbus_write_own(dev->xdev, queues_key, 1, &ours);
	if (err)
		return err;
	return xfbus_write_own(dev->xdev, our_keys, ARRAY_SIZE(our_keys), &ours);
}

/*
 * A queue for each CPU, and the polled ones, as far as the back-end offers; one
 * is not polled. There are as many with each connection of a disk.
 */
static int make_queues(struct xfblk_dev *dev)
{
	unsigned int most = dev->offer.queues, usual, polled;

	if (dev->queues)
		return most < dev->count ? -EINVAL : 0;
	usual = clamp(dev->params.queues, 1U, num_possible_cpus());
	usual = min(usual, most);
	polled = min3(dev->params.poll_queues, num_possible_cpus(), most - 1);
	usual = min(usual, most - polled);
	dev->queues = kvcalloc(usual + polled, sizeof(*dev->queues), GFP_KERNEL);
	if (!dev->queues)
		return -ENOMEM;
	dev->count = usual + polled;
	dev->polled = polled;
	return 0;
}

static void close_queues(struct xfblk_dev *dev, unsigned int count,
			 void (*end)(struct xfblk_queue *q))
{
	struct xfblk_queue *q;

	while (count--) {
		q = &dev->queues[count];
		xfblk_queue_stop(q);
		end(q);
		xfblk_queue_uninit(q);
		xfblk_queue_close(q);
	}
}

static int open_queues(struct xfblk_dev *dev)
{
	unsigned int i;
	int err;

	for (i = 0; i < dev->count; i++) {
		xfblk_queue_prepare(&dev->queues[i], dev, i);
		err = xfblk_queue_open(&dev->queues[i]);
		if (err) {
			close_queues(dev, i, xfblk_complete_abort);
			return err;
		}
	}
	return 0;
}

int xfblk_connect_offer(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);
	int err;

	err = xfbus_read_otherend(xdev, transport_keys,
				  ARRAY_SIZE(transport_keys), &dev->offer);
	if (err)
		return err;
	xfblk_settings_take(dev);
	/* Two keys for the same: who offers only one of them means it. */
	dev->offer.ring_order = min(max_t(u32, dev->offer.ring_order,
					  ilog2(dev->offer.ring_pages)),
				    dev->params.ring_order);
	err = make_queues(dev);
	if (err)
		return err;
	err = open_queues(dev);
	if (err)
		return err;
	err = publish(dev);
	if (err)
		close_queues(dev, dev->count, xfblk_complete_abort);
	return err;
}

static u8 flush_operation(const struct xfblk_offer *offer)
{
	if (offer->flush)
		return BLKIF_OP_FLUSH_DISKCACHE;
	return offer->barrier ? BLKIF_OP_WRITE_BARRIER : 0;
}

/* A new domain, and so a new back-end, for a disk that the system knows. */
static int take_over(struct xfblk_dev *dev)
{
	int err = xfblk_suspend_check(dev);

	if (err)
		return err;
	xfblk_disk_resize(dev);
	xfblk_suspend_start(dev);
	return 0;
}

/* What is left behind on error goes with xfblk_connect_close(). */
static int init_queues(struct xfblk_dev *dev)
{
	unsigned int segs = xfblk_segs_limit(min(dev->offer.indirect,
						 dev->params.segments));
	unsigned int i;
	int err = 0;

	for (i = 0; i < dev->count && !err; i++)
		err = xfblk_queue_init(&dev->queues[i], segs);
	return err;
}

int xfblk_connect_live(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);
	int err;

	err = xfbus_read_otherend(xdev, disk_keys, ARRAY_SIZE(disk_keys),
				  &dev->offer);
	if (err)
		return err;
	dev->offer.persistent &= dev->params.persistent;
	dev->flush_op = flush_operation(&dev->offer);
	err = init_queues(dev);
	if (err)
		return err;
	xfblk_state_add(dev);
	return dev->disk ? take_over(dev) : xfblk_disk_add(dev);
}

void xfblk_connect_changed(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);

	if (!xfbus_read_otherend(xdev, disk_keys, CHANGING_KEYS, &dev->offer))
		xfblk_disk_resize(dev);
}

/*
 * The back-end is not waited for. No queue_rq() is in the middle of something, and
 * the next one runs into the closed gate. What is still out when no response is
 * taken any more only we can end: @end does.
 */
static void disconnect(struct xfblk_dev *dev, void (*end)(struct xfblk_queue *q))
{
	xfblk_state_del(dev);
	if (dev->disk)
		blk_mq_quiesce_queue(dev->disk->queue);
	close_queues(dev, dev->count, end);
	if (dev->disk)
		blk_mq_unquiesce_queue(dev->disk->queue);
}

/*
 * The disk goes at once, though its place on the bus may stay as long as the
 * toolstack likes: to whoever looks for disks, one that only fails is worse than
 * none. What waits in the block layer fails first.
 */
static void drop_disk(struct xfblk_dev *dev)
{
	if (!dev->disk)
		return;
	xfblk_suspend_start(dev);
	blk_mq_start_stopped_hw_queues(dev->disk->queue, true);
	xfblk_disk_del(dev);
}

void xfblk_connect_close(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);

	disconnect(dev, xfblk_complete_abort);
	drop_disk(dev);
}

void xfblk_connect_abandon(struct xfbus_device *xdev)
{
	drop_disk(dev_get_drvdata(&xdev->dev));
}

/* Users of the disk wait until another back-end is there. */
void xfblk_connect_restart(struct xfbus_device *xdev)
{
	xfblk_suspend_stop(xdev);
	disconnect(dev_get_drvdata(&xdev->dev), xfblk_complete_requeue);
}
