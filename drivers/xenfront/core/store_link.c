// SPDX-License-Identifier: GPL-2.0-only
/*
 * The link to the store daemon: two byte rings in one page, an event channel,
 * and the requests in flight.
 *
 * Any thread sends, under a mutex that keeps messages whole. One worker receives,
 * finds the call that a reply belongs to and completes it; watch events go to
 * store_watch.c. A message that cannot be, or an index that cannot be, breaks
 * the link for good and fails all calls: without a trusted position in the
 * stream there is nothing to resynchronise on.
 *
 * Locks: link.send, then link.lock. ABI: xen/interface/io/xs_wire.h
 */
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <xpv/domain.h>
#include <xpv/evtchn.h>
#include <xenfront/bytes.h>
#include <xenfront/shared.h>
#include <xenfront/store.h>
#include "store_link.h"
#include "store_wire.h"

/*
 * I: written at init. M: under send. L: under lock. W: the worker's alone.
 */
static struct {
	struct mutex send;
	struct xfbytes out;		/* M */
	spinlock_t lock;
	struct list_head calls;		/* L: in flight */
	u32 last_id;			/* L */
	bool broken;			/* set under L, read anywhere */
	bool up;			/* I */
	xpv_port_t port;		/* I */
	int irq;			/* the interrupt sets it, too; M after init */
	wait_queue_head_t room;		/* senders that found the ring full */
	struct workqueue_struct *wq;	/* I */
	struct work_struct work;
	struct xfbytes in;		/* W */
	struct xfwire_rx rx;		/* W */
	u32 taken;			/* W: daemon's consumer index as last seen */
} link = {
	.send = __MUTEX_INITIALIZER(link.send),
	.lock = __SPIN_LOCK_UNLOCKED(link.lock),
	.calls = LIST_HEAD_INIT(link.calls),
	.room = __WAIT_QUEUE_HEAD_INITIALIZER(link.room),
};

bool xfstore_usable(void)
{
	return link.up && !READ_ONCE(link.broken);
}

void xfstore_link_kick(void)
{
	if (link.up)
		xpv_evtchn_notify(link.port);
}

/* Under link.lock, the call not on the list any more. */
static void finish(struct xfstore_call *call, int err)
{
	call->err = err;
	complete(&call->done);
}

void xfstore_link_break(const char *why)
{
	struct xfstore_call *call, *next;

	spin_lock(&link.lock);
	if (!link.broken)
		pr_err("xen store: link broken: %s\n", why);
	WRITE_ONCE(link.broken, true);
	list_for_each_entry_safe(call, next, &link.calls, list) {
		list_del_init(&call->list);
		finish(call, -EIO);
	}
	spin_unlock(&link.lock);
	wake_up_all(&link.room);
}

static int enlist(struct xfstore_call *call)
{
	int err = 0;

	spin_lock(&link.lock);
	if (!link.up) {
		err = -ENODEV;
	} else if (link.broken) {
		err = -EIO;
	} else {
		call->id = ++link.last_id;
		list_add_tail(&call->list, &link.calls);
	}
	spin_unlock(&link.lock);
	return err;
}

/* Take a call off the list. False when another has done so and completes it. */
static bool delist(struct xfstore_call *call)
{
	bool listed;

	spin_lock(&link.lock);
	listed = !list_empty(&call->list);
	list_del_init(&call->list);
	spin_unlock(&link.lock);
	return listed;
}

static bool room_or_broken(void)
{
	return xfbytes_used(&link.out) < link.out.size || link.out.broken ||
	       READ_ONCE(link.broken);
}

static int put_all(const void *from, size_t len)
{
	int sent;

	while (len) {
		if (READ_ONCE(link.broken))
			return -EIO;
		sent = xfbytes_put(&link.out, from, len);
		if (sent < 0)
			return sent;
		from += sent;
		len -= sent;
		if (!sent) {
			xfstore_link_kick();
			if (!wait_event_timeout(link.room, room_or_broken(),
						XFSTORE_PATIENCE))
				return -ETIMEDOUT;
		}
	}
	return 0;
}

