// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters to user space: of the interface, and of each queue.
 *
 * Both halves of a queue count for themselves, each under its own
 * serialisation; here they are only read. They go on over any number of
 * connections.
 */
#include <linux/ethtool.h>
#include <linux/string.h>
#include "net.h"

#define COUNTERS	(XFNET_TX_COUNTERS + XFNET_RX_COUNTERS)

/* As read: what the transmit half counts, then the receive half. */
static const char *const names[COUNTERS] = {
	[XFNET_TX_PACKETS] = "tx_packets",
	[XFNET_TX_BYTES] = "tx_bytes",
	[XFNET_TX_ERRORS] = "tx_errors",
	[XFNET_TX_DROPPED] = "tx_dropped",
	[XFNET_TX_FLATTENED] = "tx_flattened",
	[XFNET_TX_KICKS] = "tx_kicks",
	[XFNET_TX_COUNTERS + XFNET_RX_PACKETS] = "rx_packets",
	[XFNET_TX_COUNTERS + XFNET_RX_BYTES] = "rx_bytes",
	[XFNET_TX_COUNTERS + XFNET_RX_ERRORS] = "rx_errors",
	[XFNET_TX_COUNTERS + XFNET_RX_LENGTH_ERRORS] = "rx_length_errors",
	[XFNET_TX_COUNTERS + XFNET_RX_CSUM_ERRORS] = "rx_header_errors",
	[XFNET_TX_COUNTERS + XFNET_RX_DROPPED] = "rx_dropped",
	[XFNET_TX_COUNTERS + XFNET_RX_COPIED] = "rx_copied",
	[XFNET_TX_COUNTERS + XFNET_RX_KICKS] = "rx_kicks",
	[XFNET_TX_COUNTERS + XFNET_RX_STARVED] = "rx_starved",
	[XFNET_TX_COUNTERS + XFNET_RX_POLLS] = "rx_polls",
	[XFNET_TX_COUNTERS + XFNET_RX_XDP_DROPPED] = "rx_xdp_dropped",
	[XFNET_TX_COUNTERS + XFNET_RX_XDP_TX] = "rx_xdp_tx",
	[XFNET_TX_COUNTERS + XFNET_RX_XDP_REDIRECTED] = "rx_xdp_redirected",
	[XFNET_TX_COUNTERS + XFNET_RX_XDP_FAILED] = "rx_xdp_failed",
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

static void snapshot_tx(const struct xfnet_queue *q, u64 *to)
{
	snapshot(&q->tx.sync, q->tx.count, to, XFNET_TX_COUNTERS);
}

static void snapshot_rx(const struct xfnet_queue *q, u64 *to)
{
	snapshot(&q->rx.sync, q->rx.count, to, XFNET_RX_COUNTERS);
}

/* Of all queues from @first on. */
static void sum(const struct xfnet *net, unsigned int first, u64 *to)
{
	u64 of_queue[COUNTERS];
	unsigned int i, k;

	memset(to, 0, sizeof(of_queue));
	for (i = first; i < net->most; i++) {
		snapshot_tx(&net->queues[i], of_queue);
		snapshot_rx(&net->queues[i], of_queue + XFNET_TX_COUNTERS);
		for (k = 0; k < COUNTERS; k++)
			to[k] += of_queue[k];
	}
}

void xfnet_stats_get(struct net_device *dev, struct rtnl_link_stats64 *to)
{
	u64 tx[COUNTERS], *rx = tx + XFNET_TX_COUNTERS;

	sum(netdev_priv(dev), 0, tx);
	to->tx_packets = tx[XFNET_TX_PACKETS];
	to->tx_bytes = tx[XFNET_TX_BYTES];
	to->tx_errors = tx[XFNET_TX_ERRORS];
	to->tx_dropped = tx[XFNET_TX_DROPPED];
	to->rx_packets = rx[XFNET_RX_PACKETS];
	to->rx_bytes = rx[XFNET_RX_BYTES];
	to->rx_length_errors = rx[XFNET_RX_LENGTH_ERRORS];
	to->rx_frame_errors = rx[XFNET_RX_CSUM_ERRORS];
	to->rx_errors = rx[XFNET_RX_ERRORS] + to->rx_length_errors +
			to->rx_frame_errors;
	to->rx_dropped = rx[XFNET_RX_DROPPED];
}

unsigned int xfnet_stats_count(const struct net_device *dev)
{
	return COUNTERS * (1 + dev->real_num_tx_queues);
}

void xfnet_stats_names(const struct net_device *dev, u8 *text)
{
	unsigned int i, k;

	for (k = 0; k < COUNTERS; k++)
		ethtool_puts(&text, names[k]);
	for (i = 0; i < dev->real_num_tx_queues; i++)
		for (k = 0; k < COUNTERS; k++)
			ethtool_sprintf(&text, "q%u_%s", i, names[k]);
}

void xfnet_stats_values(const struct net_device *dev, u64 *values)
{
	const struct xfnet *net = netdev_priv(dev);
	unsigned int i;

	sum(net, 0, values);
	for (i = 0; i < dev->real_num_tx_queues; i++) {
		values += COUNTERS;
		snapshot_tx(&net->queues[i], values);
		snapshot_rx(&net->queues[i], values + XFNET_TX_COUNTERS);
	}
}

static void say_rx(const u64 *rx, struct netdev_queue_stats_rx *to)
{
	to->packets = rx[XFNET_RX_PACKETS];
	to->bytes = rx[XFNET_RX_BYTES];
	to->alloc_fail = rx[XFNET_RX_STARVED];
}

static void say_tx(const u64 *tx, struct netdev_queue_stats_tx *to)
{
	to->packets = tx[XFNET_TX_PACKETS];
	to->bytes = tx[XFNET_TX_BYTES];
}

static void queue_stats_rx(struct net_device *dev, int index,
			   struct netdev_queue_stats_rx *to)
{
	const struct xfnet *net = netdev_priv(dev);
	u64 rx[XFNET_RX_COUNTERS];

	snapshot_rx(&net->queues[index], rx);
	say_rx(rx, to);
}

static void queue_stats_tx(struct net_device *dev, int index,
			   struct netdev_queue_stats_tx *to)
{
	const struct xfnet *net = netdev_priv(dev);
	u64 tx[XFNET_TX_COUNTERS];

	snapshot_tx(&net->queues[index], tx);
	say_tx(tx, to);
}

/* What queues counted that are not in use now. */
static void base_stats(struct net_device *dev, struct netdev_queue_stats_rx *rx,
		       struct netdev_queue_stats_tx *tx)
{
	u64 counts[COUNTERS];

	sum(netdev_priv(dev), dev->real_num_tx_queues, counts);
	say_tx(counts, tx);
	say_rx(counts + XFNET_TX_COUNTERS, rx);
}

const struct netdev_stat_ops xfnet_stats_queue_ops = {
	.get_queue_stats_rx = queue_stats_rx,
	.get_queue_stats_tx = queue_stats_tx,
	.get_base_stats = base_stats,
};
