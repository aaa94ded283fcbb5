// SPDX-License-Identifier: GPL-2.0-only
/*
 * One device's connection: asks the state machine (fsm.c), calls the driver,
 * and shows our state to the back-end.
 *
 * Runs on one work item per device, so that callbacks of a device never overlap
 * and devices do not wait for each other. The watch on the back-end and
 * xfbus_device_fail() only queue that work. An unbind stops watch and work
 * before it closes, so nothing calls a driver that is going.
 */
#include <linux/export.h>
#include <linux/iopoll.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include "bus_probe.h"

/* How often, and how long, a back-end is asked whether it has closed. */
#define REST_POLL_US		10000
#define REST_TIMEOUT_US	(5 * USEC_PER_SEC)
#define PART_TIMEOUT_US	(2 * USEC_PER_SEC)

static const struct xfbus_driver *driver_of(const struct xfbus_device *xdev)
{
	return to_xfbus_driver(xdev->dev.driver);
}

static void kick(struct xfbus_device *xdev)
{
	queue_work(system_unbound_wq, &xdev->work);
}

/* Back-ends act on each write, so the same state is not written twice. */
static void show_state(struct xfbus_device *xdev, enum xenbus_state state)
{
	int err;

	lockdep_assert_held(&xdev->lock);
	if (xdev->shown == state)
		return;
	err = xfstore_printf(XFSTORE_NO_TX, xdev->nodename, "state", "%d", state);
	/* An unplugged device has no directory any more. */
	if (err && err != -ENOENT && err != -EACCES)
		dev_warn(&xdev->dev, "cannot write state %s: %d\n",
			 xffsm_state_name(state), err);
	else
		WRITE_ONCE(xdev->shown, state);
}

static void set_phase(struct xfbus_device *xdev, enum xffsm_phase phase)
{
	lockdep_assert_held(&xdev->lock);
	if (WARN_ONCE(!xffsm_legal(xdev->phase, phase), "xen %s: phase %s after %s\n",
		      dev_name(&xdev->dev), xffsm_phase_name(phase),
		      xffsm_phase_name(xdev->phase)))
		return;
	xdev->phase = phase;
	if (!xdev->settled && phase != XFFSM_OFFERED) {
		WRITE_ONCE(xdev->settled, true);
		xfbus_scan_settled();
	}
}

static void do_connect(struct xfbus_device *xdev)
{
	const struct xfbus_driver *drv = driver_of(xdev);
	int err = drv->connect(xdev);

	if (err) {
		xfbus_device_fail(xdev, err, "cannot connect");
		return;
	}
	set_phase(xdev, XFFSM_OFFERED);
	show_state(xdev, drv->offer_state);
}

static void do_go_live(struct xfbus_device *xdev)
{
	int err = driver_of(xdev)->connected(xdev);

	if (err) {
		xfbus_device_fail(xdev, err, "cannot go live");
		return;
	}
	set_phase(xdev, XFFSM_LIVE);
	show_state(xdev, XenbusStateConnected);
}

static void do_reread(struct xfbus_device *xdev)
{
	if (driver_of(xdev)->changed)
		driver_of(xdev)->changed(xdev);
}

/*
 * The back-end lets go of our pages when it sees Closing or Closed, which is
 * after we freed them: the grants keep a page that is still mapped from being
 * used again (chan.c, buf.c), so nobody has to wait for the other.
 */
static void do_close(struct xfbus_device *xdev)
{
	show_state(xdev, XenbusStateClosing);
	driver_of(xdev)->disconnect(xdev);
	set_phase(xdev, XFFSM_CLOSED);
	show_state(xdev, XenbusStateClosed);
}

static void do_close_idle(struct xfbus_device *xdev)
{
	const struct xfbus_driver *drv = driver_of(xdev);

	if (!drv->busy || !drv->busy(xdev)) {
		do_close(xdev);
		return;
	}
	dev_info(&xdev->dev, "in use; closes with its last user\n");
	set_phase(xdev, XFFSM_CLOSING);
	show_state(xdev, XenbusStateClosing);
}

static void do_ack(struct xfbus_device *xdev)
{
	if (driver_of(xdev)->abandon)
		driver_of(xdev)->abandon(xdev);
	set_phase(xdev, XFFSM_CLOSED);
	show_state(xdev, XenbusStateClosed);
}