static int put_message(struct xsd_sockmsg *header, const struct kvec *parts,
		       unsigned int count)
{
	unsigned int i;
	int err;

	err = put_all(header, sizeof(*header));
	for (i = 0; !err && i < count; i++)
		err = put_all(parts[i].iov_base, parts[i].iov_len);
	return err;
}

static void prepare(struct xfstore_call *call, u32 type)
{
	*call = (struct xfstore_call) { .type = type };
	INIT_LIST_HEAD(&call->list);
	init_completion(&call->done);
}

void xfstore_link_fail(struct xfstore_call *call, int err)
{
	prepare(call, XS_INVALID);
	finish(call, err);
}

void xfstore_link_send(struct xfstore_call *call, u32 type, u32 tx,
		       const struct kvec *parts, unsigned int count)
{
	struct xsd_sockmsg header = { .type = type, .tx_id = tx };
	size_t len = 0;
	unsigned int i;
	int err = 0;

	prepare(call, type);
	for (i = 0; i < count; i++)
		len += parts[i].iov_len;
	if (len > XENSTORE_PAYLOAD_MAX) {
		finish(call, -E2BIG);
		return;
	}
	header.len = len;

	mutex_lock(&link.send);
	err = enlist(call);
	if (err) {
		finish(call, err);
	} else {
		header.req_id = call->id;
		/* Part of a message may be out: nothing can follow it. */
		if (put_message(&header, parts, count))
			xfstore_link_break("the daemon takes no requests");
	}
	mutex_unlock(&link.send);
}

int xfstore_link_wait(struct xfstore_call *call, unsigned long deadline)
{
	unsigned long now = jiffies;
	unsigned long left = time_before(now, deadline) ? deadline - now : 0;

	if (!wait_for_completion_timeout(&call->done, left)) {
		if (delist(call))
			return -ETIMEDOUT;
		/* The worker has it in hand. */
		wait_for_completion(&call->done);
	}
	return call->err;
}

/* Takes the call off the list: from now on it is the worker's. */
static struct xfstore_call *claim(u32 id)
{
	struct xfstore_call *call;

	spin_lock(&link.lock);
	list_for_each_entry(call, &link.calls, list) {
		if (call->id == id) {
			list_del_init(&call->list);
			spin_unlock(&link.lock);
			return call;
		}
	}
	spin_unlock(&link.lock);
	return NULL;
}

static void deliver_reply(const struct xfwire_rx *rx)
{
	struct xfstore_call *call = claim(rx->header.req_id);
	int err;

	if (!call) {
		/* Its caller lost patience; or an invention, which harms nobody. */
		pr_warn_ratelimited("xen store: reply that nobody waits for\n");
		return;
	}
	err = xfwire_reply_error(&rx->header, rx->body, call->type);
	if (!err) {
		call->len = rx->header.len;
		call->body = kmemdup_nul(rx->body, call->len, GFP_NOIO);
		if (!call->body)
			err = -ENOMEM;
	}
	finish(call, err);
}

static int deliver(const struct xfwire_rx *rx)
{
	if (rx->header.type == XS_WATCH_EVENT)
		return xfstore_watch_event(rx->body, rx->header.len);
	deliver_reply(rx);
	return 0;
}

/* Return: bytes received, 0 when there are none, or what breaks the link. */
static int receive(void)
{
	u32 room;
	void *to = xfwire_rx_space(&link.rx, &room);
	int got = xfbytes_get(&link.in, to, room);
	int err;

	if (got <= 0)
		return got;
	err = xfwire_rx_filled(&link.rx, got);
	if (err > 0) {
		err = deliver(&link.rx);
		xfwire_rx_next(&link.rx);
	}
	return err < 0 ? err : got;
}

