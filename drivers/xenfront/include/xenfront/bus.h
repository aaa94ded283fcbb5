/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bus "xen": devices found in the store below "device/<type>/<id>", and the
 * drivers that front for them.
 *
 * A driver says what happens at each step; when the steps happen is decided in
 * one place (fsm.h). All callbacks of one device are called in process context
 * under the device's own lock, one at a time, from a worker of the bus, so they
 * may sleep and use the store. Different devices proceed in parallel. The bus
 * writes the state key, always after the callback that it belongs to.
 *
 *	probe() -> connect() -> connected() -> changed()* -> disconnect() -> remove()
 *
 * disconnect() or restart() comes exactly once after each connect() that returned
 * 0, and never without one. Around a save of the domain comes suspend(), and then
 * resume() where the domain goes on as it was, or restart() where it is a new one.
 * restart() also comes, without suspend(), where the same device is connected again.
 * connect() may also come after disconnect(), when a back-end offers itself anew.
 */
#ifndef XENFRONT_BUS_H
#define XENFRONT_BUS_H

#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <xenfront/fsm.h>
#include <xenfront/keys.h>
#include <xenfront/store.h>

/**
 * enum xfbus_ask - what a driver wants of the bus
 * @XFBUS_IDLE: the last user has gone: xfbus_device_idle()
 * @XFBUS_AGAIN: another connection: xfbus_device_reconnect()
 */
enum xfbus_ask {
	XFBUS_IDLE,
	XFBUS_AGAIN,
};

/**
 * struct xfbus_device - one device
 * @dev: device model; its name is "<type>-<id>"
 * @type: "vbd", "vif" (I)
 * @id: last part of @nodename, "51712", "0" (I)
 * @nodename: our directory in the store, "device/vbd/51712" (I)
 * @otherend: the back-end's directory (M)
 * @otherend_id: domain of the back-end (M)
 * @trusted: the back-end may see and change whole pages of ours; from the key
 *	"trusted" in our directory, true when absent (I)
 * @error_dir: where an error is told to the toolstack (I)
 * @lock: serialises callbacks, @phase, @theirs
 * @phase: how far we are; written by bus_probe.c only (L)
 * @theirs: last state of the back-end that was seen (L)
 * @shown: state that we last wrote for the back-end, or found there (L)
 * @failure: errno of xfbus_device_fail(), 0 while all is well; set once for each
 *	connection (A)
 * @failure_text: what went wrong, for the error node and sysfs; freed under @lock when
 *	it is tried again
 * @asked: bits of enum xfbus_ask (A)
 * @watch: on @otherend's state and keys
 * @work: runs the state machine
 * @settled: phase is LIVE or final; what boot waits for (L)
 * @lacking: probe() missed a key; the next one that comes is a reason to try again (A)
 * @kept: what the driver keeps from one binding to the next; kfree()d with the
 *	device. probe()'s, and whoever it lets have it
 * @asleep: the domain is being saved; nothing is done until it goes on (L)
 * @bound: there is a driver that may be called (L)
 *
 * I: written before the device is visible. L: under @lock. A: atomic access. M: as
 * I, but written anew in a new domain, when neither watch nor callback is active.
 * The driver's own state is dev_set_drvdata(&xdev->dev).
 */
struct xfbus_device {
	struct device dev;
	const char *type;
	const char *id;
	const char *nodename;
	const char *otherend;
	u16 otherend_id;
	const char *error_dir;
	bool trusted;
	struct mutex lock;
	enum xffsm_phase phase;
	unsigned int theirs;
	unsigned int shown;
	int failure;
	char *failure_text;
	unsigned long asked;
	struct xfstore_watch watch;
	struct work_struct work;
	bool settled;
	bool asleep;
	bool bound;
	bool lacking;
	void *kept;
};

#define to_xfbus_device(d)	container_of(d, struct xfbus_device, dev)

