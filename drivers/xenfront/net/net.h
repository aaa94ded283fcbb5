/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Network cards: what the files of this folder share. One queue of a card is in
 * queue.h.
 *
 *	main.c      the netdev, from probe to remove
 *	params.c    what the user may choose
 *	connect.c   keys, and how many queues there are
 *	queue.c     life of a queue, its events, its poll
 *	tx.c        packets to requests, completions back
 *	rx.c        filled pages to packets
 *	refill.c    pages for the back-end to fill
 *	ctrl.c      questions to the back-end, on a ring of their own
 *	rss.c       how the back-end spreads what we receive
 *	mcast.c     groups that the back-end need not send us
 *	moder.c     how long events may be held back
 *	xdp.c       programs that see frames before the stack does
 *	stats.c     counters to user space
 *	ethtool.c   what else ethtool asks for and may change
 *	txslots.c rxframe.c   pure parts
 */
#ifndef XFNET_NET_H
#define XFNET_NET_H

#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <xenfront/bus.h>
#include "ctrl.h"
#include "mcast.h"
#include "queue.h"
#include "rss.h"
#include "xdp.h"

/* Queues of one card. */
#define XFNET_QUEUES_MAX	16
#define XFNET_MTU_MAX		(XEN_NETIF_MAX_TX_SIZE - ETH_HLEN)

/**
 * struct xfnet_offer - what the back-end can do
 * @rx_copy: fill pages of ours by copying; the only way left
 * @sg: take packets in several pieces
 * @gso4: segment TCP over IPv4
 * @gso6: segment TCP over IPv6
 * @no_csum: wants checksums over IPv4 filled in
 * @csum6: fills checksums over IPv6 in
 * @split: has an event channel for each ring
 * @ctrl: has a control ring
 * @mcast: leaves out groups that nobody listens to, when asked
 * @queues: "multi-queue-max-queues"
 */
struct xfnet_offer {
	bool rx_copy;
	bool sg;
	bool gso4;
	bool gso6;
	bool no_csum;
	bool csum6;
	bool split;
	bool ctrl;
	bool mcast;
	u32 queues;
};

/**
 * struct xfnet_params - module parameters, see params.c
 * @queues: most queues of a card, unless its user wants more
 */
struct xfnet_params {
	unsigned int queues;
};

extern struct xfnet_params xfnet_params;

/**
 * struct xfnet - one interface, private part of its netdev
 * @xdev: device on the bus (I)
 * @dev: the netdev (I)
 * @offer: of the back-end, all false before it connects; changed under RTNL
 *	before features are computed again
 * @queues: @most pairs of rings; their memory lives as long as the netdev (I)
 * @most: how many the netdev can have (I)
 * @wanted: how many its user wants; under RTNL
 * @count: how many are connected, 0: none; written by callbacks of the bus
 * @ctrl: control ring, where there is one
 * @rss: how received packets are spread
 * @mcast: groups that the back-end knows of
 * @coalesce: how events are held back
 * @prog: XDP program; written under RTNL
 *
 * I: written before the netdev is visible.
 */
struct xfnet {
	struct xfbus_device *xdev;
	struct net_device *dev;
	struct xfnet_offer offer;
	struct xfnet_queue *queues;
	unsigned int most;
	unsigned int wanted;
	unsigned int count;
	struct xfnet_ctrl ctrl;
	struct xfnet_rss rss;
	struct xfnet_mcast mcast;
	struct xfnet_coalesce coalesce;
	struct bpf_prog __rcu *prog;
};

/* connect.c: callbacks of the bus. Context: process. */
int xfnet_connect_offer(struct xfbus_device *xdev);
int xfnet_connect_live(struct xfbus_device *xdev);
void xfnet_connect_undo(struct xfbus_device *xdev);
void xfnet_connect_pause(struct xfbus_device *xdev);
void xfnet_connect_go_on(struct xfbus_device *xdev);
netdev_features_t xfnet_connect_features(struct net_device *dev,
					 netdev_features_t features);

/* ethtool.c */
extern const struct ethtool_ops xfnet_ethtool_ops;

#endif /* XFNET_NET_H */
