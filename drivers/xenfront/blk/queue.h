/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One queue of a disk: its ring, its requests and what they use.
 *
 * ABI: xen/interface/io/blkif.h
 */
#ifndef XFBLK_QUEUE_H
#define XFBLK_QUEUE_H

#include <linux/blk-mq.h>
#include <linux/hrtimer.h>
#include <linux/irq_poll.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <xen/interface/io/blkif.h>
#include <xenfront/buf.h>
#include <xenfront/chan.h>
#include "segs.h"

struct xfblk_dev;

/* Bytes of a queue's name, with its end. A number, since tracefs shows it. */
#define XFBLK_QUEUE_NAME	24

/**
 * struct xfblk_table - a page that holds the segments of one request
 * @node: in the queue's list of spare tables (Q)
 * @seg: the page; the back-end may read it from set-up until the end (Q)
 * @ref: its grant (I)
 * @bufs: pieces of the request (Q)
 */
struct xfblk_table {
	struct list_head node;
	struct blkif_request_segment *seg;
	xpv_gref_t ref;
	struct xfbuf bufs[XFBLK_SEGS_MAX];
};

/**
 * struct xfblk_cmd - our part of a block layer request
 * @table: the segments' page of an indirect request, NULL otherwise
 * @next: in complete.c's list of requests that were answered
 * @status: of the response
 * @op: operation that the response must echo
 * @count: pieces that the back-end may use
 * @few: pieces of a direct request
 *
 * Whoever has the request in hand may use it: submit.c until it is in the ring,
 * then, under the queue's lock, whoever takes it out of @out.
 */
struct xfblk_cmd {
	struct xfblk_table *table;
	struct request *next;
	s16 status;
	u8 op;
	u16 count;
	struct xfbuf few[XFBLK_SEGS_DIRECT];
};

static inline struct xfbuf *xfblk_cmd_bufs(struct xfblk_cmd *cmd)
{
	return cmd->table ? cmd->table->bufs : cmd->few;
}

/**
 * struct xfblk_stats - what is counted of a queue, shown by stats.c
 * @requests: put into the ring (Q)
 * @segments: pieces of them (Q)
 * @indirect: requests that took a table (Q)
 * @pushes: times that requests were shown to the back-end (Q)
 * @kicks: times that it was woken for that (Q)
 * @starved: times that the block layer was stopped (Q)
 * @events: times that it woke us; the interrupt's
 * @responses: taken; the completion side's
 * @rounds: times that some were taken; the completion side's
 *
 * Each has one writer at a time, readers see any value in between.
 */
struct xfblk_stats {
	u64 requests;
	u64 segments;
	u64 indirect;
	u64 pushes;
	u64 kicks;
	u64 starved;
	u64 events;
	u64 responses;
	u64 rounds;
};

/**
 * struct xfblk_queue - one ring with all that it takes to use it
 * @dev: the disk (I)
 * @name: of the disk, and a number where it has several queues (I)
 * @polled: no event is wanted: submitters come and ask (I)
 * @chan: ring and event channel (I); the submit side of the ring (Q), its
 *	completion side belongs to @poll, or to who holds @asking
 * @poll: takes responses, in a softirq, at one CPU at a time
 * @raised: an event came that @poll has not seen yet (A)
 * @overdue: the same of @hold (A)
 * @owed: an event is to be ended; @poll only
 * @worked: how many responses were taken since the last event; @poll only
 * @hold: schedules @poll when the back-end holds its event back for too long
 * @asking: bit 0: somebody takes the responses of a polled queue (A)
 * @lock: protects what is marked Q: the submit side of the ring, the pool, the
 *	tables, and which requests are out. Taken with bottom halves disabled,
 *	since @poll takes it too; none of our other locks is taken inside. Not
 *	held while data is copied.
 * @live: requests may go to the ring (Q)
 * @starved: the block layer's queue was stopped until a request ends (Q)
 * @pool: grant references, pages that stay granted (Q)
 * @tables: tables at hand (Q)
 * @depth: requests that fit (I); 0 before the device is live
 * @segs: most segments of one request (I)
 * @out: per id, the request that the back-end has (Q)
 * @stats: see there
 *
 * I: written before the queue goes live. Q: under @lock. A: atomic access.
 */
struct xfblk_queue {
	struct xfblk_dev *dev;
	char name[XFBLK_QUEUE_NAME];
	bool polled;
	struct xfchan chan;
	struct irq_poll poll;
	bool raised;
	bool overdue;
	bool owed;
	unsigned int worked;
	struct hrtimer hold;
	unsigned long asking;
	spinlock_t lock;
	bool live;
	bool starved;
	struct xfbuf_pool pool;
	struct list_head tables;
	unsigned int depth;
	unsigned int segs;
	struct request **out;
	struct xfblk_stats stats;
};

/* submit.c */
extern const struct blk_mq_ops xfblk_submit_ops;

/* queue.c */

/* Locks and lists of queue @index of @dev, nothing to undo. Before the channel. */
void xfblk_queue_prepare(struct xfblk_queue *q, struct xfblk_dev *dev,
			 unsigned int index);

/**
 * xfblk_queue_open() - ring and event channel
 * @q: prepared
 *
 * No response is taken before there are requests.
 * Return: 0 or a negative errno, then nothing is left behind.
 */
int xfblk_queue_open(struct xfblk_queue *q);

/* Undo xfblk_queue_open(); xfblk_queue_stop() was called, nothing is out. */
void xfblk_queue_close(struct xfblk_queue *q);

/**
 * xfblk_queue_init() - memory and references; then requests may come
 * @q: open
 * @segs: most segments of one request
 *
 * Return: 0 or a negative errno, then nothing is left behind.
 */
int xfblk_queue_init(struct xfblk_queue *q, unsigned int segs);

/* Undo xfblk_queue_init(); nothing is out any more. Harmless without it. */
void xfblk_queue_uninit(struct xfblk_queue *q);

/*
 * No request goes to the ring and no response is taken any more when it
 * returns. The disk, if there is one, is quiesced.
 */
void xfblk_queue_stop(struct xfblk_queue *q);

/**
 * xfblk_queue_release() - a request is not the back-end's any more
 * @q: under its lock
 * @rq: request, with buffers
 *
 * Return: false when the back-end still holds on to a page: @rq must fail, and
 * so must the device.
 */
bool xfblk_queue_release(struct xfblk_queue *q, struct request *rq);

/* complete.c */
irqreturn_t xfblk_complete_event(int irq, void *ctx);
int xfblk_complete_poll(struct irq_poll *poll, int budget);
enum hrtimer_restart xfblk_complete_late(struct hrtimer *hold);

/* Take the responses of a polled queue. Return: how many. */
int xfblk_complete_ask(struct xfblk_queue *q, struct io_comp_batch *batch);

/* Fail all that is out. No event and no poll come any more; not live. */
void xfblk_complete_abort(struct xfblk_queue *q);
/* The same, but have the block layer issue them again. */
void xfblk_complete_requeue(struct xfblk_queue *q);

/* table.c: tables of a queue. */
int xfblk_table_init(struct xfblk_queue *q, unsigned int count);
void xfblk_table_uninit(struct xfblk_queue *q);

/* Under the queue's lock. Return: NULL when none is at hand. */
struct xfblk_table *xfblk_table_get(struct xfblk_queue *q);
void xfblk_table_put(struct xfblk_queue *q, struct xfblk_table *table);

#endif /* XFBLK_QUEUE_H */