/**
 * struct xfbus_driver - one kind of front-end
 * @name: of the driver in sysfs
 * @types: device types it serves, NULL at the end; the module also says
 *	MODULE_ALIAS("xen:<type>") for each
 * @offer_state: state to show after connect(): XenbusStateInitialised where the
 *	back-end connects first (vbd), XenbusStateConnected where it waits for us
 *	(vif)
 * @optional: keys that connect() may or may not write, ends with NULL; what an earlier
 *	user of the device wrote is removed. May be NULL
 * @boot_wait: boot waits, for a limited time, until such a device is live
 * @probe: allocate the driver's state; nothing is shared yet. -ENOENT: a key is
 *	missing that may come
 * @connect: the back-end is ready to hear from us: read what it offers, make
 *	channels, publish keys (not the state)
 * @connected: the back-end is connected: read what it says, go live. For
 *	@offer_state Connected, I/O may have begun on the rings before
 * @changed: something in the back-end's directory changed while live (size of
 *	a disk, carrier); optional
 * @busy: must the device stay although the back-end wants to close it?
 *	The driver calls xfbus_device_idle() when that ends; optional
 * @disconnect: stop I/O, fail or keep what is in flight, free channels; the
 *	back-end may be dead, do not wait for it
 * @suspend: send the back-end nothing more; wait, for a limited time, for what it
 *	has; optional. Only between connect() and disconnect(). The process tasks
 *	are frozen
 * @resume: the connection is what it was: go on; optional
 * @restart: the connection is void, and so are grants and event channels: free
 *	them, but keep users and their requests; connect() follows
 * @abandon: the device closes while it is not connected; users that restart() kept
 *	cannot be served any more; optional
 * @remove: free what probe made; user-visible objects go here
 * @driver: device model; filled by xfbus_driver_register() but for @dev_groups
 *
 * probe, connect and connected return 0 or a negative errno; an error of the
 * latter two is reported as by xfbus_device_fail().
 */
struct xfbus_driver {
	const char *name;
	const char *const *types;
	const char *const *optional;
	enum xenbus_state offer_state;
	bool boot_wait;
	int (*probe)(struct xfbus_device *xdev);
	int (*connect)(struct xfbus_device *xdev);
	int (*connected)(struct xfbus_device *xdev);
	void (*changed)(struct xfbus_device *xdev);
	bool (*busy)(struct xfbus_device *xdev);
	void (*disconnect)(struct xfbus_device *xdev);
	void (*suspend)(struct xfbus_device *xdev);
	void (*resume)(struct xfbus_device *xdev);
	void (*restart)(struct xfbus_device *xdev);
	void (*abandon)(struct xfbus_device *xdev);
	void (*remove)(struct xfbus_device *xdev);
	struct device_driver driver;
};

#define to_xfbus_driver(d) \
	container_of_const(d, struct xfbus_driver, driver)

int xfbus_driver_register_owner(struct xfbus_driver *drv, struct module *owner);
#define xfbus_driver_register(drv) \
	xfbus_driver_register_owner(drv, THIS_MODULE)
void xfbus_driver_unregister(struct xfbus_driver *drv);

#define module_xfbus_driver(drv) \
	module_driver(drv, xfbus_driver_register, xfbus_driver_unregister)

/**
 * xfbus_device_fail() - give a device up
 * @xdev: device
 * @err: negative errno
 * @fmt: what went wrong, one line without a newline
 *
 * Logs it, and from a worker writes the device's error node, disconnects and
 * closes. Only the first call counts, until it is tried again. Context: any, also
 * inside callbacks and from interrupt handlers.
 */
__printf(3, 4)
void xfbus_device_fail(struct xfbus_device *xdev, int err, const char *fmt, ...);

/* The last user has gone, see busy(). Context: any. */
void xfbus_device_idle(struct xfbus_device *xdev);

/**
 * xfbus_device_reconnect() - leave the back-end and connect to it again
 * @xdev: device whose driver has restart(); also one that was given up
 *
 * Happens later, on the bus's worker. Context: any.
 * Return: 0, or -EOPNOTSUPP where the driver cannot.
 */
int xfbus_device_reconnect(struct xfbus_device *xdev);

/* Has the device been given up? Context: any. */
static inline bool xfbus_device_failed(const struct xfbus_device *xdev)
{
	return READ_ONCE(xdev->failure) != 0;
}

/**
 * xfbus_read_otherend() - read and check what the back-end says
 * @xdev: device
 * @keys: table
 * @count: its length
 * @values: struct to fill
 *
 * Names a bad key in the log. Return: 0 or a negative errno.
 */
int xfbus_read_otherend(struct xfbus_device *xdev, const struct xfkey *keys,
			unsigned int count, void *values);

/* The same from our own directory: what the toolstack configured (mac). */
int xfbus_read_own(struct xfbus_device *xdev, const struct xfkey *keys,
		   unsigned int count, void *values);

/* Publish keys in our own directory. Return: 0 or a negative errno. */
int xfbus_write_own(struct xfbus_device *xdev, const struct xfkey *keys,
		    unsigned int count, const void *values);

#endif /* XENFRONT_BUS_H */
