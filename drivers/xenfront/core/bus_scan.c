// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices there are: reads "device/<type>/<id>" in the store, follows its
 * changes, and lets boot wait for the devices that it needs.
 *
 * All additions and removals happen on one work item, which compares the store
 * with the bus; the watch only queues it.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <xen/interface/xen.h>
#include "bus_probe.h"

#define ROOT		"device"
#define NODENAME	64	/* longest place of a device, with its end */
#define RETRY		(30 * HZ)	/* a store daemon that was away */

/*
 * What the toolstack writes for us about a device. Xen's writes all at once; where keys
 * come one by one, the state is the last, since the back-end's are for others to see then.
 */
struct scan_keys {
	char otherend[256];
	u16 otherend_id;
	u8 state;
	bool trusted;
};

static const struct xfkey scan_table[] = {
	XFKEY_STRING(struct scan_keys, otherend, "backend",
		     .flags = XFKEY_REQUIRED),
	XFKEY_NUM(struct scan_keys, otherend_id, "backend-id",
		  .flags = XFKEY_REQUIRED, .max = DOMID_FIRST_RESERVED - 1),
	XFKEY_NUM(struct scan_keys, state, "state",
		  .flags = XFKEY_REQUIRED | XFKEY_CLAMP),
	XFKEY_FLAG(struct scan_keys, trusted, "trusted", .preset = true),
};

static void scan_work_fn(struct work_struct *work);
static void root_changed(struct xfstore_watch *watch, const char *path);

static DECLARE_DELAYED_WORK(scan_work, scan_work_fn);
static DECLARE_WAIT_QUEUE_HEAD(settled_wait);
static struct xfstore_watch root_watch = {
	.path		= ROOT,
	.changed	= root_changed,
};
static bool watching;		/* the scan work's own */
static bool scanned;		/* set once, after the first complete scan */
static bool asleep;		/* the domain is being saved: no scan begins */

/* Devices that boot waits for and that are neither live nor given up. */
static atomic_t awaited = ATOMIC_INIT(0);

static unsigned int boot_wait = 10;	/* seconds */
core_param(xenfront_wait, boot_wait, uint, 0444);

void xfbus_scan_await(void)
{
	atomic_inc(&awaited);
}

void xfbus_scan_settled(void)
{
	if (atomic_dec_and_test(&awaited))
		wake_up_all(&settled_wait);
}

static void release(struct device *dev)
{
	struct xfbus_device *xdev = to_xfbus_device(dev);

	kfree(xdev->kept);
	kfree(xdev->failure_text);
	kfree(xdev->error_dir);
	kfree(xdev->otherend);
	kfree(xdev->nodename);
	kfree(xdev->id);
	kfree(xdev->type);
	kfree(xdev);
}

/* Texts of a device; the caller's put_device() frees what there is on error. */
static int fill(struct xfbus_device *xdev, const char *type, const char *id,
		const struct scan_keys *keys)
{
	xdev->type = kstrdup(type, GFP_KERNEL);
	xdev->id = kstrdup(id, GFP_KERNEL);
	xdev->nodename = kasprintf(GFP_KERNEL, ROOT "/%s/%s", type, id);
	xdev->otherend = kstrdup(keys->otherend, GFP_KERNEL);
	xdev->error_dir = kasprintf(GFP_KERNEL, "error/" ROOT "/%s/%s", type, id);
	if (!xdev->type || !xdev->id || !xdev->nodename || !xdev->otherend ||
	    !xdev->error_dir)
		return -ENOMEM;
	xdev->otherend_id = keys->otherend_id;
	xdev->trusted = keys->trusted;
	xdev->shown = keys->state;
	return dev_set_name(&xdev->dev, "%s-%s", type, id);
}

