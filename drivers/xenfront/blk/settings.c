// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the user may choose for one disk, in /sys/bus/xen/devices/vbd-51712/settings/.
 * The module's parameters are the presets.
 *
 * What was written stays with the device, from one binding of the driver to the next,
 * and counts when the disk is made: unbind, bind. A disk that gets another connection
 * while it has users keeps what the block layer was told of it; whether grants are
 * kept is not among that.
 */
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "blk.h"

/**
 * struct setting - one number that may be chosen
 * @attr: its file
 * @offset: of an unsigned int in struct xfblk_params
 * @min: least that is taken
 * @max: most that is taken
 */
struct setting {
	struct device_attribute attr;
	size_t offset;
	unsigned int min;
	unsigned int max;
};

/* Over what is kept of all devices. Innermost. */
static DEFINE_MUTEX(settings_lock);

static struct xfblk_params *params_of(struct device *dev)
{
	return to_xfbus_device(dev)->kept;
}

static unsigned int *value_of(struct xfblk_params *params, const struct setting *setting)
{
	return (void *)params + setting->offset;
}

static ssize_t setting_show(struct device *dev, struct device_attribute *attr, char *text)
{
	const struct setting *setting = container_of(attr, struct setting, attr);

	guard(mutex)(&settings_lock);
	return sysfs_emit(text, "%u\n", *value_of(params_of(dev), setting));
}

static ssize_t setting_store(struct device *dev, struct device_attribute *attr,
			     const char *text, size_t len)
{
	const struct setting *setting = container_of(attr, struct setting, attr);
	unsigned int value;
	int err = kstrtouint(text, 0, &value);

	if (err)
		return err;
	if (value < setting->min || value > setting->max)
		return -ERANGE;
	guard(mutex)(&settings_lock);
	*value_of(params_of(dev), setting) = value;
	return len;
}

#define SETTING(_name, _min, _max) {						\
	.attr = __ATTR(_name, 0644, setting_show, setting_store),		\
	.offset = offsetof(struct xfblk_params, _name),				\
	.min = (_min),								\
	.max = (_max),								\
}

static struct setting settings[] = {
	SETTING(queues, 1, XFBLK_QUEUES_MAX),
	SETTING(poll_queues, 0, XFBLK_QUEUES_MAX - 1),
	SETTING(ring_order, 0, XFBLK_RING_ORDER_MAX),
	SETTING(segments, XFBLK_SEGS_DIRECT, XFBLK_SEGS_MAX),
};

static ssize_t persistent_show(struct device *dev, struct device_attribute *attr, char *text)
{
	guard(mutex)(&settings_lock);
	return sysfs_emit(text, "%u\n", params_of(dev)->persistent);
}

static ssize_t persistent_store(struct device *dev, struct device_attribute *attr,
				const char *text, size_t len)
{
	bool value;
	int err = kstrtobool(text, &value);

	if (err)
		return err;
	guard(mutex)(&settings_lock);
	params_of(dev)->persistent = value;
	return len;
}
static DEVICE_ATTR_RW(persistent);

static struct attribute *attrs[] = {
	&settings[0].attr.attr,
	&settings[1].attr.attr,
	&settings[2].attr.attr,
	&settings[3].attr.attr,
	&dev_attr_persistent.attr,
	NULL,
};

static const struct attribute_group group = {
	.name = "settings",
	.attrs = attrs,
};

const struct attribute_group *xfblk_settings_groups[] = { &group, NULL };

int xfblk_settings_make(struct xfbus_device *xdev)
{
	struct xfblk_params *params;
	unsigned int i, *value;

	static_assert(ARRAY_SIZE(attrs) == ARRAY_SIZE(settings) + 2);
	if (xdev->kept)
		return 0;
	params = kmemdup(&xfblk_params, sizeof(xfblk_params), GFP_KERNEL);
	if (!params)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		value = value_of(params, &settings[i]);
		*value = clamp(*value, settings[i].min, settings[i].max);
	}
	params->hold_us = min(params->hold_us, XFBLK_HOLD_MAX_US);
	xdev->kept = params;
	return 0;
}

void xfblk_settings_take(struct xfblk_dev *dev)
{
	const struct xfblk_params *kept = dev->xdev->kept;

	guard(mutex)(&settings_lock);
	if (dev->queues)
		dev->params.persistent = kept->persistent;
	else
		dev->params = *kept;
}

void xfblk_settings_hold(struct xfblk_dev *dev, unsigned int us)
{
	struct xfblk_params *kept = dev->xdev->kept;

	guard(mutex)(&settings_lock);
	kept->hold_us = us;
	WRITE_ONCE(dev->params.hold_us, us);
}
