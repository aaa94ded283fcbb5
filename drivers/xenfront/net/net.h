/* SPDX-License-Identifier: GPL-2.0-only */
/* Network front-end: one interface, and how it comes to terms with its back-end. */
#ifndef XFNET_NET_H
#define XFNET_NET_H

#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <xenfront/bus.h>
#include "queue.h"

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
 */
struct xfnet_offer {
	bool rx_copy;
	bool sg;
	bool gso4;
	bool gso6;
	bool no_csum;
	bool csum6;
	bool split;
};

/**
 * struct xfnet - one interface, private part of its netdev
 * @xdev: device on the bus (I)
 * @dev: the netdev (I)
 * @offer: of the back-end, all false before it connects; changed under RTNL
 *	before features are computed again
 * @queue: the one pair of rings; its memory lives as long as the netdev
 */
struct xfnet {
	struct xfbus_device *xdev;
	struct net_device *dev;
	struct xfnet_offer offer;
	struct xfnet_queue queue;
};

/* connect.c: the bus's connect, connected and disconnect. Context: process. */
int xfnet_connect_offer(struct xfbus_device *xdev);
int xfnet_connect_live(struct xfbus_device *xdev);
void xfnet_connect_undo(struct xfbus_device *xdev);
void xfnet_connect_pause(struct xfbus_device *xdev);
void xfnet_connect_go_on(struct xfbus_device *xdev);
netdev_features_t xfnet_connect_features(struct net_device *dev,
					 netdev_features_t features);

#endif /* XFNET_NET_H */