static void do_restart(struct xfbus_device *xdev)
{
	driver_of(xdev)->restart(xdev);
	set_phase(xdev, XFFSM_NEW);
	/* The toolstack made the node anew; back-ends begin when they see this. */
	xdev->shown = XenbusStateUnknown;
	show_state(xdev, XenbusStateInitialising);
}

/* A back-end that cannot be read has gone; one that does not answer is kept. */
static int read_theirs(struct xfbus_device *xdev)
{
	u64 state = XenbusStateUnknown;
	int err;

	err = xfstore_read_number(XFSTORE_NO_TX, xdev->otherend, "state", &state);
	if (err == -ETIMEDOUT || err == -ENOMEM)
		return err;
	xdev->theirs = min_t(u64, state, INT_MAX);
	return 0;
}

/* It has let go of whoever used it, and waits for another. */
static bool backend_rests(struct xfbus_device *xdev)
{
	lockdep_assert_held(&xdev->lock);
	return !read_theirs(xdev) && xdev->theirs != XenbusStateConnected &&
	       xdev->theirs != XenbusStateClosing;
}

static void await_rest(struct xfbus_device *xdev)
{
	bool rests;

	if (read_poll_timeout(backend_rests, rests, rests, REST_POLL_US, REST_TIMEOUT_US,
			      false, xdev))
		dev_err(&xdev->dev, "the back-end does not close\n");
}

/* A kernel that crashed has left the device connected; any has left its keys. */
static void end_earlier(struct xfbus_device *xdev)
{
	const char *const *key;

	if (!backend_rests(xdev)) {
		show_state(xdev, XenbusStateClosing);
		show_state(xdev, XenbusStateClosed);
		await_rest(xdev);
	}
	for (key = driver_of(xdev)->optional; key && *key; key++)
		xfstore_rm(XFSTORE_NO_TX, xdev->nodename, *key);
}

/* For whoever looks after devices; why is in its attribute "failure". */
static void announce_failure(struct xfbus_device *xdev)
{
	char text[sizeof("XENBUS_FAILURE=-2147483648")];
	char *env[2] = { text, NULL };

	snprintf(text, sizeof(text), "XENBUS_FAILURE=%d", -READ_ONCE(xdev->failure));
	kobject_uevent_env(&xdev->dev.kobj, KOBJ_CHANGE, env);
}

static void forgive(struct xfbus_device *xdev)
{
	if (!xfbus_device_failed(xdev))
		return;
	xfstore_rm(XFSTORE_NO_TX, xdev->error_dir, "error");
	kfree(xchg(&xdev->failure_text, NULL));
	WRITE_ONCE(xdev->failure, 0);
	announce_failure(xdev);
}

static void do_reopen(struct xfbus_device *xdev)
{
	forgive(xdev);
	end_earlier(xdev);
	set_phase(xdev, XFFSM_NEW);
	show_state(xdev, XenbusStateInitialising);
	kick(xdev);
}

static bool backend_parted(struct xfbus_device *xdev)
{
	lockdep_assert_held(&xdev->lock);
	return !read_theirs(xdev) && (xdev->theirs < XenbusStateInitWait ||
				      xdev->theirs == XenbusStateClosed);
}

/*
 * A back-end that has just started may take the state that we show from before for an
 * invitation, and connect to what is not there any more. So it has to see us closed, and
 * answer that. One that closes and waits again in no time is not caught in between.
 */
static void part(struct xfbus_device *xdev)
{
	bool parted;

	show_state(xdev, XenbusStateClosing);
	show_state(xdev, XenbusStateClosed);
	read_poll_timeout(backend_parted, parted, parted, REST_POLL_US, PART_TIMEOUT_US,
			  false, xdev);
}

static void do_reconnect(struct xfbus_device *xdev)
{
	if (!driver_of(xdev)->restart) {
		do_close(xdev);
		return;
	}
	dev_info(&xdev->dev, "connects again\n");
	driver_of(xdev)->restart(xdev);
	part(xdev);
	do_reopen(xdev);
}

