/* SPDX-License-Identifier: GPL-2.0-only */
/* What a queue counts, and how it gets to user space. */
#ifndef XFNET_STATS_H
#define XFNET_STATS_H

#include <linux/netdevice.h>
#include <net/netdev_queues.h>

struct xfnet;

/**
 * enum xfnet_tx_counter - what is counted under the transmit lock (T)
 * @XFNET_TX_PACKETS: completed by the back-end
 * @XFNET_TX_BYTES: of these
 * @XFNET_TX_ERRORS: refused by the back-end, or not to be expressed to it
 * @XFNET_TX_DROPPED: for want of memory, or without a live back-end
 * @XFNET_TX_FLATTENED: copied into whole pages before sending
 * @XFNET_TX_KICKS: events raised
 */
enum xfnet_tx_counter {
	XFNET_TX_PACKETS,
	XFNET_TX_BYTES,
	XFNET_TX_ERRORS,
	XFNET_TX_DROPPED,
	XFNET_TX_FLATTENED,
	XFNET_TX_KICKS,
	XFNET_TX_COUNTERS
};

/**
 * enum xfnet_rx_counter - what is counted in the poll (N)
 * @XFNET_RX_PACKETS: handed up
 * @XFNET_RX_BYTES: of these
 * @XFNET_RX_ERRORS: frames that the back-end failed to fill
 * @XFNET_RX_LENGTH_ERRORS: too short, too long, or in too many pieces
 * @XFNET_RX_CSUM_ERRORS: headers that contradict the checksum flags
 * @XFNET_RX_DROPPED: for want of memory or while the interface is down
 * @XFNET_RX_COPIED: small ones whose page was posted again
 * @XFNET_RX_KICKS: events raised for new pages
 * @XFNET_RX_STARVED: times that no page was to be had
 * @XFNET_RX_POLLS: runs of the poll
 * @XFNET_RX_XDP_DROPPED: frames that a program dropped
 * @XFNET_RX_XDP_TX: frames that it sent back
 * @XFNET_RX_XDP_REDIRECTED: frames that it sent elsewhere
 * @XFNET_RX_XDP_FAILED: frames that could not be dealt with as it wanted
 */
enum xfnet_rx_counter {
	XFNET_RX_PACKETS,
	XFNET_RX_BYTES,
	XFNET_RX_ERRORS,
	XFNET_RX_LENGTH_ERRORS,
	XFNET_RX_CSUM_ERRORS,
	XFNET_RX_DROPPED,
	XFNET_RX_COPIED,
	XFNET_RX_KICKS,
	XFNET_RX_STARVED,
	XFNET_RX_POLLS,
	XFNET_RX_XDP_DROPPED,
	XFNET_RX_XDP_TX,
	XFNET_RX_XDP_REDIRECTED,
	XFNET_RX_XDP_FAILED,
	XFNET_RX_COUNTERS
};

extern const struct netdev_stat_ops xfnet_stats_queue_ops;
void xfnet_stats_get(struct net_device *dev, struct rtnl_link_stats64 *to);

/* For ethtool -S: how many there are, their names, their values. Under RTNL. */
unsigned int xfnet_stats_count(const struct net_device *dev);
void xfnet_stats_names(const struct net_device *dev, u8 *text);
void xfnet_stats_values(const struct net_device *dev, u64 *values);

#endif /* XFNET_STATS_H */