static int create(const char *type, const char *id, const struct scan_keys *keys)
{
	struct xfbus_device *xdev = kzalloc(sizeof(*xdev), GFP_KERNEL);
	int err;

	if (!xdev)
		return -ENOMEM;
	device_initialize(&xdev->dev);
	xdev->dev.bus = &xfbus_type;
	xdev->dev.release = release;
	err = fill(xdev, type, id, keys);
	if (err)
		goto put_dev;
	xfbus_probe_init(xdev);
	err = device_add(&xdev->dev);
	if (err)
		goto put_dev;
	return 0;

put_dev:
	put_device(&xdev->dev);
	return err;
}

static int has_nodename(struct device *dev, const void *nodename)
{
	return !strcmp(to_xfbus_device(dev)->nodename, nodename);
}

static struct device *find(const char *nodename)
{
	return bus_find_device(&xfbus_type, NULL, nodename, has_nodename);
}

/* Known already. Its driver may have missed a key that has come since. */
static void scan_known(struct device *dev)
{
	int err = 0;

	if (READ_ONCE(to_xfbus_device(dev)->lacking))
		err = device_attach(dev);
	if (err < 0)
		dev_dbg(dev, "still cannot be used: %d\n", err);
	put_device(dev);
}

static void scan_device(const char *type, const char *id)
{
	const struct xfkey *bad = NULL;
	struct scan_keys keys;
	char nodename[NODENAME];
	struct device *dev;
	int err;

	if (snprintf(nodename, sizeof(nodename), ROOT "/%s/%s", type, id) >=
	    sizeof(nodename))
		return;
	dev = find(nodename);
	if (dev) {
		scan_known(dev);
		return;
	}
	err = xfstore_read_keys(XFSTORE_NO_TX, nodename, scan_table,
				ARRAY_SIZE(scan_table), &keys, &bad);
	/* Just being removed, or not complete yet: another event will come. */
	if (err == -ENOENT)
		return;
	if (!err)
		err = create(type, id, &keys);
	if (err)
		pr_warn("xen %s-%s: cannot use device: %s (%d)\n", type, id,
			bad ? bad->name : "no memory", err);
}

static void scan_type(const char *type)
{
	struct xfstore_list *ids = xfstore_directory(XFSTORE_NO_TX, ROOT, type);
	unsigned int i;

	if (IS_ERR(ids))
		return;
	for (i = 0; i < ids->count; i++)
		scan_device(type, ids->names[i]);
	kfree(ids);
}

/* Return: 0, or why the directory could not be read. */
static int scan_new(void)
{
	struct xfstore_list *types = xfstore_directory(XFSTORE_NO_TX, "", ROOT);
	unsigned int i;

	if (IS_ERR(types))
		return PTR_ERR(types) == -ENOENT ? 0 : PTR_ERR(types);
	for (i = 0; i < types->count; i++)
		scan_type(types->names[i]);
	kfree(types);
	return 0;
}

/* Only a store that says so makes a device go, never one that is silent. */
static bool gone(const struct xfbus_device *xdev)
{
	char *path = xfstore_read(XFSTORE_NO_TX, xdev->nodename, "backend");

	if (!IS_ERR(path)) {
		kfree(path);
		return false;
	}
	return PTR_ERR(path) == -ENOENT;
}

/* Each device is looked up by its place, since removal shortens the list. */
static void scan_gone(void)
{
	struct device *dev = NULL;
	struct device *next;

	for (next = bus_find_next_device(&xfbus_type, NULL); next; ) {
		dev = next;
		next = bus_find_next_device(&xfbus_type, dev);
		if (gone(to_xfbus_device(dev)))
			device_unregister(dev);
		put_device(dev);
	}
}

static int scan(void)
{
	scan_gone();
	return scan_new();
}

/* The store sends a first event for a new watch: it starts the first scan. */
static int watch_root(void)
{
	int err = xfstore_watch_register(&root_watch);

	watching = !err;
	return err;
}

static void scan_work_fn(struct work_struct *work)
{
	bool first = !watching;
	int err = first ? watch_root() : scan();

	if (first && !err)
		return;
	if (err) {
		pr_warn("xen store: no answer about devices: %d\n", err);
		if (err == -ETIMEDOUT)
			queue_delayed_work(system_unbound_wq, &scan_work, RETRY);
	}
	WRITE_ONCE(scanned, true);
	wake_up_all(&settled_wait);
}

