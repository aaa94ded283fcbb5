/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One pair of rings: its state, and the functions that its files share.
 *
 * Who may touch what (letters in the struct comments):
 *   I  written before the queue is live, constant until it is down again
 *   T  under the lock of the netdev's transmit queue, which xmit holds and the
 *	poll takes to complete; the submit side of the transmit ring, its
 *	completion side, references and ids all belong to it
 *   N  the NAPI poll only, or process context while NAPI is disabled
 *   A  atomic access
 *
 * Life of a queue: init (pages granted, NAPI on, nothing sent) -> live (xmit
 * may add) -> uninit. A back-end that breaks the protocol makes it dead, which
 * is noticed without a lock: nothing more is read from or put into its rings.
 */
#ifndef XFNET_QUEUE_H
#define XFNET_QUEUE_H

#include <linux/netdevice.h>
#include <linux/timer.h>
#include <linux/u64_stats_sync.h>
#include <net/xdp.h>
#include <xenfront/buf.h>
#include <xenfront/chan.h>
#include <xenfront/idpool.h>
#include "moder.h"
#include "rxframe.h"
#include "stats.h"
#include "tx.h"
#include "txslots.h"

struct page_pool;
struct xfnet;

/* A one-page ring, as the ABI's macros size it; of the other kind see tx.h. */
#define XFNET_RX_RING		256
/* Every posted page has a reference, and so have those of a frame in progress. */
#define XFNET_RX_REFS		(XFNET_RX_RING + XFNET_RX_PARTS)
/* A received packet up to this size is copied, and its page posted again. */
#define XFNET_COPYBREAK		256
/* Pages that are posted together; far fewer than the back-end could miss. */
#define XFNET_RX_BATCH		16

/**
 * struct xfnet_rx_buf - a page that the back-end may fill
 * @page: from the queue's page pool, NULL in an empty slot
 * @ref: its grant
 */
struct xfnet_rx_buf {
	struct page *page;
	xpv_gref_t ref;
};

/**
 * struct xfnet_rx - receive half of a queue
 * @name: of the channel (I)
 * @chan: ring and, where split, its event (I)
 * @pool: references (N)
 * @pages: where pages come from and, after use, return to (N)
 * @rxq: what XDP knows of them (I)
 * @posted: by slot of the ring; responses come in the order of requests (N)
 * @prod: requests made, free-running (N)
 * @cons: responses taken, free-running (N)
 * @frame: being received (N)
 * @held: pages of its parts (N)
 * @sync: for readers of @count
 * @count: by enum xfnet_rx_counter (N)
 */
struct xfnet_rx {
	char name[XFNET_NAME_MAX];
	struct xfchan chan;
	struct xfbuf_pool pool;
	struct page_pool *pages;
	struct xdp_rxq_info rxq;
	struct xfnet_rx_buf posted[XFNET_RX_RING];
	u32 prod;
	u32 cons;
	struct xfnet_rxframe frame;
	struct xfnet_rx_buf held[XFNET_RX_PARTS];
	struct u64_stats_sync sync;
	u64_stats_t count[XFNET_RX_COUNTERS];
};

/**
 * enum xfnet_event - bits of xfnet_queue.events
 * @XFNET_TX_EVENT: transmit channel delivered and was not ended yet
 * @XFNET_RX_EVENT: receive channel delivered and was not ended yet
 * @XFNET_TX_WORK: completions were found since it was ended last
 * @XFNET_RX_WORK: responses were found since it was ended last
 * @XFNET_TX_FLUSH: the timer ran: have the next completion announced at once
 * @XFNET_XDP_SENT: frames were sent in this poll and not shown yet
 * @XFNET_XDP_REDIRECTED: frames were handed to others in this poll
 */
enum xfnet_event {
	XFNET_TX_EVENT,
	XFNET_RX_EVENT,
	XFNET_TX_WORK,
	XFNET_RX_WORK,
	XFNET_TX_FLUSH,
	XFNET_XDP_SENT,
	XFNET_XDP_REDIRECTED,
};

