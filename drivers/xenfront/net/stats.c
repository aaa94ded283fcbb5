// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters to user space, and the little that ethtool can ask.
 *
 * Both halves of a queue count for themselves, each under its own
 * serialisation; here they are only read.
 */
#include <linux/ethtool.h>
#include <linux/string.h>
#include "net.h"

static const char *const tx_names[XFNET_TX_COUNTERS] = {
	[XFNET_TX_PACKETS] = "tx_packets",
	[XFNET_TX_BYTES] = "tx_bytes",
	[XFNET_TX_ERRORS] = "tx_errors",
	[XFNET_TX_DROPPED] = "tx_dropped",
	[XFNET_TX_FLATTENED] = "tx_flattened",
	[XFNET_TX_KICKS] = "tx_kicks",
};

static const char *const rx_names[XFNET_RX_COUNTERS] = {
	[XFNET_RX_PACKETS] = "rx_packets",
	[XFNET_RX_BYTES] = "rx_bytes",
	[XFNET_RX_ERRORS] = "rx_errors",
	[XFNET_RX_LENGTH_ERRORS] = "rx_length_errors",
	[XFNET_RX_CSUM_ERRORS] = "rx_header_errors",
	[XFNET_RX_DROPPED] = "rx_dropped",
	[XFNET_RX_COPIED] = "rx_copied",
	[XFNET_RX_KICKS] = "rx_kicks",
	[XFNET_RX_STARVED] = "rx_starved",
	[XFNET_RX_POLLS] = "rx_polls",
};

static void snapshot(const struct u64_stats_sync *sync, const u64_stats_t *from,
		     u64 *to, unsigned int count)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(sync);
		for (i = 0; i < count; i++)
			to[i] = u64_stats_read(&from[i]);
	} while (u64_stats_fetch_retry(sync, start));
}

static void snapshot_tx(const struct xfnet *net, u64 *to)
{
	snapshot(&net->queue.tx.sync, net->queue.tx.count, to,
		 XFNET_TX_COUNTERS);
}

static void snapshot_rx(const struct xfnet *net, u64 *to)
{
	snapshot(&net->queue.rx.sync, net->queue.rx.count, to,
		 XFNET_RX_COUNTERS);
}

void xfnet_stats_init(struct xfnet *net)
{
	u64_stats_init(&net->queue.tx.sync);
	u64_stats_init(&net->queue.rx.sync);
}

void xfnet_stats_get(struct net_device *dev, struct rtnl_link_stats64 *to)
{
	const struct xfnet *net = netdev_priv(dev);
	u64 tx[XFNET_TX_COUNTERS], rx[XFNET_RX_COUNTERS];

	snapshot_tx(net, tx);
	to->tx_packets = tx[XFNET_TX_PACKETS];
	to->tx_bytes = tx[XFNET_TX_BYTES];
	to->tx_errors = tx[XFNET_TX_ERRORS];
	to->tx_dropped = tx[XFNET_TX_DROPPED];
	snapshot_rx(net, rx);
	to->rx_packets = rx[XFNET_RX_PACKETS];
	to->rx_bytes = rx[XFNET_RX_BYTES];
	to->rx_length_errors = rx[XFNET_RX_LENGTH_ERRORS];
	to->rx_frame_errors = rx[XFNET_RX_CSUM_ERRORS];
	to->rx_errors = rx[XFNET_RX_ERRORS] + to->rx_length_errors +
			to->rx_frame_errors;
	to->rx_dropped = rx[XFNET_RX_DROPPED];
}

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

static int get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? XFNET_TX_COUNTERS + XFNET_RX_COUNTERS :
				     -EOPNOTSUPP;
}

static void get_strings(struct net_device *dev, u32 set, u8 *text)
{
	unsigned int i;

	if (set != ETH_SS_STATS)
		return;
	for (i = 0; i < XFNET_TX_COUNTERS; i++)
		ethtool_puts(&text, tx_names[i]);
	for (i = 0; i < XFNET_RX_COUNTERS; i++)
		ethtool_puts(&text, rx_names[i]);
}

static void get_ethtool_stats(struct net_device *dev,
			      struct ethtool_stats *stats, u64 *values)
{
	const struct xfnet *net = netdev_priv(dev);

	snapshot_tx(net, values);
	snapshot_rx(net, values + XFNET_TX_COUNTERS);
}

const struct ethtool_ops xfnet_stats_ethtool_ops = {
	.get_drvinfo = get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_ringparam = get_ringparam,
	.get_sset_count = get_sset_count,
	.get_strings = get_strings,
	.get_ethtool_stats = get_ethtool_stats,
	.get_ts_info = ethtool_op_get_ts_info,
};
