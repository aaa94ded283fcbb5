// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pair of rings with its events and its NAPI poll.
 *
 * One poll serves both rings whether they share an event channel or not. An
 * event stays masked from its delivery until the poll ends it, so the bits in
 * xfnet_queue.events are set by the handlers and cleared once each by whoever
 * completes the poll.
 *
 * Taking a queue down, in this order:
 *  1. not live: under the transmit lock, so no xmit is inside or will get in
 *  2. channels stopped: no handler schedules NAPI any more
 *  3. NAPI off: waits for a poll, which never waits for the back-end and always
 *     completes; from here on the timer cannot get it going either
 *  4. timers off: only the poll armed them
 *  5. nobody but us sees the rings: drop what is outstanding, free
 */
#include <linux/etherdevice.h>
#include "net.h"

static irqreturn_t tx_event(int irq, void *ctx)
{
	struct xfnet_queue *q = ctx;

	if (!q->split)
		WRITE_ONCE(q->moder.events, q->moder.events + 1);
	set_bit(XFNET_TX_EVENT, &q->events);
	napi_schedule(&q->napi);
	return IRQ_HANDLED;
}

static irqreturn_t rx_event(int irq, void *ctx)
{
	struct xfnet_queue *q = ctx;

	WRITE_ONCE(q->moder.events, q->moder.events + 1);
	set_bit(XFNET_RX_EVENT, &q->events);
	napi_schedule(&q->napi);
	return IRQ_HANDLED;
}

static void again(struct timer_list *timer)
{
	struct xfnet_queue *q = from_timer(q, timer, again);

	set_bit(XFNET_TX_FLUSH, &q->events);
	napi_schedule(&q->napi);
}

void xfnet_queue_fail(struct xfnet_queue *q, const char *why)
{
	if (cmpxchg(&q->dead, false, true))
		return;
	netif_carrier_off(q->dev);
	xfbus_device_fail(q->net->xdev, -EPROTO, "%s", why);
}

static void check_rings(struct xfnet_queue *q)
{
	if (xfring_broken(&q->tx.chan.ring))
		xfnet_queue_fail(q, "transmit ring unusable");
	if (xfring_broken(&q->rx.chan.ring))
		xfnet_queue_fail(q, "receive ring unusable");
}

/* Ask for events. Return: true when there is something to do already. */
static bool rearm(struct xfnet_queue *q)
{
	const u32 after = xfnet_moder_after(q);
	bool more = xfnet_tx_rearm(q);

	more |= xfring_rearm(&q->rx.chan.ring, after);
	if (!more)
		xfnet_moder_armed(q, after);
	return more;
}

static void end_event(struct xfnet_queue *q, const struct xfchan *chan,
		      enum xfnet_event event, unsigned long work)
{
	unsigned long bit;
	bool spurious = true;

	if (!test_bit(event, &q->events) ||
	    !test_and_clear_bit(event, &q->events))
		return;
	for_each_set_bit(bit, &work, BITS_PER_LONG)
		if (test_and_clear_bit(bit, &q->events))
			spurious = false;
	xfchan_eoi(chan, spurious);
}

/* The last thing a poll does: another may run as soon as a channel is open. */
static void end_events(struct xfnet_queue *q)
{
	const unsigned long tx = BIT(XFNET_TX_WORK), rx = BIT(XFNET_RX_WORK);

	end_event(q, &q->tx.chan, XFNET_TX_EVENT, q->split ? tx : tx | rx);
	if (q->split)
		end_event(q, &q->rx.chan, XFNET_RX_EVENT, rx);
}

static int poll(struct napi_struct *napi, int budget)
{
	struct xfnet_queue *q = container_of(napi, struct xfnet_queue, napi);
	bool more = false;
	int work = 0;

	if (!xfnet_queue_dead(q)) {
		xfnet_tx_complete(q, budget);
		work = xfnet_rx_poll(q, budget);
		if (work < budget)
			more = rearm(q);
		check_rings(q);
	}
	/* A dead one completes, or it could not be disabled. */
	if (xfnet_queue_dead(q)) {
		more = false;
		work = 0;
	}
	if (more || work >= budget)
		return budget;
	xfnet_moder_sample(q);
	/* The events of a dead one stay masked: no storm reaches us. */
	if (napi_complete_done(napi, work) && !xfnet_queue_dead(q))
		end_events(q);
	return work;
}

