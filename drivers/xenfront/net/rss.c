// SPDX-License-Identifier: GPL-2.0-only
/* See rss.h. */
#include <linux/netdevice.h>
#include "net.h"

#define IP_ADDRESSES	(RXH_IP_SRC | RXH_IP_DST)
#define WITH_PORTS	(IP_ADDRESSES | RXH_L4_B_0_1 | RXH_L4_B_2_3)

/**
 * struct flow - a kind of packets, and the hashes that there are of it
 * @flow: as ethtool names it
 * @addresses: hash of the addresses, XEN_NETIF_CTRL_HASH_TYPE_*
 * @ports: hash with the ports, 0: none
 */
struct flow {
	u32 flow;
	u32 addresses;
	u32 ports;
};

static const struct flow flows[] = {
	{ TCP_V4_FLOW, XEN_NETIF_CTRL_HASH_TYPE_IPV4, XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP },
	{ TCP_V6_FLOW, XEN_NETIF_CTRL_HASH_TYPE_IPV6, XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP },
	{ UDP_V4_FLOW, XEN_NETIF_CTRL_HASH_TYPE_IPV4, 0 },
	{ UDP_V6_FLOW, XEN_NETIF_CTRL_HASH_TYPE_IPV6, 0 },
	{ IPV4_FLOW, XEN_NETIF_CTRL_HASH_TYPE_IPV4, 0 },
	{ IPV6_FLOW, XEN_NETIF_CTRL_HASH_TYPE_IPV6, 0 },
};

static void spread(struct xfnet_rss *rss, unsigned int queues)
{
	unsigned int i;

	for (i = 0; i < XFNET_RSS_TABLE; i++)
		rss->table[i] = ethtool_rxfh_indir_default(i, queues);
}

void xfnet_rss_setup(struct xfnet *net)
{
	netdev_rss_key_fill(net->rss.key, sizeof(net->rss.key));
	net->rss.types = XEN_NETIF_CTRL_HASH_TYPE_IPV4 | XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP |
			 XEN_NETIF_CTRL_HASH_TYPE_IPV6 | XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP;
	spread(&net->rss, 1);
}

static int tell(struct xfnet *net, u16 type, u32 first)
{
	return xfnet_ctrl_ask(&net->ctrl, type, first, 0, NULL, 0, NULL);
}

static int learn(struct xfnet *net, u16 type, u32 *answer)
{
	return xfnet_ctrl_ask(&net->ctrl, type, 0, 0, NULL, 0, answer);
}

static int tell_algorithm(struct xfnet *net, u32 algorithm)
{
	return tell(net, XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM, algorithm);
}

static int tell_table(struct xfnet *net)
{
	const struct xfnet_rss *rss = &net->rss;
	int err;

	if (!rss->size)
		return 0;
	err = tell(net, XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE, rss->size);
	if (err)
		return err;
	return xfnet_ctrl_ask(&net->ctrl, XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING, 0, rss->size,
			      rss->table, rss->size * sizeof(rss->table[0]), NULL);
}

static int tell_all(struct xfnet *net)
{
	const struct xfnet_rss *rss = &net->rss;
	int err;

	err = tell_algorithm(net, XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ);
	if (err)
		return err;
	err = xfnet_ctrl_ask(&net->ctrl, XEN_NETIF_CTRL_TYPE_SET_HASH_KEY, 0, sizeof(rss->key),
			     rss->key, sizeof(rss->key), NULL);
	if (err)
		return err;
	err = tell_table(net);
	if (err)
		return err;
	return tell(net, XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS, rss->types & rss->known);
}

/* The back-end as the user wants it. Where that fails, it chooses by itself. */
static int apply(struct xfnet *net)
{
	struct xfnet_rss *rss = &net->rss;
	int err;

	if (!rss->known)
		return rss->on ? -EOPNOTSUPP : 0;
	if (!rss->on)
		return tell_algorithm(net, XEN_NETIF_CTRL_HASH_ALGORITHM_NONE);
	err = tell_all(net);
	if (err)
		tell_algorithm(net, XEN_NETIF_CTRL_HASH_ALGORITHM_NONE);
	return err;
}

/* Flags can be asked for only while there is an algorithm. */
static void learn_all(struct xfnet *net)
{
	struct xfnet_rss *rss = &net->rss;

	if (tell_algorithm(net, XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ) ||
	    learn(net, XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS, &rss->known) ||
	    learn(net, XEN_NETIF_CTRL_TYPE_GET_HASH_MAPPING_SIZE, &rss->size))
		rss->known = 0;
	rss->size = min_t(u32, rss->size, XFNET_RSS_TABLE);
}

/* Does the table name queues that there are not? */
static bool table_fits(const struct xfnet *net)
{
	unsigned int i;

	for (i = 0; i < XFNET_RSS_TABLE; i++)
		if (net->rss.table[i] >= net->count)
			return false;
	return true;
}

