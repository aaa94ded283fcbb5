/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt moderation: how long events of received packets may be held back.
 *
 * The back-end is asked for an event when several responses are there (rsp_event),
 * and a timer looks without one. It is off unless ethtool -C says otherwise: it trades
 * time for interrupts. Adaptive, the kernel's DIM chooses by what comes.
 */
#ifndef XFNET_MODER_H
#define XFNET_MODER_H

#include <linux/dim.h>
#include <linux/ethtool.h>
#include <linux/hrtimer.h>

struct xfnet;
struct xfnet_queue;

/* Longest time for which an event may be held back. */
#define XFNET_MODER_MAX_US	1000U

/**
 * struct xfnet_moder - moderation of one queue
 * @usecs: hold events back for so long, 0: not at all (A)
 * @frames: or until so many responses are there (A)
 * @timer: polls when the event does not come in time
 * @dim: chooses @usecs and @frames; the poll's, and its own work's
 * @events: that came, for @dim; the interrupt's
 */
struct xfnet_moder {
	u32 usecs;
	u32 frames;
	struct hrtimer timer;
	struct dim dim;
	u16 events;
};

/**
 * struct xfnet_coalesce - what the user wants; under RTNL
 * @usecs: see struct xfnet_moder
 * @frames: see there, 0: half of the ring
 * @adaptive: DIM chooses
 */
struct xfnet_coalesce {
	u32 usecs;
	u32 frames;
	bool adaptive;
};

/* Once, before the netdev is registered. */
void xfnet_moder_setup(struct xfnet_queue *q);
/* Neither timer nor work when it returns. The poll is off. */
void xfnet_moder_stop(struct xfnet_queue *q);

/* In the poll, when all was taken. Return: how many responses an event is to wait for. */
u32 xfnet_moder_after(const struct xfnet_queue *q);
/* In the poll: an event was asked for with @after. */
void xfnet_moder_armed(struct xfnet_queue *q, u32 after);
/* In the poll, when it completes. */
void xfnet_moder_sample(struct xfnet_queue *q);

/* For ethtool, see struct ethtool_ops. */
int xfnet_moder_get(struct net_device *dev, struct ethtool_coalesce *to,
		    struct kernel_ethtool_coalesce *more, struct netlink_ext_ack *ack);
int xfnet_moder_set(struct net_device *dev, struct ethtool_coalesce *from,
		    struct kernel_ethtool_coalesce *more, struct netlink_ext_ack *ack);

#endif /* XFNET_MODER_H */