void xfnet_queue_setup(struct xfnet *net, unsigned int index)
{
	struct xfnet_queue *q = &net->queues[index];

	q->net = net;
	q->dev = net->dev;
	q->index = index;
	q->txq = netdev_get_tx_queue(net->dev, index);
	timer_setup(&q->again, again, 0);
	xfnet_moder_setup(q);
	netif_napi_add(net->dev, &q->napi, poll);
	netif_queue_set_napi(net->dev, index, NETDEV_QUEUE_TYPE_TX, &q->napi);
	netif_queue_set_napi(net->dev, index, NETDEV_QUEUE_TYPE_RX, &q->napi);
	u64_stats_init(&q->tx.sync);
	u64_stats_init(&q->rx.sync);
}

static void name_channel(char *name, const struct xfnet_queue *q, const char *id,
			 const char *which)
{
	if (q->net->most == 1)
		snprintf(name, XFNET_NAME_MAX, "vif-%s-%s", id, which);
	else
		snprintf(name, XFNET_NAME_MAX, "vif-%s-q%u-%s", id, q->index, which);
}

static int init_channels(struct xfnet_queue *q, struct xfbus_device *xdev)
{
	const struct xfchan_conf tx = {
		.name = q->tx.name,
		.slot_size = sizeof(struct xen_netif_tx_request),
		.handler = tx_event,
		.ctx = q,
	};
	const struct xfchan_conf rx = {
		.name = q->rx.name,
		.slot_size = sizeof(struct xen_netif_rx_request),
		.handler = q->split ? rx_event : NULL,
		.ctx = q,
	};
	int err;

	name_channel(q->tx.name, q, xdev->id, "tx");
	name_channel(q->rx.name, q, xdev->id, "rx");
	err = xfchan_init(&q->tx.chan, xdev, &tx);
	if (err)
		return err;
	err = xfchan_init(&q->rx.chan, xdev, &rx);
	if (err)
		xfchan_uninit(&q->tx.chan);
	return err;
}

static void uninit_channels(struct xfnet_queue *q)
{
	xfchan_uninit(&q->rx.chan);
	xfchan_uninit(&q->tx.chan);
}

int xfnet_queue_init(struct xfnet_queue *q, struct xfbus_device *xdev)
{
	int err;

	q->events = 0;
	q->dead = false;
	err = init_channels(q, xdev);
	if (err)
		return err;
	err = xfnet_tx_init(q, xdev);
	if (err)
		goto uninit_channels;
	err = xfnet_rx_init(q, xdev);
	if (err)
		goto uninit_tx;
	napi_enable(&q->napi);
	/* For an event that came too early to start a poll. */
	local_bh_disable();
	napi_schedule(&q->napi);
	local_bh_enable();
	return 0;

uninit_tx:
	xfchan_stop(&q->tx.chan);
	xfnet_tx_uninit(q);
uninit_channels:
	uninit_channels(q);
	return err;
}

int xfnet_queue_publish(const struct xfnet_queue *q, const char *dir)
{
	const struct xfchan_keys tx = {
		.ring = "tx-ring-ref",
		.port = q->split ? "event-channel-tx" : "event-channel",
	};
	const struct xfchan_keys rx = {
		.ring = "rx-ring-ref",
		.port = q->split ? "event-channel-rx" : NULL,
	};
	int err = xfchan_publish(&q->tx.chan, XFSTORE_NO_TX, dir, &tx);

	if (err)
		return err;
	return xfchan_publish(&q->rx.chan, XFSTORE_NO_TX, dir, &rx);
}

static void set_live(struct xfnet_queue *q, bool live)
{
	struct netdev_queue *txq = q->txq;

	__netif_tx_lock_bh(txq);
	q->tx.live = live;
	__netif_tx_unlock_bh(txq);
}

void xfnet_queue_start(struct xfnet_queue *q)
{
	set_live(q, true);
	if (netif_running(q->dev))
		netif_tx_wake_queue(q->txq);
}

void xfnet_queue_affine(const struct xfnet_queue *q, unsigned int cpu)
{
	xfchan_affine(&q->tx.chan, cpu);
	xfchan_affine(&q->rx.chan, cpu);
}

void xfnet_queue_pause(struct xfnet_queue *q)
{
	set_live(q, false);
}

void xfnet_queue_uninit(struct xfnet_queue *q)
{
	set_live(q, false);
	xfchan_stop(&q->tx.chan);
	xfchan_stop(&q->rx.chan);
	napi_disable(&q->napi);
	timer_delete_sync(&q->again);
	xfnet_moder_stop(q);
	/* A page that the back-end does not let go of is no news any more. */
	WRITE_ONCE(q->dead, true);
	xfnet_rx_uninit(q);
	xfnet_tx_uninit(q);
	uninit_channels(q);
}
