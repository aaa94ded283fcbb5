// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ethtool asks for and may change, but for the counters (stats.c).
 *
 * All under RTNL. What takes another connection is only noted here: the bus makes
 * one, and RTNL must be free for that.
 */
#include <linux/ethtool.h>
#include "net.h"

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	const struct xfnet *net = netdev_priv(dev);

	strscpy(info->driver, "vif");
	strscpy(info->bus_info, dev_name(&net->xdev->dev));
}

static void get_ringparam(struct net_device *dev, struct ethtool_ringparam *ring,
			  struct kernel_ethtool_ringparam *more,
			  struct netlink_ext_ack *ack)
{
	ring->tx_max_pending = XFNET_TX_RING;
	ring->tx_pending = XFNET_TX_RING;
	ring->rx_max_pending = XFNET_RX_RING;
	ring->rx_pending = XFNET_RX_RING;
}

static unsigned int most_channels(const struct xfnet *net)
{
	return clamp(net->offer.queues, 1U, net->most);
}

static void get_channels(struct net_device *dev, struct ethtool_channels *channels)
{
	channels->max_combined = most_channels(netdev_priv(dev));
	channels->combined_count = dev->real_num_tx_queues;
}

static int set_channels(struct net_device *dev, struct ethtool_channels *channels)
{
	struct xfnet *net = netdev_priv(dev);

	if (channels->combined_count == dev->real_num_tx_queues)
		return 0;
	net->wanted = channels->combined_count;
	return xfbus_device_reconnect(net->xdev);
}

/* All that there is to reset is the connection, also of a device that was given up. */
static int reset(struct net_device *dev, u32 *what)
{
	const struct xfnet *net = netdev_priv(dev);
	int err = xfbus_device_reconnect(net->xdev);

	if (!err)
		*what = 0;
	return err;
}

static int get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? xfnet_stats_count(dev) : -EOPNOTSUPP;
}

static void get_strings(struct net_device *dev, u32 set, u8 *text)
{
	if (set == ETH_SS_STATS)
		xfnet_stats_names(dev, text);
}

static void get_ethtool_stats(struct net_device *dev,
			      struct ethtool_stats *stats, u64 *values)
{
	xfnet_stats_values(dev, values);
}

const struct ethtool_ops xfnet_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS |
				     ETHTOOL_COALESCE_RX_MAX_FRAMES |
				     ETHTOOL_COALESCE_USE_ADAPTIVE_RX,
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_ringparam = get_ringparam,
	.get_coalesce = xfnet_moder_get,
	.set_coalesce = xfnet_moder_set,
	.get_channels = get_channels,
	.set_channels = set_channels,
	.get_rxnfc = xfnet_rss_get_rxnfc,
	.set_rxnfc = xfnet_rss_set_rxnfc,
	.get_rxfh_key_size = xfnet_rss_key_size,
	.get_rxfh_indir_size = xfnet_rss_table_size,
	.get_rxfh = xfnet_rss_get,
	.set_rxfh = xfnet_rss_set,
	.reset = reset,
	.get_sset_count = get_sset_count,
	.get_strings = get_strings,
	.get_ethtool_stats = get_ethtool_stats,
	.get_ts_info = ethtool_op_get_ts_info,
};
