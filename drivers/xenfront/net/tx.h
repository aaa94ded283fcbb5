/* SPDX-License-Identifier: GPL-2.0-only */
/* The transmit half of a queue; letters in the comments are those of queue.h. */
#ifndef XFNET_TX_H
#define XFNET_TX_H

#include <linux/netdevice.h>
#include <linux/u64_stats_sync.h>
#include <xenfront/buf.h>
#include <xenfront/chan.h>
#include <xenfront/idpool.h>
#include "stats.h"

struct xdp_frame;
struct xen_netif_extra_info;
struct xfnet_queue;

/* A one-page ring, as the ABI's macros size it: see xfnet_tx_init(). */
#define XFNET_TX_RING		256
/* Longest name of a channel, "vif-<id>-q<queue>-tx". */
#define XFNET_NAME_MAX		28

/**
 * struct xfnet_tx_buf - one piece that the back-end has
 * @buf: the piece and its grant
 * @skb: packet that it is part of, or NULL
 * @frame: or frame of XDP that it is, or NULL: an extra-info without a packet
 */
struct xfnet_tx_buf {
	struct xfbuf buf;
	struct sk_buff *skb;
	struct xdp_frame *frame;
};

/**
 * struct xfnet_tx - transmit half of a queue
 * @name: of the channel (I)
 * @chan: ring and its event, which is that of both rings if it is not split (I)
 * @pool: references, and pages to copy to (T)
 * @ids: ids of outstanding pieces (T)
 * @id_storage: for @ids (T)
 * @buf: by id (T)
 * @extras: extra-infos whose empty response is still due (T)
 * @live: the back-end is connected (T)
 * @sync: for readers of @count
 * @count: by enum xfnet_tx_counter (T)
 */
struct xfnet_tx {
	char name[XFNET_NAME_MAX];
	struct xfchan chan;
	struct xfbuf_pool pool;
	struct xfids ids;
	u16 id_storage[DIV_ROUND_UP(XFIDS_STORAGE(XFNET_TX_RING), sizeof(u16))];
	struct xfnet_tx_buf buf[XFNET_TX_RING];
	unsigned int extras;
	bool live;
	struct u64_stats_sync sync;
	u64_stats_t count[XFNET_TX_COUNTERS];
};

static inline void xfnet_tx_count(struct xfnet_tx *tx,
				  enum xfnet_tx_counter what, u64 n)
{
	u64_stats_update_begin(&tx->sync);
	u64_stats_add(&tx->count[what], n);
	u64_stats_update_end(&tx->sync);
}

int xfnet_tx_init(struct xfnet_queue *q, struct xfbus_device *xdev);
/* All that is outstanding is dropped. NAPI is off and the queue not live. */
void xfnet_tx_uninit(struct xfnet_queue *q);
netdev_tx_t xfnet_tx_xmit(struct sk_buff *skb, struct net_device *dev);
/*
 * Send an extra-info without a packet. Context: process. Return: 0, -EBUSY while there
 * is no room, -ENOTCONN.
 */
int xfnet_tx_tell(struct xfnet_queue *q, const struct xen_netif_extra_info *extra);
/*
 * Send a frame of XDP, which is the queue's until it is complete, and show what was
 * sent. Both under the transmit lock. Return: 0 or a negative errno, then it is the
 * caller's still.
 */
int xfnet_tx_frame(struct xfnet_queue *q, struct xdp_frame *frame);
void xfnet_tx_push(struct xfnet_tx *tx);
/* In the poll; @budget as NAPI gave it, 0 from netpoll. */
void xfnet_tx_complete(struct xfnet_queue *q, int budget);
/* In the poll: ask for an event. Return: true when there is more to complete. */
bool xfnet_tx_rearm(struct xfnet_queue *q);

#endif /* XFNET_TX_H */
