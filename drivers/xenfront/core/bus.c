// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus "xen" in the device model: matching, events to user space, attributes,
 * registration of drivers. What devices there are is bus_scan.c's concern, how
 * one connects bus_probe.c's.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "../compat.h"
#include "bus_probe.h"

static ssize_t devtype_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%s\n", to_xfbus_device(dev)->type);
}
static DEVICE_ATTR_RO(devtype);

static ssize_t nodename_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "%s\n", to_xfbus_device(dev)->nodename);
}
static DEVICE_ATTR_RO(nodename);

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	return sysfs_emit(buf, "xen:%s\n", to_xfbus_device(dev)->type);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t state_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	const struct xfbus_device *xdev = to_xfbus_device(dev);

	return sysfs_emit(buf, "%s\n", xffsm_state_name(READ_ONCE(xdev->shown)));
}
static DEVICE_ATTR_RO(state);

static ssize_t trusted_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%d\n", to_xfbus_device(dev)->trusted);
}
static DEVICE_ATTR_RO(trusted);

/* As the toolstack is told; the lock keeps the text. */
static ssize_t failure_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct xfbus_device *xdev = to_xfbus_device(dev);
	const char *text;
	ssize_t size;

	mutex_lock(&xdev->lock);
	text = READ_ONCE(xdev->failure_text);
	size = sysfs_emit(buf, "%d%s%s\n", -READ_ONCE(xdev->failure), text ? " " : "",
			  text ?: "");
	mutex_unlock(&xdev->lock);
	return size;
}
static DEVICE_ATTR_RO(failure);

static struct attribute *xfbus_attrs[] = {
	&dev_attr_devtype.attr,
	&dev_attr_nodename.attr,
	&dev_attr_modalias.attr,
	&dev_attr_state.attr,
	&dev_attr_trusted.attr,
	&dev_attr_failure.attr,
	NULL
};
ATTRIBUTE_GROUPS(xfbus);

static int xfbus_match(struct device *dev, const struct device_driver *drv)
{
	const struct xfbus_driver *xdrv = to_xfbus_driver(drv);
	const char *const *type;

	for (type = xdrv->types; *type; type++)
		if (!strcmp(*type, to_xfbus_device(dev)->type))
			return 1;
	return 0;
}

static int xfbus_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	const struct xfbus_device *xdev =
		container_of_const(dev, struct xfbus_device, dev);

	return add_uevent_var(env, "MODALIAS=xen:%s", xdev->type) ?:
	       add_uevent_var(env, "XENBUS_TYPE=%s", xdev->type) ?:
	       add_uevent_var(env, "XENBUS_PATH=%s", xdev->nodename);
}

static int xfbus_probe(struct device *dev)
{
	return xfbus_probe_bind(to_xfbus_device(dev));
}

static void xfbus_remove(struct device *dev)
{
	xfbus_probe_unbind(to_xfbus_device(dev));
}

static void xfbus_shutdown(struct device *dev)
{
	if (kexec_in_progress && dev->driver)
		xfbus_probe_leave(to_xfbus_device(dev));
}

const struct bus_type xfbus_type = {
	.name		= "xen",
	.dev_groups	= xfbus_groups,
	.match		= xfbus_match,
	.uevent		= xfbus_uevent,
	.probe		= xfbus_probe,
	.remove		= xfbus_remove,
	.shutdown	= xfbus_shutdown,
};

int xfbus_driver_register_owner(struct xfbus_driver *drv, struct module *owner)
{
	drv->driver.name = drv->name;
	drv->driver.bus = &xfbus_type;
	drv->driver.owner = owner;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL_GPL(xfbus_driver_register_owner);

void xfbus_driver_unregister(struct xfbus_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(xfbus_driver_unregister);

/* Also on bare metal: a driver that finds no device does no harm there. */
static int __init xfbus_init(void)
{
	return bus_register(&xfbus_type);
}
postcore_initcall(xfbus_init);
