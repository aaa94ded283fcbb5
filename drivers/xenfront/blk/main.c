// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver towards the bus, and the life of struct xfblk_dev.
 *
 * A device outlives its place on the bus as long as someone has the disk open.
 * A name belongs to one device from probe() to remove().
 */
#include <linux/blkdev.h>
#include <linux/major.h>
#include <linux/module.h>
#include <xpv/domain.h>
#include "blk.h"

/* Names in use; names_lock protects the list. */
static LIST_HEAD(names);
static DEFINE_MUTEX(names_lock);

struct own_keys {
	u32 vdev;
};

static const struct xfkey own_keys[] = {
	XFKEY_NUM(struct own_keys, vdev, "virtual-device",
		  .flags = XFKEY_REQUIRED),
};

static int claim_name(struct xfblk_dev *dev)
{
	struct xfblk_dev *other;

	guard(mutex)(&names_lock);
	list_for_each_entry(other, &names, node)
		if (xfblk_naming_clash(&other->naming, &dev->naming))
			return -EBUSY;
	list_add(&dev->node, &names);
	return 0;
}

static void release_name(struct xfblk_dev *dev)
{
	guard(mutex)(&names_lock);
	list_del(&dev->node);
}

static int name_device(struct xfblk_dev *dev)
{
	struct device *parent = &dev->xdev->dev;
	struct own_keys own;
	int err;

	err = xfbus_read_own(dev->xdev, own_keys, ARRAY_SIZE(own_keys), &own);
	if (err)
		return err;
	dev->handle = own.vdev;
	err = xfblk_naming_decode(own.vdev, &dev->naming);
	if (err) {
		dev_err(parent, "virtual device %u is no disk that this kernel knows\n",
			own.vdev);
		return err;
	}
	err = claim_name(dev);
	if (err)
		dev_err(parent, "%s: another disk has the name\n",
			dev->naming.name);
	return err;
}

static int main_probe(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev;
	int err = xfblk_settings_make(xdev);

	if (err)
		return err;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	dev->xdev = xdev;
	kref_init(&dev->refs);
	err = name_device(dev);
	if (err) {
		kfree(dev);
		return err;
	}
	dev_set_drvdata(&xdev->dev, dev);
	return 0;
}

static void main_free(struct kref *refs)
{
	struct xfblk_dev *dev = container_of(refs, struct xfblk_dev, refs);

	kvfree(dev->queues);
	kfree(dev);
}

void xfblk_main_put(struct xfblk_dev *dev)
{
	kref_put(&dev->refs, main_free);
}

static void main_remove(struct xfbus_device *xdev)
{
	struct xfblk_dev *dev = dev_get_drvdata(&xdev->dev);

	release_name(dev);
	dev_set_drvdata(&xdev->dev, NULL);
	xfblk_main_put(dev);
}

static bool main_busy(struct xfbus_device *xdev)
{
	return xfblk_disk_busy(dev_get_drvdata(&xdev->dev));
}

static const char *const types[] = { "vbd", NULL };

static struct xfbus_driver xfblk_driver = {
	.name = "vbd",
	.types = types,
	.offer_state = XenbusStateInitialised,
	.optional = (const char *const []){ "ring-page-order", "num-ring-pages",
					      "multi-queue-num-queues", NULL },
	.boot_wait = true,
	.probe = main_probe,
	.connect = xfblk_connect_offer,
	.connected = xfblk_connect_live,
	.changed = xfblk_connect_changed,
	.busy = main_busy,
	.disconnect = xfblk_connect_close,
	.suspend = xfblk_suspend_stop,
	.resume = xfblk_suspend_go_on,
	.restart = xfblk_connect_restart,
	.abandon = xfblk_connect_abandon,
	.remove = main_remove,
	.driver.dev_groups = xfblk_settings_groups,
};

static int __init main_init(void)
{
	int err;

	if (!xpv_domain_pv())
		return -ENODEV;
	err = register_blkdev(XENVBD_MAJOR, "xvd");
	if (err)
		return err;
	xfblk_state_init();
	err = xfbus_driver_register(&xfblk_driver);
	if (err) {
		xfblk_state_exit();
		unregister_blkdev(XENVBD_MAJOR, "xvd");
	}
	return err;
}
module_init(main_init);

static void __exit main_exit(void)
{
	xfbus_driver_unregister(&xfblk_driver);
	xfblk_state_exit();
	unregister_blkdev(XENVBD_MAJOR, "xvd");
}
module_exit(main_exit);

MODULE_DESCRIPTION("Xen PV disks");
MODULE_LICENSE("GPL");
MODULE_ALIAS("xen:vbd");
MODULE_ALIAS_BLOCKDEV_MAJOR(XENVBD_MAJOR);
