// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gendisk: size, partitions, users.
 *
 * Reading partitions takes answers from the back-end. It runs in a worker of
 * its own, so that a silent back-end does not stop the bus from removing the
 * disk, which ends the reading.
 */
#include <linux/blkdev.h>
#include <linux/major.h>
#include "blk.h"

/* Boot waits for the disk, so the partitions had better be there, too. */
#define SCAN_WAIT	(5 * HZ)

/* The last user has gone: the bus may be waiting for that. */
static void disk_release(struct gendisk *disk)
{
	struct xfblk_dev *dev = disk->private_data;

	lockdep_assert_held(&disk->open_mutex);
	if (!disk_openers(disk) && !dev->gone)
		xfbus_device_idle(dev->xdev);
}

static void disk_free(struct gendisk *disk)
{
	xfblk_main_put(disk->private_data);
}

static const struct block_device_operations disk_ops = {
	.owner = THIS_MODULE,
	.release = disk_release,
	.free_disk = disk_free,
};

static int make_tags(struct xfblk_dev *dev)
{
	dev->tags = (struct blk_mq_tag_set) {
		.ops = &xfblk_submit_ops,
		.nr_hw_queues = dev->count,
		.nr_maps = dev->polled ? HCTX_MAX_TYPES : 1,
		.queue_depth = dev->queues[0].depth,
		.cmd_size = sizeof(struct xfblk_cmd),
		.numa_node = NUMA_NO_NODE,
		/* The host orders requests; a second scheduler only delays. */
		.flags = BLK_MQ_F_SHOULD_MERGE | BLK_MQ_F_NO_SCHED_BY_DEFAULT,
		.driver_data = dev,
	};
	return blk_mq_alloc_tag_set(&dev->tags);
}

/* Each queue's event goes to the first of the CPUs that submit to it. */
static void place_events(struct xfblk_dev *dev)
{
	const unsigned int *queue_of = dev->tags.map[HCTX_TYPE_DEFAULT].mq_map;
	unsigned int i, cpu;

	if (dev->count - dev->polled == 1)
		return;
	for (i = 0; i < dev->count - dev->polled; i++)
		for_each_online_cpu(cpu)
			if (queue_of[cpu] == i) {
				xfchan_affine(&dev->queues[i].chan, cpu);
				break;
			}
}

/* In ring sectors; a last part of a sector of the disk cannot be used. */
static sector_t usable(const struct xfblk_offer *offer)
{
	return round_down(offer->sectors, offer->sector_size >> SECTOR_SHIFT);
}

static void describe(struct xfblk_dev *dev, struct gendisk *disk)
{
	u32 info = dev->offer.info;

	disk->fops = &disk_ops;
	disk->private_data = dev;
	strscpy(disk->disk_name, dev->naming.name, sizeof(disk->disk_name));
	if (dev->naming.minors) {
		disk->major = XENVBD_MAJOR;
		disk->first_minor = dev->naming.first_minor;
		disk->minors = dev->naming.minors;
	}
	if (dev->naming.partition)
		disk->flags |= GENHD_FL_NO_PART;
	if (info & (VDISK_REMOVABLE | VDISK_CDROM))
		disk->flags |= GENHD_FL_REMOVABLE;
	set_capacity(disk, usable(&dev->offer));
	set_disk_ro(disk, info & (VDISK_READONLY | VDISK_CDROM));
}

static void scan_partitions(struct work_struct *work)
{
	struct xfblk_dev *dev = container_of(work, struct xfblk_dev, scan);
	struct gendisk *disk = dev->disk;

	clear_bit(GD_SUPPRESS_PART_SCAN, &disk->state);
	mutex_lock(&disk->open_mutex);
	bdev_disk_changed(disk, false);
	mutex_unlock(&disk->open_mutex);
	complete_all(&dev->scanned);
}

static void start_scan(struct xfblk_dev *dev)
{
	if (!get_capacity(dev->disk))
		return;
	queue_work(system_unbound_wq, &dev->scan);
	if (!wait_for_completion_timeout(&dev->scanned, SCAN_WAIT))
		pr_warn("xen %s: back-end does not answer, partitions come when it does\n",
			dev->naming.name);
}

int xfblk_disk_add(struct xfblk_dev *dev)
{
	struct queue_limits lim;
	struct gendisk *disk;
	int err;

	err = make_tags(dev);
	if (err)
		return err;
	place_events(dev);
	xfblk_limits_fill(dev, &lim);
	disk = blk_mq_alloc_disk(&dev->tags, &lim, dev);
	if (IS_ERR(disk)) {
		err = PTR_ERR(disk);
		goto free_tags;
	}
	describe(dev, disk);
	INIT_WORK(&dev->scan, scan_partitions);
	INIT_WORK(&dev->forget, xfblk_limits_forget);
	init_completion(&dev->scanned);
	set_bit(GD_SUPPRESS_PART_SCAN, &disk->state);
	dev->disk = disk;
	kref_get(&dev->refs);
	err = device_add_disk(&dev->xdev->dev, disk, xfblk_stats_groups);
	if (err)
		goto put_disk;
	start_scan(dev);
	return 0;

put_disk:
	xfblk_main_put(dev);
	dev->disk = NULL;
	put_disk(disk);
free_tags:
	blk_mq_free_tag_set(&dev->tags);
	return err;
}

void xfblk_disk_del(struct xfblk_dev *dev)
{
	struct gendisk *disk = dev->disk;

	mutex_lock(&disk->open_mutex);
	dev->gone = true;
	mutex_unlock(&disk->open_mutex);
	cancel_work_sync(&dev->scan);
	blk_mark_disk_dead(disk);
	del_gendisk(disk);
	cancel_work_sync(&dev->forget);
	dev->disk = NULL;
	blk_mq_free_tag_set(&dev->tags);
	put_disk(disk);
}

void xfblk_disk_resize(struct xfblk_dev *dev)
{
	if (dev->disk)
		set_capacity_and_notify(dev->disk, usable(&dev->offer));
}

bool xfblk_disk_busy(struct xfblk_dev *dev)
{
	return dev->disk && disk_openers(dev->disk);
}