void xfnet_rss_connected(struct xfnet *net)
{
	struct xfnet_rss *rss = &net->rss;

	rss->known = 0;
	rss->size = 0;
	if (!netif_is_rxfh_configured(net->dev) || !table_fits(net))
		spread(rss, net->count);
	if (!net->ctrl.live)
		return;
	learn_all(net);
	if (apply(net))
		netdev_warn(net->dev, "the back-end spreads packets as it likes\n");
}

int xfnet_rss_switch(struct net_device *dev, netdev_features_t features)
{
	struct xfnet *net = netdev_priv(dev);

	if (!((dev->features ^ features) & NETIF_F_RXHASH))
		return 0;
	net->rss.on = features & NETIF_F_RXHASH;
	return netif_carrier_ok(dev) ? apply(net) : 0;
}

u32 xfnet_rss_key_size(struct net_device *dev)
{
	const struct xfnet *net = netdev_priv(dev);

	return net->rss.known ? XFNET_RSS_KEY : 0;
}

u32 xfnet_rss_table_size(struct net_device *dev)
{
	const struct xfnet *net = netdev_priv(dev);

	return net->rss.known ? net->rss.size : 0;
}

int xfnet_rss_get(struct net_device *dev, struct ethtool_rxfh_param *param)
{
	const struct xfnet *net = netdev_priv(dev);
	const struct xfnet_rss *rss = &net->rss;

	param->hfunc = ETH_RSS_HASH_TOP;
	if (param->indir)
		memcpy(param->indir, rss->table, rss->size * sizeof(rss->table[0]));
	if (param->key)
		memcpy(param->key, rss->key, sizeof(rss->key));
	return 0;
}

/* Entries are checked against the number of queues by ethtool's core. */
int xfnet_rss_set(struct net_device *dev, struct ethtool_rxfh_param *param,
		  struct netlink_ext_ack *ack)
{
	struct xfnet *net = netdev_priv(dev);
	struct xfnet_rss *rss = &net->rss;

	if (param->hfunc != ETH_RSS_HASH_NO_CHANGE && param->hfunc != ETH_RSS_HASH_TOP) {
		NL_SET_ERR_MSG(ack, "back-ends know the Toeplitz hash only");
		return -EOPNOTSUPP;
	}
	if (param->indir)
		memcpy(rss->table, param->indir, rss->size * sizeof(rss->table[0]));
	if (param->key)
		memcpy(rss->key, param->key, sizeof(rss->key));
	rss->on = true;
	return apply(net);
}

static const struct flow *flow_of(u32 type)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flows); i++)
		if (flows[i].flow == type)
			return &flows[i];
	return NULL;
}

static int get_flow(const struct xfnet_rss *rss, struct ethtool_rxnfc *info)
{
	const struct flow *flow = flow_of(info->flow_type);
	u32 types = rss->types & rss->known;

	if (!flow || !rss->known)
		return -EOPNOTSUPP;
	info->data = types & flow->ports ? WITH_PORTS :
		     types & flow->addresses ? IP_ADDRESSES : 0;
	return 0;
}

int xfnet_rss_get_rxnfc(struct net_device *dev, struct ethtool_rxnfc *info, u32 *rules)
{
	const struct xfnet *net = netdev_priv(dev);

	switch (info->cmd) {
	case ETHTOOL_GRXRINGS:
		info->data = dev->real_num_rx_queues;
		return 0;
	case ETHTOOL_GRXFH:
		return get_flow(&net->rss, info);
	default:
		return -EOPNOTSUPP;
	}
}

/*
 * Addresses can be left out for all packets of a protocol, and ports for TCP; what
 * has no hash is the first queue's.
 */
static int types_with(const struct flow *flow, u64 fields, u32 *types)
{
	*types &= ~flow->ports;
	if (fields == WITH_PORTS && flow->ports)
		*types |= flow->ports | flow->addresses;
	else if (fields == IP_ADDRESSES)
		*types |= flow->addresses;
	else if (!fields)
		*types &= ~flow->addresses;
	else
		return -EOPNOTSUPP;
	return 0;
}

int xfnet_rss_set_rxnfc(struct net_device *dev, struct ethtool_rxnfc *info)
{
	struct xfnet *net = netdev_priv(dev);
	struct xfnet_rss *rss = &net->rss;
	const struct flow *flow = flow_of(info->flow_type);
	u32 types = rss->types;
	int err;

	if (info->cmd != ETHTOOL_SRXFH || !flow || !rss->known)
		return -EOPNOTSUPP;
	err = types_with(flow, info->data, &types);
	if (err)
		return err;
	if (types & ~rss->known)
		return -EOPNOTSUPP;
	rss->types = types;
	rss->on = true;
	return apply(net);
}