/* Length of the place of the device that @path is below; 0: it is not that deep. */
static size_t nodename_len(const char *path)
{
	unsigned int slashes = 0;
	const char *at;

	for (at = path; *at; at++)
		if (*at == '/' && ++slashes == 3)
			return at - path;
	return 0;
}

/*
 * Deeper changes are about a device's keys, our own writes among them. They matter where
 * the device was not complete when we looked.
 */
static bool matters(const char *path)
{
	size_t len = nodename_len(path);
	char nodename[NODENAME];
	struct device *dev;
	bool complete;

	if (!len)
		return true;
	if (len >= sizeof(nodename))
		return false;
	memcpy(nodename, path, len);
	nodename[len] = '\0';
	dev = find(nodename);
	complete = dev && !READ_ONCE(to_xfbus_device(dev)->lacking);
	put_device(dev);
	return !complete;
}

static void root_changed(struct xfstore_watch *watch, const char *path)
{
	if (!READ_ONCE(asleep) && matters(path))
		mod_delayed_work(system_unbound_wq, &scan_work, 0);
}

static int __init xfbus_scan_init(void)
{
	if (xfstore_usable())
		queue_delayed_work(system_unbound_wq, &scan_work, 0);
	return 0;
}
fs_initcall(xfbus_scan_init);

/*
 * In a new domain the back-ends' directories are others. One that cannot be read
 * has gone, which the next scan finds.
 */
static int find_otherend(struct device *dev, void *unused)
{
	struct xfbus_device *xdev = to_xfbus_device(dev);
	const struct xfkey *bad;
	struct scan_keys keys;
	char *path;

	if (xfstore_read_keys(XFSTORE_NO_TX, xdev->nodename, scan_table,
			      ARRAY_SIZE(scan_table), &keys, &bad))
		return 0;
	path = kstrdup(keys.otherend, GFP_KERNEL);
	if (!path)
		return 0;
	kfree(xdev->otherend);
	xdev->otherend = path;
	xdev->watch.path = path;
	xdev->otherend_id = keys.otherend_id;
	return 0;
}

static int suspend_device(struct device *dev, void *unused)
{
	xfbus_probe_suspend(to_xfbus_device(dev));
	return 0;
}

static int resume_device(struct device *dev, void *moved)
{
	xfbus_probe_resume(to_xfbus_device(dev), *(bool *)moved);
	return 0;
}

void xfbus_scan_suspend(void)
{
	WRITE_ONCE(asleep, true);
	cancel_delayed_work_sync(&scan_work);
	bus_for_each_dev(&xfbus_type, NULL, NULL, suspend_device);
}

void xfbus_scan_moved(void)
{
	bus_for_each_dev(&xfbus_type, NULL, NULL, find_otherend);
}

void xfbus_scan_resume(bool moved)
{
	bus_for_each_dev(&xfbus_type, NULL, &moved, resume_device);
	WRITE_ONCE(asleep, false);
	mod_delayed_work(system_unbound_wq, &scan_work, 0);
}

static bool all_settled(void)
{
	return READ_ONCE(scanned) && !atomic_read(&awaited);
}

static int tell_missing(struct device *dev, void *unused)
{
	const struct xfbus_device *xdev = to_xfbus_device(dev);

	if (!READ_ONCE(xdev->settled))
		pr_warn("xen %s: back-end in domain %u does not answer, going on without it\n",
			dev_name(dev), xdev->otherend_id);
	return 0;
}

/* Root file system and network are there when init starts, or are named. */
static int __init xfbus_scan_wait(void)
{
	if (!xfstore_usable())
		return 0;
	if (!wait_event_timeout(settled_wait, all_settled(), boot_wait * HZ)) {
		if (!READ_ONCE(scanned))
			pr_warn("xen store: no answer, going on without devices\n");
		bus_for_each_dev(&xfbus_type, NULL, NULL, tell_missing);
	}
	return 0;
}
late_initcall(xfbus_scan_wait);
