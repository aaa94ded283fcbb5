// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches: who is told of a change in the store.
 *
 * Events come in on the link's worker, are matched by token and queued; one
 * worker of our own calls back. The queue is bounded: an event that is queued
 * already is not queued again, and a watch with too many is told once, with its
 * own path, that something changed. No change is ever lost that way, since a
 * callback looks at the store and not at the event.
 *
 * Locks: running (held over a callback), then lock.
 */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <xenfront/store.h>
#include "store_link.h"
#include "store_wire.h"

#define MAX_QUEUED	32

/**
 * struct watch_event - a change to be told
 * @list: in events
 * @watch: whom to tell; valid while queued, see watch_purge()
 * @path: what changed
 */
struct watch_event {
	struct list_head list;
	struct xfstore_watch *watch;
	char path[];
};

static DEFINE_SPINLOCK(lock);		/* watches, events, queued, tokens, epochs */
static LIST_HEAD(watches);
static LIST_HEAD(events);
static u32 last_token;
static u32 epoch;			/* counts the daemons that watches were told to */
static DEFINE_MUTEX(running);

static void watch_worker(struct work_struct *work);
static DECLARE_WORK(watch_work, watch_worker);

static struct xfstore_watch *find(u32 token)
{
	struct xfstore_watch *watch;

	list_for_each_entry(watch, &watches, list)
		if (watch->token == token)
			return watch;
	return NULL;
}

static bool already_queued(const struct xfstore_watch *watch, const char *path)
{
	struct watch_event *event;

	list_for_each_entry(event, &events, list)
		if (event->watch == watch && !strcmp(event->path, path))
			return true;
	return false;
}

/* Under lock. @event is queued, or stays the caller's: false. */
static bool enqueue(struct watch_event *event, u32 token)
{
	struct xfstore_watch *watch = find(token);

	if (!watch || watch->overrun || already_queued(watch, event->path))
		return false;
	if (watch->queued == MAX_QUEUED) {
		watch->overrun = true;
		return false;
	}
	event->watch = watch;
	watch->queued++;
	list_add_tail(&event->list, &events);
	return true;
}

/* No memory for the event: the watch is told without one. */
static void mark_overrun(u32 token)
{
	struct xfstore_watch *watch;

	spin_lock(&lock);
	watch = find(token);
	if (watch)
		watch->overrun = true;
	spin_unlock(&lock);
}

int xfstore_watch_event(const char *body, u32 len)
{
	struct watch_event *event;
	const char *path;
	bool queued;
	size_t size;
	u32 token;

	if (xfwire_event(body, len, &path, &token))
		return -EPROTO;
	size = strlen(path) + 1;
	event = kmalloc(struct_size(event, path, size), GFP_NOIO);
	if (event) {
		memcpy(event->path, path, size);
		spin_lock(&lock);
		queued = enqueue(event, token);
		spin_unlock(&lock);
		if (!queued)
			kfree(event);
	} else {
		mark_overrun(token);
	}
	queue_work(system_unbound_wq, &watch_work);
	return 0;
}

/* Under lock. The next event, off the queue, or NULL. */
static struct watch_event *dequeue(void)
{
	struct watch_event *event;

	event = list_first_entry_or_null(&events, struct watch_event, list);
	if (event) {
		list_del(&event->list);
		event->watch->queued--;
	}
	return event;
}

/* Under lock. A watch whose queue is empty again but that missed something. */
static struct xfstore_watch *take_overrun(void)
{
	struct xfstore_watch *watch;

	list_for_each_entry(watch, &watches, list) {
		if (watch->overrun && !watch->queued) {
			watch->overrun = false;
			return watch;
		}
	}
	return NULL;
}

/* Under running, so that the watch cannot go. False when there is no more. */
static bool call_next(void)
{
	struct xfstore_watch *watch;
	struct watch_event *event;

	spin_lock(&lock);
	event = dequeue();
	watch = event ? event->watch : take_overrun();
	spin_unlock(&lock);
	if (!watch)
		return false;
	watch->changed(watch, event ? event->path : watch->path);
	kfree(event);
	return true;
}