static void step(struct xfbus_device *xdev, enum xffsm_event event)
{
	static void (*const acts[XFFSM_ACTIONS])(struct xfbus_device *xdev) = {
		[XFFSM_CONNECT]		= do_connect,
		[XFFSM_GO_LIVE]		= do_go_live,
		[XFFSM_REREAD]		= do_reread,
		[XFFSM_CLOSE_IDLE]	= do_close_idle,
		[XFFSM_CLOSE]		= do_close,
		[XFFSM_ACK]		= do_ack,
		[XFFSM_RESTART]		= do_restart,
		[XFFSM_RECONNECT]	= do_reconnect,
		[XFFSM_REOPEN]		= do_reopen,
	};
	enum xffsm_action action;

	action = xffsm_decide(xdev->phase, xdev->theirs, event);
	dev_dbg(&xdev->dev, "phase %s, back-end %s, event %d: action %d\n",
		xffsm_phase_name(xdev->phase), xffsm_state_name(xdev->theirs),
		event, action);
	if (acts[action])
		acts[action](xdev);
}

static void write_error(struct xfbus_device *xdev)
{
	char *text = READ_ONCE(xdev->failure_text);

	xfstore_printf(XFSTORE_NO_TX, xdev->error_dir, "error", "%d %s",
		       -xdev->failure, text ?: "");
}

static void advance(struct xfbus_device *xdev)
{
	lockdep_assert_held(&xdev->lock);
	if (xdev->asleep || !xdev->bound)
		return;
	if (xfbus_device_failed(xdev) && xdev->phase != XFFSM_CLOSED) {
		write_error(xdev);
		announce_failure(xdev);
		step(xdev, XFFSM_FAIL);
	}
	if (test_and_clear_bit(XFBUS_IDLE, &xdev->asked))
		step(xdev, XFFSM_IDLE);
	if (test_and_clear_bit(XFBUS_AGAIN, &xdev->asked))
		step(xdev, XFFSM_AGAIN);
	if (!xfbus_device_failed(xdev) && !read_theirs(xdev))
		step(xdev, XFFSM_BACKEND);
}

static void device_work(struct work_struct *work)
{
	struct xfbus_device *xdev = container_of(work, struct xfbus_device, work);

	mutex_lock(&xdev->lock);
	advance(xdev);
	mutex_unlock(&xdev->lock);
}

static void otherend_changed(struct xfstore_watch *watch, const char *path)
{
	kick(container_of(watch, struct xfbus_device, watch));
}

void xfbus_device_fail(struct xfbus_device *xdev, int err, const char *fmt, ...)
{
	struct va_format text;
	va_list args;

	if (cmpxchg(&xdev->failure, 0, err ?: -EIO))
		return;
	va_start(args, fmt);
	text.fmt = fmt;
	text.va = &args;
	dev_err(&xdev->dev, "%pV: %d\n", &text, err);
	va_end(args);
	va_start(args, fmt);
	kfree(xchg(&xdev->failure_text, kvasprintf(GFP_ATOMIC, fmt, args)));
	va_end(args);
	kick(xdev);
}
EXPORT_SYMBOL_GPL(xfbus_device_fail);

void xfbus_device_idle(struct xfbus_device *xdev)
{
	set_bit(XFBUS_IDLE, &xdev->asked);
	kick(xdev);
}
EXPORT_SYMBOL_GPL(xfbus_device_idle);

int xfbus_device_reconnect(struct xfbus_device *xdev)
{
	if (!driver_of(xdev)->restart)
		return -EOPNOTSUPP;
	set_bit(XFBUS_AGAIN, &xdev->asked);
	kick(xdev);
	return 0;
}
EXPORT_SYMBOL_GPL(xfbus_device_reconnect);

static bool connected(const struct xfbus_device *xdev)
{
	return xdev->phase != XFFSM_NEW && xdev->phase != XFFSM_CLOSED;
}

void xfbus_probe_suspend(struct xfbus_device *xdev)
{
	mutex_lock(&xdev->lock);
	xdev->asleep = true;
	if (connected(xdev) && driver_of(xdev)->suspend)
		driver_of(xdev)->suspend(xdev);
	mutex_unlock(&xdev->lock);
}

