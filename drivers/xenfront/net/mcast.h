/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multicast control: the back-end is told to which groups the interface listens, and
 * leaves others out.
 *
 * Only where that can be switched off again ("feature-dynamic-multicast-control"),
 * since some listen to everything.
 *
 * ABI: xen/interface/io/netif.h, XEN_NETIF_EXTRA_TYPE_MCAST_ADD
 */
#ifndef XFNET_MCAST_H
#define XFNET_MCAST_H

#include <linux/if_ether.h>
#include <linux/workqueue.h>

struct net_device;
struct xfnet;

/* What back-ends remember; who listens to more gets all there is. */
#define XFNET_MCAST_MAX		64

/**
 * struct xfnet_groups - addresses of groups
 * @count: valid entries
 * @addr: the addresses
 */
struct xfnet_groups {
	unsigned int count;
	u8 addr[XFNET_MCAST_MAX][ETH_ALEN];
};

/**
 * struct xfnet_mcast - what the back-end leaves out
 * @work: brings it up to date
 * @usable: connected to a back-end that can do this; under the address lock
 * @refused: it did not take an address: send all (A)
 * @filtering: it leaves out what is not in @told (W)
 * @told: what it knows (W)
 *
 * A: atomic access. W: @work, or while it is cancelled.
 */
struct xfnet_mcast {
	struct delayed_work work;
	bool usable;
	bool refused;
	bool filtering;
	struct xfnet_groups told;
};

/* Once, before the netdev is registered. */
void xfnet_mcast_setup(struct xfnet *net);
/* A back-end that knows no address yet. Context: process. */
void xfnet_mcast_connected(struct xfnet *net);
/* Nothing is told any more when it returns. Context: process. */
void xfnet_mcast_stop(struct xfnet *net);
/* ndo_set_rx_mode */
void xfnet_mcast_changed(struct net_device *dev);
/* The back-end did not take an address. Context: any. */
void xfnet_mcast_refused(struct xfnet *net);

#endif /* XFNET_MCAST_H */
