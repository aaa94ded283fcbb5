/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Receive-side scaling: by which hash of a packet's addresses the back-end chooses
 * the queue.
 *
 * It is off until the user asks for it: the back-end then chooses by a hash of its
 * own, while one that we ask for takes a slot of the ring for each packet.
 */
#ifndef XFNET_RSS_H
#define XFNET_RSS_H

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/types.h>

struct xfnet;

/* Bytes that the hash of an IPv6 packet with ports takes of a key. */
#define XFNET_RSS_KEY		40
#define XFNET_RSS_TABLE		128

/**
 * struct xfnet_rss - what is wanted, and what the back-end can; under RTNL
 * @on: the user asked for it
 * @known: hashes that the back-end knows, XEN_NETIF_CTRL_HASH_TYPE_*
 * @types: hashes that are wanted
 * @size: entries of @table in use, as the back-end permits; 0: it knows none
 * @key: of the hash
 * @table: queue for each value of the hash
 */
struct xfnet_rss {
	bool on;
	u32 known;
	u32 types;
	u32 size;
	u8 key[XFNET_RSS_KEY];
	u32 table[XFNET_RSS_TABLE];
};

/* Once, before the netdev is registered. */
void xfnet_rss_setup(struct xfnet *net);
/* The back-end is a new one, and there may be another number of queues. Under RTNL. */
void xfnet_rss_connected(struct xfnet *net);
/* ndo_set_features: NETIF_F_RXHASH may be switched. */
int xfnet_rss_switch(struct net_device *dev, netdev_features_t features);

/* For ethtool, see struct ethtool_ops. */
u32 xfnet_rss_key_size(struct net_device *dev);
u32 xfnet_rss_table_size(struct net_device *dev);
int xfnet_rss_get(struct net_device *dev, struct ethtool_rxfh_param *param);
int xfnet_rss_set(struct net_device *dev, struct ethtool_rxfh_param *param,
		  struct netlink_ext_ack *ack);
int xfnet_rss_get_rxnfc(struct net_device *dev, struct ethtool_rxnfc *info, u32 *rules);
int xfnet_rss_set_rxnfc(struct net_device *dev, struct ethtool_rxnfc *info);

#endif /* XFNET_RSS_H */