/**
 * struct xfnet_queue - a pair of rings and what serves it
 * @net: the interface (I)
 * @dev: its netdev (I)
 * @index: number of the queue (I)
 * @txq: its transmit queue, whose lock is T (I)
 * @napi: completes, receives and refills; on from init to uninit
 * @again: polls again when no event would: memory was short, or completions
 *	are collected
 * @events: bits of enum xfnet_event (A)
 * @dead: the back-end broke the protocol, set once (A)
 * @split: the receive ring has an event channel of its own (I)
 * @moder: how long its events may be held back
 * @tx: transmit half
 * @rx: receive half
 */
struct xfnet_queue {
	struct xfnet *net;
	struct net_device *dev;
	unsigned int index;
	struct netdev_queue *txq;
	struct napi_struct napi;
	struct timer_list again;
	unsigned long events;
	bool dead;
	bool split;
	struct xfnet_moder moder;
	struct xfnet_tx tx ____cacheline_aligned_in_smp;
	struct xfnet_rx rx ____cacheline_aligned_in_smp;
};

static inline void xfnet_rx_count(struct xfnet_rx *rx,
				  enum xfnet_rx_counter what, u64 n)
{
	u64_stats_update_begin(&rx->sync);
	u64_stats_add(&rx->count[what], n);
	u64_stats_update_end(&rx->sync);
}

/* queue.c: process context, except for fail. */
/* Once for each, before the netdev is registered. */
void xfnet_queue_setup(struct xfnet *net, unsigned int index);
/* Rings, references and pages; NAPI is on afterwards, sending is not. */
int xfnet_queue_init(struct xfnet_queue *q, struct xfbus_device *xdev);
/* Write the keys below @dir. */
int xfnet_queue_publish(const struct xfnet_queue *q, const char *dir);
/* Let xmit add requests. */
void xfnet_queue_start(struct xfnet_queue *q);
/* Have its events, and so its poll, on @cpu. */
void xfnet_queue_affine(const struct xfnet_queue *q, unsigned int cpu);

/* No xmit is under way, nor will one begin, until the queue is started again. */
void xfnet_queue_pause(struct xfnet_queue *q);
/* Undo start and init; the back-end may be dead and is not waited for. */
void xfnet_queue_uninit(struct xfnet_queue *q);

/**
 * xfnet_queue_fail() - give the device up
 * @q: queue that it was seen on
 * @why: one line, the only one that is logged
 *
 * Context: any; repeated calls do nothing.
 */
void xfnet_queue_fail(struct xfnet_queue *q, const char *why);

static inline bool xfnet_queue_dead(const struct xfnet_queue *q)
{
	return READ_ONCE(q->dead);
}

/* Wake the poll soon although no event may come. Context: any. */
static inline void xfnet_queue_again(struct xfnet_queue *q, unsigned long delay)
{
	if (!timer_pending(&q->again))
		mod_timer(&q->again, jiffies + delay);
}

/* rx.c: all in the poll, or while NAPI is off */
int xfnet_rx_init(struct xfnet_queue *q, struct xfbus_device *xdev);
void xfnet_rx_uninit(struct xfnet_queue *q);
/* Return: frames handled, at most @budget. */
int xfnet_rx_poll(struct xfnet_queue *q, int budget);
/* Post all parts of the frame in progress again: they never stopped being granted. */
void xfnet_rx_repost(struct xfnet_queue *q);

/* Data of a part of the frame in progress. */
static inline void *xfnet_rx_data(const struct xfnet_rx *rx, unsigned int part)
{
	return page_address(rx->held[part].page) + rx->frame.part[part].offset;
}

/* refill.c: as rx.c */
int xfnet_refill_init(struct xfnet_queue *q);
void xfnet_refill_uninit(struct xfnet_queue *q);
/* Fill the ring if it is worth it. Return: false when memory is short. */
bool xfnet_refill_run(struct xfnet_queue *q, gfp_t gfp);
/* Post a page again that is granted still. */
void xfnet_refill_repost(struct xfnet_queue *q, const struct xfnet_rx_buf *buf);
/* End the grant. Return: false when the page is lost and the queue dead. */
bool xfnet_refill_claim(struct xfnet_queue *q, const struct xfnet_rx_buf *buf);
/* End the grant and give the page back to the page pool. */
void xfnet_refill_drop(struct xfnet_queue *q, const struct xfnet_rx_buf *buf);
/* Show what was posted to the back-end. */
void xfnet_refill_push(struct xfnet_queue *q);

#endif /* XFNET_QUEUE_H */