static void watch_worker(struct work_struct *work)
{
	bool more;

	do {
		mutex_lock(&running);
		more = call_next();
		mutex_unlock(&running);
	} while (more);
}

/* Sends WATCH or UNWATCH and waits for the outcome. */
static int tell_store(u32 type, const struct xfstore_watch *watch)
{
	struct xfstore_call call;
	struct kvec parts[2];
	char token[12];
	int err;

	snprintf(token, sizeof(token), "%u", watch->token);
	parts[0] = (struct kvec) { (void *)watch->path, strlen(watch->path) + 1 };
	parts[1] = (struct kvec) { token, strlen(token) + 1 };
	xfstore_link_send(&call, type, XFSTORE_NO_TX, parts, ARRAY_SIZE(parts));
	xfstore_link_kick();
	err = xfstore_link_wait(&call, jiffies + XFSTORE_PATIENCE);
	kfree(call.body);
	return err;
}

/* Forget a watch and what is queued for it; no callback of it is left after. */
static void watch_purge(struct xfstore_watch *watch)
{
	struct watch_event *event, *next;

	mutex_lock(&running);
	spin_lock(&lock);
	list_del_init(&watch->list);
	list_for_each_entry_safe(event, next, &events, list) {
		if (event->watch == watch) {
			list_del(&event->list);
			kfree(event);
		}
	}
	spin_unlock(&lock);
	mutex_unlock(&running);
}

/* Under lock. A watch that this daemon has not been told of. */
static struct xfstore_watch *untold(u32 epoch)
{
	struct xfstore_watch *watch;

	list_for_each_entry(watch, &watches, list)
		if (watch->epoch != epoch)
			return watch;
	return NULL;
}

static struct xfstore_watch *take_untold(u32 epoch)
{
	struct xfstore_watch *watch;

	spin_lock(&lock);
	watch = untold(epoch);
	if (watch)
		watch->epoch = epoch;
	spin_unlock(&lock);
	return watch;
}

/* The daemon sends a first event for each, so nothing that changed is missed. */
void xfstore_watch_resume(void)
{
	struct xfstore_watch *watch;
	u32 now;
	int err;

	/* Watches cannot go while it is held. */
	mutex_lock(&running);
	spin_lock(&lock);
	now = ++epoch;
	spin_unlock(&lock);
	while ((watch = take_untold(now))) {
		err = tell_store(XS_WATCH, watch);
		if (err)
			pr_warn("xen store: watch on %s is lost: %d\n", watch->path, err);
	}
	mutex_unlock(&running);
}

int xfstore_watch_register(struct xfstore_watch *watch)
{
	int err;

	spin_lock(&lock);
	watch->token = ++last_token;
	watch->queued = 0;
	watch->overrun = false;
	watch->epoch = epoch;
	list_add_tail(&watch->list, &watches);
	spin_unlock(&lock);

	err = tell_store(XS_WATCH, watch);
	if (err)
		watch_purge(watch);
	return err;
}
EXPORT_SYMBOL_GPL(xfstore_watch_register);

void xfstore_watch_unregister(struct xfstore_watch *watch)
{
	tell_store(XS_UNWATCH, watch);
	watch_purge(watch);
}
EXPORT_SYMBOL_GPL(xfstore_watch_unregister);

/*
 * From kernel to kernel: the tokens of one mean nothing to the other. The reply comes
 * behind the last event.
 */
void xfstore_watch_reset(void)
{
	struct xfstore_call call;
	struct kvec nothing = { "", 1 };
	int err;

	xfstore_link_send(&call, XS_RESET_WATCHES, XFSTORE_NO_TX, &nothing, 1);
	xfstore_link_kick();
	err = xfstore_link_wait(&call, jiffies + XFSTORE_PATIENCE);
	kfree(call.body);
	if (err)
		pr_warn("xen store: the daemon keeps all watches: %d\n", err);
}
