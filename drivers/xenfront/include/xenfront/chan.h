/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A channel to a back-end: ring pages, their grants, an event channel and its
 * interrupt, as one object.
 *
 * Order of life: xfchan_init() in the driver's connect(), xfchan_publish()
 * there too, I/O, xfchan_stop() at the start of disconnect() (when it returns,
 * the handler does not run any more), xfchan_uninit() when no user of the ring
 * is left. Pages that the back-end still maps then are freed later, when it
 * lets go.
 */
#ifndef XENFRONT_CHAN_H
#define XENFRONT_CHAN_H

#include <linux/interrupt.h>
#include <xpv/types.h>
#include <xenfront/bus.h>
#include <xenfront/ring.h>

#define XFCHAN_MAX_ORDER	4

/**
 * struct xfchan_conf - what a channel is to be
 * @name: for messages and /proc/interrupts; must outlive the channel
 * @order: log2 of the number of ring pages, at most XFCHAN_MAX_ORDER
 * @slot_size: of the ring, see xfring_init()
 * @handler: interrupt handler, ends in xfchan_eoi(); NULL for a channel without
 *	an event channel of its own (two rings on one event)
 * @ctx: for the handler
 */
struct xfchan_conf {
	const char *name;
	unsigned int order;
	size_t slot_size;
	irq_handler_t handler;
	void *ctx;
};

/**
 * struct xfchan - a channel
 * @ring: the ring in its pages; driver's side as in ring.h
 * @pages: 1 << @order pages, the driver never touches them
 * @order: log2 of the number of pages
 * @refs: grant of each page
 * @port: event channel, XPV_PORT_NONE without one
 * @irq: its interrupt, 0 without one
 * @stopped: the interrupt is gone, or about to be
 * @handler: from the configuration
 * @ctx: the handler's
 */
struct xfchan {
	struct xfring ring;
	void *pages;
	unsigned int order;
	xpv_gref_t refs[1 << XFCHAN_MAX_ORDER];
	xpv_port_t port;
	int irq;
	bool stopped;
	irq_handler_t handler;
	void *ctx;
};

/**
 * xfchan_init() - make a channel towards a device's back-end
 * @chan: filled
 * @dev: its otherend_id may map the pages and bind the event channel
 * @conf: read during the call only, except for the strings and @ctx
 *
 * The handler may run before this returns. Context: process.
 * Return: 0 or a negative errno, then nothing is left behind.
 */
int xfchan_init(struct xfchan *chan, struct xfbus_device *dev,
		const struct xfchan_conf *conf);

/* Deliver the interrupt on @cpu, which is online, if possible. Context: process. */
void xfchan_affine(const struct xfchan *chan, unsigned int cpu);

/* No more interrupts; waits for a running handler. May be called twice. */
void xfchan_stop(struct xfchan *chan);

/* xfchan_stop() and free everything. Not for use after a failed init. */
void xfchan_uninit(struct xfchan *chan);

/**
 * struct xfchan_keys - names of a channel's keys
 * @ring: "ring-ref", "tx-ring-ref"; with more than one page a number follows
 * @port: "event-channel", "event-channel-tx"; NULL: not written
 * @order: "ring-page-order", written with more than one page; may be NULL
 */
struct xfchan_keys {
	const char *ring;
	const char *port;
	const char *order;
};

/**
 * xfchan_dir() - where a queue's keys lie
 * @dev: device with several queues, or one
 * @index: number of the queue
 * @count: how many there are
 *
 * Those of a single queue lie in the device's own directory, those of several in one
 * each: blkif.h and netif.h alike. Return: its name, to be kfree()d; NULL: no memory.
 */
char *xfchan_dir(const struct xfbus_device *dev, unsigned int index, unsigned int count);

/**
 * xfchan_publish() - write a channel's keys
 * @chan: initialised
 * @tx: transaction or XFSTORE_NO_TX
 * @dir: front-end's directory (dev->nodename) or one queue's below it
 * @keys: names
 */
int xfchan_publish(const struct xfchan *chan, u32 tx, const char *dir,
		   const struct xfchan_keys *keys);

/* Raise an event at the back-end. Context: any. */
void xfchan_kick(const struct xfchan *chan);

/*
 * End of the handler or of the polling it started; see xpv_evtchn_eoi(). No
 * effect once xfchan_stop() was called, which may happen at the same time.
 */
void xfchan_eoi(const struct xfchan *chan, bool spurious);

#endif /* XENFRONT_CHAN_H */
