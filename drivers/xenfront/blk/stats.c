// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is going on, in /sys/block/xvda/xenfront/: how the disk is connected, and
 * for each queue, one line each, what was counted. What can be chosen anew while the
 * disk is in use is there, too.
 */
#include <linux/blkdev.h>
#include "blk.h"

/**
 * struct column - one number of a queue
 * @name: of it
 * @offset: in struct xfblk_stats
 */
struct column {
	const char *name;
	size_t offset;
};

#define COLUMN(member)	{ #member, offsetof(struct xfblk_stats, member) }

static const struct column columns[] = {
	COLUMN(requests),
	COLUMN(segments),
	COLUMN(indirect),
	COLUMN(pushes),
	COLUMN(kicks),
	COLUMN(starved),
	COLUMN(events),
	COLUMN(responses),
	COLUMN(rounds),
};

static struct xfblk_dev *dev_of(struct device *dev)
{
	return dev_to_disk(dev)->private_data;
}

static int show_queue(const struct xfblk_queue *q, char *text, int at)
{
	unsigned int i;
	u64 value;

	at += sysfs_emit_at(text, at, "%s", q->name);
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		value = READ_ONCE(*(u64 *)((u8 *)&q->stats + columns[i].offset));
		at += sysfs_emit_at(text, at, " %s %llu", columns[i].name, value);
	}
	return at + sysfs_emit_at(text, at, "\n");
}

static ssize_t stats_show(struct device *ddev, struct device_attribute *attr,
			  char *text)
{
	const struct xfblk_dev *dev = dev_of(ddev);
	unsigned int i;
	int at = 0;

	for (i = 0; i < dev->count; i++)
		at = show_queue(&dev->queues[i], text, at);
	return at;
}
static DEVICE_ATTR_RO(stats);

static ssize_t connection_show(struct device *ddev,
			       struct device_attribute *attr, char *text)
{
	const struct xfblk_dev *dev = dev_of(ddev);
	const struct xfblk_queue *q = &dev->queues[0];

	return sysfs_emit(text, "queues %u polled %u requests %u segments %u persistent %u\n",
			  dev->count - dev->polled, dev->polled,
			  READ_ONCE(q->depth), READ_ONCE(q->segs),
			  dev->offer.persistent);
}
static DEVICE_ATTR_RO(connection);

static ssize_t hold_us_show(struct device *ddev, struct device_attribute *attr, char *text)
{
	return sysfs_emit(text, "%u\n", READ_ONCE(dev_of(ddev)->params.hold_us));
}

static ssize_t hold_us_store(struct device *ddev, struct device_attribute *attr,
			     const char *text, size_t len)
{
	unsigned int us;
	int err = kstrtouint(text, 0, &us);

	if (err)
		return err;
	if (us > XFBLK_HOLD_MAX_US)
		return -ERANGE;
	xfblk_settings_hold(dev_of(ddev), us);
	return len;
}
static DEVICE_ATTR_RW(hold_us);

static struct attribute *attrs[] = {
	&dev_attr_stats.attr,
	&dev_attr_connection.attr,
	&dev_attr_hold_us.attr,
	NULL,
};

static const struct attribute_group group = {
	.name = "xenfront",
	.attrs = attrs,
};

const struct attribute_group *xfblk_stats_groups[] = { &group, NULL };