/* Did the daemon take requests since the last look? */
static bool requests_taken(void)
{
	u32 taken = xfshared_load(link.out.cons);
	bool moved = taken != link.taken;

	link.taken = taken;
	return moved;
}

static void link_work(struct work_struct *work)
{
	bool moved = requests_taken();
	bool came = false;
	int got = 0;

	while (!READ_ONCE(link.broken) && (got = receive()) > 0)
		came = true;
	if (got < 0)
		xfstore_link_break("impossible message or index");
	if (came)
		xfstore_link_kick();
	wake_up_all(&link.room);
	xpv_evtchn_eoi(link.irq, !came && !moved);
}

static irqreturn_t link_irq(int irq, void *ctx)
{
	link.irq = irq;
	queue_work(link.wq, &link.work);
	return IRQ_HANDLED;
}

static void link_rings(struct xenstore_domain_interface __shared *page)
{
	link.out.data = (u8 __shared *)page->req;
	link.out.size = sizeof(page->req);
	link.out.prod = &page->req_prod;
	link.out.cons = &page->req_cons;
	xfbytes_init(&link.out, link.out.prod);

	link.in.data = (u8 __shared *)page->rsp;
	link.in.size = sizeof(page->rsp);
	link.in.prod = &page->rsp_prod;
	link.in.cons = &page->rsp_cons;
	xfbytes_init(&link.in, link.in.cons);
}

/* Nothing is asked and nothing awaited, or the patience for it is over. */
static bool link_quiet(void)
{
	bool quiet;

	spin_lock(&link.lock);
	quiet = list_empty(&link.calls);
	spin_unlock(&link.lock);
	return quiet;
}

void xfstore_link_suspend(void)
{
	mutex_lock(&link.send);
	wait_event_timeout(link.room, link_quiet(), XFSTORE_PATIENCE);
	flush_work(&link.work);
}

/* Requests that the old domain's daemon has not answered it never will. */
static void link_drop_calls(void)
{
	struct xfstore_call *call, *next;

	spin_lock(&link.lock);
	list_for_each_entry_safe(call, next, &link.calls, list) {
		list_del_init(&call->list);
		finish(call, -EIO);
	}
	spin_unlock(&link.lock);
}

static int link_reopen(void)
{
	struct xpv_domain_ring ring;
	int err = xpv_domain_store(&ring);

	xpv_evtchn_unbind(link.irq, &link);
	cancel_work_sync(&link.work);
	if (err)
		return err;
	link_drop_calls();
	link_rings(ring.page);
	xfwire_rx_next(&link.rx);
	link.port = ring.port;
	err = xpv_evtchn_bind(ring.port, link_irq, "xenstore", &link);
	return err < 0 ? err : 0;
}

void xfstore_link_resume(bool moved)
{
	int err = moved && link.up ? link_reopen() : 0;

	mutex_unlock(&link.send);
	if (err)
		xfstore_link_break("no connection after the domain moved");
	xfstore_link_kick();
}

static int __init xfstore_link_init(void)
{
	struct xpv_domain_ring ring;
	int irq;

	if (!xpv_domain_pv() || xpv_domain_store(&ring))
		return 0;
	link.wq = alloc_workqueue("xfstore", WQ_MEM_RECLAIM | WQ_HIGHPRI, 1);
	if (!link.wq)
		return -ENOMEM;
	INIT_WORK(&link.work, link_work);
	/* No reply to a kernel before this one is taken for ours. */
	link.last_id = get_random_u32();
	link_rings(ring.page);
	link.port = ring.port;
	irq = xpv_evtchn_bind(ring.port, link_irq, "xenstore", &link);
	if (irq < 0) {
		pr_err("xen store: no interrupt: %d\n", irq);
		destroy_workqueue(link.wq);
		return irq;
	}
	link.irq = irq;
	link.up = true;
	if (xpv_domain_inherited())
		xfstore_watch_reset();
	return 0;
}
/* Before the other CPUs start: cpus.c asks which of them may. */
early_initcall(xfstore_link_init);
