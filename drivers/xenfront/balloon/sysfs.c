// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/devices/system/xen_memory/xen_memory0, as users of Xen know it:
 * target_kb and target (in bytes) can be written, info/ tells what is.
 *
 * A target that is written here lasts until the toolstack names another one.
 */
#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "balloon.h"

/**
 * struct value - a file with an amount of memory
 * @file: as sysfs has it
 * @pages: what it shows
 * @shift: from its unit to pages
 */
struct value {
	struct device_attribute file;
	unsigned long (*pages)(void);
	unsigned int shift;
};

#define IN_BYTES	PAGE_SHIFT
#define IN_KIB		(PAGE_SHIFT - 10)

static const struct value *to_value(const struct device_attribute *file)
{
	return container_of_const(file, struct value, file);
}

static unsigned long wanted(void)
{
	return READ_ONCE(xfballoon_state.target);
}

static unsigned long owned(void)
{
	return READ_ONCE(xfballoon_state.owned);
}

static unsigned long ballooned(void)
{
	return xfballoon_state.limit - owned();
}

/* No high memory on this architecture. */
static unsigned long none(void)
{
	return 0;
}

static ssize_t value_show(struct device *dev, struct device_attribute *file, char *text)
{
	const struct value *value = to_value(file);

	return sysfs_emit(text, "%lu\n", value->pages() << value->shift);
}

/* A number, with a suffix as in 512M if the user likes. */
static ssize_t value_store(struct device *dev, struct device_attribute *file,
			   const char *text, size_t len)
{
	char *rest;
	u64 amount = memparse(text, &rest);

	if (rest == text || *skip_spaces(rest))
		return -EINVAL;
	xfballoon_set_target(amount >> to_value(file)->shift);
	return len;
}

#define VALUE(name, mode, store, pages, unit)	\
	static struct value value_##name = { __ATTR(name, mode, value_show, store), pages, unit }

VALUE(target, 0644, value_store, wanted, IN_BYTES);
VALUE(target_kb, 0644, value_store, wanted, IN_KIB);
VALUE(current_kb, 0444, NULL, owned, IN_KIB);
VALUE(low_kb, 0444, NULL, ballooned, IN_KIB);
VALUE(high_kb, 0444, NULL, none, IN_KIB);

static const struct attribute_group memory_group = {
	.attrs = (struct attribute *[]){
		&value_target.file.attr, &value_target_kb.file.attr, NULL,
	},
};

static const struct attribute_group info_group = {
	.name = "info",
	.attrs = (struct attribute *[]){
		&value_current_kb.file.attr, &value_low_kb.file.attr,
		&value_high_kb.file.attr, NULL,
	},
};

static const struct attribute_group *memory_groups[] = { &memory_group, &info_group, NULL };

static const struct bus_type memory_subsys = {
	.name		= "xen_memory",
	.dev_name	= "xen_memory",
};

static void memory_release(struct device *dev)
{
	kfree(dev);
}

int __init xfballoon_sysfs_init(void)
{
	struct device *dev;
	int err;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	err = subsys_system_register(&memory_subsys, NULL);
	if (err) {
		kfree(dev);
		return err;
	}
	dev->bus = &memory_subsys;
	dev->groups = memory_groups;
	dev->release = memory_release;
	err = device_register(dev);
	if (err) {
		put_device(dev);
		bus_unregister(&memory_subsys);
	}
	return err;
}