void xfbus_probe_resume(struct xfbus_device *xdev, bool moved)
{
	mutex_lock(&xdev->lock);
	xdev->asleep = false;
	if (moved)
		step(xdev, XFFSM_MOVED);
	else if (connected(xdev) && driver_of(xdev)->resume)
		driver_of(xdev)->resume(xdev);
	mutex_unlock(&xdev->lock);
	kick(xdev);
}

static int report(struct xfbus_device *xdev, int err, const struct xfkey *bad,
		  const char *dir)
{
	if (err)
		dev_err(&xdev->dev, "key %s/%s: %s (%d)\n", dir,
			bad ? bad->name : "?",
			err == -ENOENT ? "missing" : "unusable", err);
	return err;
}

int xfbus_read_otherend(struct xfbus_device *xdev, const struct xfkey *keys,
			unsigned int count, void *values)
{
	const struct xfkey *bad = NULL;
	int err = xfstore_read_keys(XFSTORE_NO_TX, xdev->otherend, keys, count,
				    values, &bad);

	return report(xdev, err, bad, xdev->otherend);
}
EXPORT_SYMBOL_GPL(xfbus_read_otherend);

int xfbus_read_own(struct xfbus_device *xdev, const struct xfkey *keys,
		   unsigned int count, void *values)
{
	const struct xfkey *bad = NULL;
	int err = xfstore_read_keys(XFSTORE_NO_TX, xdev->nodename, keys, count,
				    values, &bad);

	return report(xdev, err, bad, xdev->nodename);
}
EXPORT_SYMBOL_GPL(xfbus_read_own);

int xfbus_write_own(struct xfbus_device *xdev, const struct xfkey *keys,
		    unsigned int count, const void *values)
{
	return xfstore_write_keys(XFSTORE_NO_TX, xdev->nodename, keys, count,
				  values);
}
EXPORT_SYMBOL_GPL(xfbus_write_own);

void xfbus_probe_init(struct xfbus_device *xdev)
{
	mutex_init(&xdev->lock);
	INIT_WORK(&xdev->work, device_work);
	xdev->watch.path = xdev->otherend;
	xdev->watch.changed = otherend_changed;
	xdev->phase = XFFSM_CLOSED;
	xdev->settled = true;
}

/* A binding starts anew: what an earlier one left does not count. */
static void start_binding(struct xfbus_device *xdev)
{
	mutex_lock(&xdev->lock);
	forgive(xdev);
	xdev->asked = 0;
	xdev->bound = true;
	xdev->phase = XFFSM_NEW;
	if (driver_of(xdev)->boot_wait) {
		WRITE_ONCE(xdev->settled, false);
		xfbus_scan_await();
	}
	if (xdev->shown != XenbusStateInitialising)
		end_earlier(xdev);
	show_state(xdev, XenbusStateInitialising);
	mutex_unlock(&xdev->lock);
}

/* Nothing calls the driver after this except its remove(). */
static void end_binding(struct xfbus_device *xdev)
{
	cancel_work_sync(&xdev->work);
	mutex_lock(&xdev->lock);
	step(xdev, XFFSM_REMOVE);
	xdev->bound = false;
	mutex_unlock(&xdev->lock);
	/* disconnect() stopped what could still call xfbus_device_fail(). */
	cancel_work_sync(&xdev->work);
}

/* A user of the device may ask for something until the driver has removed it. */
static void unbind(struct xfbus_device *xdev)
{
	end_binding(xdev);
	driver_of(xdev)->remove(xdev);
	cancel_work_sync(&xdev->work);
}

int xfbus_probe_bind(struct xfbus_device *xdev)
{
	int err = driver_of(xdev)->probe(xdev);

	WRITE_ONCE(xdev->lacking, err == -ENOENT);
	if (err)
		return err;
	start_binding(xdev);
	err = xfstore_watch_register(&xdev->watch);
	if (err)
		unbind(xdev);
	return err;
}

void xfbus_probe_unbind(struct xfbus_device *xdev)
{
	xfstore_watch_unregister(&xdev->watch);
	unbind(xdev);
}

/* The driver stays bound, to a device that is closed. */
void xfbus_probe_leave(struct xfbus_device *xdev)
{
	xfstore_watch_unregister(&xdev->watch);
	end_binding(xdev);
	mutex_lock(&xdev->lock);
	await_rest(xdev);
	mutex_unlock(&xdev->lock);
}
