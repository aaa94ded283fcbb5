// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the keys in the store to a live queue and back.
 *
 * All functions here are callbacks of the bus: one at a time, may sleep.
 */
#include <xen/interface/io/protocols.h>
#include "blk.h"

/* Four pages hold 128 requests, more than storage wants to have at a time. */
#define RING_ORDER	2

static const struct xfkey transport_keys[] = {
	XFKEY_NUM(struct xfblk_offer, ring_order, "max-ring-page-order",
		  .flags = XFKEY_CLAMP, .max = RING_ORDER),
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
};

/* The first entry alone: what may change while the disk is in use. */
#define CHANGING_KEYS	1

struct our_keys {
	char protocol[sizeof(XEN_IO_PROTO_ABI_NATIVE)];
};

static const struct xfkey our_keys[] = {
	XFKEY_STRING(struct our_keys, protocol, "protocol"),
};

static int publish(struct xfblk_dev *dev)
{
	static const struct xfchan_keys chan_keys = {
		.ring = "ring-ref",
		.port = "event-channel",
		.order = "ring-page-order",
	};
	static const struct our_keys ours = {
		.protocol = XEN_IO_PROTO_ABI_NATIVE,
	};
	struct xfbus_device *xdev = dev->xdev;
	int err;

	err = xfchan_publish(&dev->queue.chan, XFSTORE_NO_TX, xdev->nodename,
			     &chan_keys);
	if (err)
		return err;
	return xfbus_write_own(xdev, our_keys, ARRAY_SIZE(our_keys), &ours);
}

int xfblk_connect_offer(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);
	struct xfblk_queue *q = &dev->queue;
	struct xfchan_conf conf = {
		.name = dev->naming.name,
		.slot_size = sizeof(union blkif_sring_entry),
		.handler = xfblk_complete_event,
		.ctx = q,
	};
	int err;

	err = xfbus_read_otherend(xdev, transport_keys,
				  ARRAY_SIZE(transport_keys), &dev->offer);
	if (err)
		return err;
	conf.order = dev->offer.ring_order;
	xfblk_queue_prepare(q, dev);
	err = xfchan_init(&q->chan, xdev, &conf);
	if (err)
		return err;
	err = publish(dev);
	if (err)
		goto uninit_chan;
	return 0;

uninit_chan:
	irq_poll_disable(&q->poll);
	xfchan_stop(&q->chan);
	xfchan_uninit(&q->chan);
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

int xfblk_connect_live(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);
	int err;

	err = xfbus_read_otherend(xdev, disk_keys, ARRAY_SIZE(disk_keys),
				  &dev->offer);
	if (err)
		return err;
	dev->flush_op = flush_operation(&dev->offer);
	err = xfblk_queue_init(&dev->queue,
			       xfblk_segs_limit(dev->offer.indirect));
	if (err)
		return err;
	return dev->disk ? take_over(dev) : xfblk_disk_add(dev);
}

void xfblk_connect_changed(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);

	if (!xfbus_read_otherend(xdev, disk_keys, CHANGING_KEYS, &dev->offer))
		xfblk_disk_resize(dev);
}

/* From here on queue_rq() fails requests. */
static void close_gate(struct xfblk_queue *q)
{
	spin_lock_bh(&q->lock);
	q->live = false;
	spin_unlock_bh(&q->lock);
}

/*
 * The back-end is not waited for. Submitters are kept out first, then the poll,
 * which an event cannot start any more then, then the event. What is still out
 * after that only we can end: @end does. No queue_rq() is inside meanwhile; the
 * next one runs into the closed gate.
 */
static void disconnect(struct xfblk_dev *dev, void (*end)(struct xfblk_queue *q))
{
	struct xfblk_queue *q = &dev->queue;

	if (dev->disk)
		blk_mq_quiesce_queue(dev->disk->queue);
	close_gate(q);
	irq_poll_disable(&q->poll);
	xfchan_stop(&q->chan);
	end(q);
	xfblk_queue_uninit(q);
	xfchan_uninit(&q->chan);
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
	disconnect(dev_get_drvdata(&xdev->dev), xfblk_complete_requeue);
}
