// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channels: ring pages, their grants, an event channel and its interrupt.
 *
 * A page is freed only when Xen says that the back-end has no mapping of it;
 * until then it belongs to the grant code (xpv_gnttab_revoke_later()).
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <xpv/evtchn.h>
#include <xpv/gnttab.h>
#include <xenfront/chan.h>
#include <xenfront/store.h>

static unsigned int ring_pages(const struct xfchan *chan)
{
	return 1U << chan->order;
}

static void *ring_page(const struct xfchan *chan, unsigned int i)
{
	return chan->pages + i * PAGE_SIZE;
}

/* Single pages in one run, since each may be freed at its own time. */
static int alloc_pages_run(struct xfchan *chan)
{
	chan->pages = alloc_pages_exact(PAGE_SIZE << chan->order,
					GFP_KERNEL | __GFP_ZERO);
	return chan->pages ? 0 : -ENOMEM;
}

static int grant_pages(struct xfchan *chan, u16 otherend)
{
	unsigned int i;
	int err;

	err = xpv_gnttab_take(chan->refs, ring_pages(chan));
	if (err)
		return err;
	for (i = 0; i < ring_pages(chan); i++)
		xpv_gnttab_grant(chan->refs[i], otherend,
				 xpv_virt_mfn(ring_page(chan, i)), false);
	return 0;
}

static void drop_page(xpv_gref_t ref, void *page)
{
	if (!xpv_gnttab_revoke(ref)) {
		xpv_gnttab_revoke_later(ref, virt_to_page(page));
		return;
	}
	xpv_gnttab_put(&ref, 1);
	free_page((unsigned long)page);
}

static void drop_pages(struct xfchan *chan)
{
	unsigned int i;

	for (i = 0; i < ring_pages(chan); i++)
		drop_page(chan->refs[i], ring_page(chan, i));
	chan->pages = NULL;
}

/* An event may come before the bind returned: the number is learnt here too. */
static irqreturn_t chan_irq(int irq, void *ctx)
{
	struct xfchan *chan = ctx;

	WRITE_ONCE(chan->irq, irq);
	return chan->handler(irq, chan->ctx);
}

static int open_port(struct xfchan *chan, u16 otherend,
		     const struct xfchan_conf *conf)
{
	int err, irq;

	err = xpv_evtchn_alloc(otherend, &chan->port);
	if (err)
		return err;
	irq = xpv_evtchn_bind(chan->port, chan_irq, conf->name, chan);
	if (irq < 0) {
		xpv_evtchn_close(chan->port);
		return irq;
	}
	WRITE_ONCE(chan->irq, irq);
	return 0;
}

int xfchan_init(struct xfchan *chan, struct xfbus_device *dev,
		const struct xfchan_conf *conf)
{
	int err;

	*chan = (struct xfchan) {
		.order = conf->order,
		.handler = conf->handler,
		.ctx = conf->ctx,
	};
	if (conf->order > XFCHAN_MAX_ORDER)
		return -EINVAL;
	err = alloc_pages_run(chan);
	if (err)
		return err;
	err = xfring_init(&chan->ring, conf->name, (void __shared __force *)chan->pages,
			  PAGE_SIZE << conf->order, conf->slot_size);
	if (err)
		goto free_pages;
	err = grant_pages(chan, dev->otherend_id);
	if (err)
		goto free_pages;
	if (conf->handler)
		err = open_port(chan, dev->otherend_id, conf);
	if (err)
		goto drop_pages;
	return 0;

drop_pages:
	drop_pages(chan);
	return err;
free_pages:
	free_pages_exact(chan->pages, PAGE_SIZE << chan->order);
	return err;
}
EXPORT_SYMBOL_GPL(xfchan_init);

void xfchan_affine(const struct xfchan *chan, unsigned int cpu)
{
	if (chan->irq)
		xpv_evtchn_affine(chan->irq, cpu);
}
EXPORT_SYMBOL_GPL(xfchan_affine);

void xfchan_stop(struct xfchan *chan)
{
	if (!chan->irq || chan->stopped)
		return;
	WRITE_ONCE(chan->stopped, true);
	/* A poll elsewhere that is ending an event sees it, or is waited for. */
	synchronize_rcu();
	/* After a move to another domain this number may be somebody else's. */
	if (!xpv_evtchn_current(chan->irq))
		chan->port = XPV_PORT_NONE;
	xpv_evtchn_unbind(chan->irq, chan);
}
EXPORT_SYMBOL_GPL(xfchan_stop);

void xfchan_uninit(struct xfchan *chan)
{
	xfchan_stop(chan);
	if (xpv_port_number(chan->port))
		xpv_evtchn_close(chan->port);
	chan->port = XPV_PORT_NONE;
	drop_pages(chan);
}
EXPORT_SYMBOL_GPL(xfchan_uninit);

char *xfchan_dir(const struct xfbus_device *dev, unsigned int index, unsigned int count)
{
	if (count == 1)
		return kstrdup(dev->nodename, GFP_KERNEL);
	return kasprintf(GFP_KERNEL, "%s/queue-%u", dev->nodename, index);
}
EXPORT_SYMBOL_GPL(xfchan_dir);

/* What xfchan_publish() writes, as one batch. */
struct publication {
	struct xfkey keys[(1 << XFCHAN_MAX_ORDER) + 2];
	char names[1 << XFCHAN_MAX_ORDER][32];
	u32 values[(1 << XFCHAN_MAX_ORDER) + 2];
	unsigned int count;
};

static void add_key(struct publication *pub, const char *name, u32 value)
{
	unsigned int i = pub->count++;

	pub->values[i] = value;
	pub->keys[i] = (struct xfkey) {
		.name = name,
		.type = XFKEY_NUMBER,
		.offset = i * sizeof(u32),
		.size = sizeof(u32),
	};
}

static void add_refs(struct publication *pub, const struct xfchan *chan,
		     const struct xfchan_keys *keys)
{
	unsigned int i;

	if (!chan->order) {
		add_key(pub, keys->ring, xpv_gref_number(chan->refs[0]));
		return;
	}
	for (i = 0; i < ring_pages(chan); i++) {
		snprintf(pub->names[i], sizeof(pub->names[i]), "%s%u",
			 keys->ring, i);
		add_key(pub, pub->names[i], xpv_gref_number(chan->refs[i]));
	}
	if (keys->order)
		add_key(pub, keys->order, chan->order);
}

int xfchan_publish(const struct xfchan *chan, u32 tx, const char *dir,
		   const struct xfchan_keys *keys)
{
	struct publication *pub = kzalloc(sizeof(*pub), GFP_KERNEL);
	int err;

	if (!pub)
		return -ENOMEM;
	add_refs(pub, chan, keys);
	if (keys->port && xpv_port_number(chan->port))
		add_key(pub, keys->port, xpv_port_number(chan->port));
	err = xfstore_write_keys(tx, dir, pub->keys, pub->count, pub->values);
	kfree(pub);
	return err;
}
EXPORT_SYMBOL_GPL(xfchan_publish);

void xfchan_kick(const struct xfchan *chan)
{
	xpv_evtchn_notify(chan->port);
}
EXPORT_SYMBOL_GPL(xfchan_kick);

void xfchan_eoi(const struct xfchan *chan, bool spurious)
{
	rcu_read_lock();
	if (!READ_ONCE(chan->stopped))
		xpv_evtchn_eoi(READ_ONCE(chan->irq), spurious);
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(xfchan_eoi);
