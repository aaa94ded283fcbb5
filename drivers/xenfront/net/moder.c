// SPDX-License-Identifier: GPL-2.0-only
/* See moder.h. */
#include <linux/netdevice.h>
#include "net.h"

static enum hrtimer_restart late(struct hrtimer *timer)
{
	struct xfnet_queue *q = container_of(timer, struct xfnet_queue, moder.timer);

	napi_schedule(&q->napi);
	return HRTIMER_NORESTART;
}

static void set(struct xfnet_queue *q, u32 usecs, u32 frames)
{
	WRITE_ONCE(q->moder.usecs, usecs);
	WRITE_ONCE(q->moder.frames, frames ?: XFNET_RX_RING / 2);
}

/* DIM has decided. */
static void adapt(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct xfnet_queue *q = container_of(dim, struct xfnet_queue, moder.dim);
	struct dim_cq_moder profile = net_dim_get_rx_moderation(dim->mode, dim->profile_ix);

	if (READ_ONCE(q->net->coalesce.adaptive))
		set(q, profile.usec, min_t(u32, profile.pkts, XFNET_RX_RING / 2));
	dim->state = DIM_START_MEASURE;
}

void xfnet_moder_setup(struct xfnet_queue *q)
{
	struct xfnet_moder *moder = &q->moder;

	hrtimer_init(&moder->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	moder->timer.function = late;
	INIT_WORK(&moder->dim.work, adapt);
	moder->dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_EQE;
}

void xfnet_moder_stop(struct xfnet_queue *q)
{
	hrtimer_cancel(&q->moder.timer);
	cancel_work_sync(&q->moder.dim.work);
	q->moder.dim.state = DIM_START_MEASURE;
}

u32 xfnet_moder_after(const struct xfnet_queue *q)
{
	return READ_ONCE(q->moder.usecs) ? READ_ONCE(q->moder.frames) : 1;
}

void xfnet_moder_armed(struct xfnet_queue *q, u32 after)
{
	if (after > 1)
		hrtimer_start(&q->moder.timer,
			      READ_ONCE(q->moder.usecs) * (ktime_t)NSEC_PER_USEC,
			      HRTIMER_MODE_REL_SOFT);
}

void xfnet_moder_sample(struct xfnet_queue *q)
{
	const u64_stats_t *count = q->rx.count;
	struct dim_sample sample;

	if (!READ_ONCE(q->net->coalesce.adaptive))
		return;
	dim_update_sample(READ_ONCE(q->moder.events), u64_stats_read(&count[XFNET_RX_PACKETS]),
			  u64_stats_read(&count[XFNET_RX_BYTES]), &sample);
	net_dim(&q->moder.dim, sample);
}

int xfnet_moder_get(struct net_device *dev, struct ethtool_coalesce *to,
		    struct kernel_ethtool_coalesce *more, struct netlink_ext_ack *ack)
{
	const struct xfnet *net = netdev_priv(dev);

	to->rx_coalesce_usecs = net->coalesce.usecs;
	to->rx_max_coalesced_frames = net->coalesce.frames;
	to->use_adaptive_rx_coalesce = net->coalesce.adaptive;
	return 0;
}

int xfnet_moder_set(struct net_device *dev, struct ethtool_coalesce *from,
		    struct kernel_ethtool_coalesce *more, struct netlink_ext_ack *ack)
{
	struct xfnet *net = netdev_priv(dev);
	unsigned int i;

	if (from->rx_coalesce_usecs > XFNET_MODER_MAX_US) {
		NL_SET_ERR_MSG_FMT_MOD(ack, "rx-usecs is at most %u", XFNET_MODER_MAX_US);
		return -ERANGE;
	}
	if (from->rx_max_coalesced_frames > XFNET_RX_RING / 2) {
		NL_SET_ERR_MSG_FMT_MOD(ack, "rx-frames is at most %u", XFNET_RX_RING / 2);
		return -ERANGE;
	}
	net->coalesce.usecs = from->rx_coalesce_usecs;
	net->coalesce.frames = from->rx_max_coalesced_frames;
	WRITE_ONCE(net->coalesce.adaptive, from->use_adaptive_rx_coalesce);
	for (i = 0; i < net->most; i++)
		set(&net->queues[i], net->coalesce.usecs, net->coalesce.frames);
	return 0;
}
