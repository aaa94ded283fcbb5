/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Disks: what the files of this folder share.
 *
 *	main.c      the driver towards the bus; life of struct xfblk_dev
 *	connect.c   keys, ring and event channel
 *	disk.c      the gendisk: size, partitions, users
 *	limits.c    what the block layer is told about requests
 *	queue.c     block layer -> ring
 *	complete.c  ring -> block layer
 *	suspend.c   around a save of the domain
 *	table.c     memory for requests that do not fit into a slot
 *	segs.c naming.c   pure parts
 *
 * ABI: xen/interface/io/blkif.h
 */
#ifndef XFBLK_H
#define XFBLK_H

#include <linux/blk-mq.h>
#include <linux/completion.h>
#include <linux/irq_poll.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <xen/interface/io/blkif.h>
#include <xenfront/buf.h>
#include <xenfront/bus.h>
#include <xenfront/chan.h>
#include "naming.h"
#include "segs.h"

/**
 * struct xfblk_offer - what the back-end says, checked by the key tables
 * @ring_order: "max-ring-page-order"
 * @sectors: size of the disk, in sectors of 512 bytes
 * @sector_size: of the disk, 512 .. 4096
 * @physical_size: bytes that the storage writes at once
 * @info: VDISK_* bits
 * @indirect: segments of an indirect request, 0: does not know them
 * @flush: knows BLKIF_OP_FLUSH_DISKCACHE
 * @barrier: knows BLKIF_OP_WRITE_BARRIER
 */
struct xfblk_offer {
	u32 ring_order;
	u64 sectors;
	u32 sector_size;
	u32 physical_size;
	u32 info;
	u32 indirect;
	bool flush;
	bool barrier;
};

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
 * @op: operation that the response must echo
 * @count: pieces that the back-end may use
 * @few: pieces of a direct request
 *
 * All under the queue's lock while the request is out.
 */
struct xfblk_cmd {
	struct xfblk_table *table;
	u8 op;
	u16 count;
	struct xfbuf few[XFBLK_SEGS_DIRECT];
};

static inline struct xfbuf *xfblk_cmd_bufs(struct xfblk_cmd *cmd)
{
	return cmd->table ? cmd->table->bufs : cmd->few;
}

/**
 * struct xfblk_queue - one ring with all that it takes to use it
 * @dev: the disk (I)
 * @chan: ring and event channel (I); the submit side of the ring (Q), its
 *	completion side belongs to @poll
 * @poll: takes responses, in a softirq, at one CPU at a time
 * @worked: a response was taken since the last event; @poll only
 * @lock: protects what is marked Q: the submit side of the ring, the pool, the
 *	tables, and which requests are out. Taken with bottom halves disabled,
 *	since @poll takes it too; none of our other locks is taken inside.
 * @live: requests may go to the ring (Q)
 * @starved: the block layer's queue was stopped until a request ends (Q)
 * @pool: grant references (Q)
 * @tables: tables at hand (Q)
 * @depth: requests that fit (I); 0 before the device is live
 * @segs: most segments of one request (I)
 * @out: per id, the request that the back-end has (Q)
 *
 * I: written before the queue goes live. Q: under @lock.
 */
struct xfblk_queue {
	struct xfblk_dev *dev;
	struct xfchan chan;
	struct irq_poll poll;
	bool worked;
	spinlock_t lock;
	bool live;
	bool starved;
	struct xfbuf_pool pool;
	struct list_head tables;
	unsigned int depth;
	unsigned int segs;
	struct request **out;
};

/**
 * struct xfblk_dev - one disk
 * @xdev: its place on the bus; users of @disk go through xfblk_disk_*(), which
 *	know when it is gone (I)
 * @refs: one of probe() .. remove(), one of the disk
 * @node: in main.c's list of names taken
 * @naming: what it is called (I)
 * @handle: number of the disk in requests (I)
 * @flush_op: operation that flushes, 0: the back-end has none (I after connect)
 * @offer: last read from the back-end; written by callbacks of the bus
 * @queue: the ring
 * @tags: of @disk
 * @disk: NULL before the device is live and after it was closed
 * @gone: closed, @xdev need not be valid any more; under @disk->open_mutex
 * @stopped: the block layer is frozen around a save; callbacks of the bus
 * @stalled: a silent back-end was reported; cleared by a response (A)
 * @scan: looks for partitions, which takes answers from the back-end
 * @scanned: @scan is done
 * @forget_flush: tells the block layer that flushing is not supported
 *
 * I: written by probe() or before @disk is visible. A: atomic access.
 */
struct xfblk_dev {
	struct xfbus_device *xdev;
	struct kref refs;
	struct list_head node;
	struct xfblk_naming naming;
	u16 handle;
	u8 flush_op;
	struct xfblk_offer offer;
	struct xfblk_queue queue;
	struct blk_mq_tag_set tags;
	struct gendisk *disk;
	bool gone;
	bool stopped;
	bool stalled;
	struct work_struct scan;
	struct completion scanned;
	struct work_struct forget_flush;
};

/* main.c: the last reference frees it. */
void xfblk_main_put(struct xfblk_dev *dev);

/* connect.c: callbacks of the bus. */
int xfblk_connect_offer(struct xfbus_device *xdev);
int xfblk_connect_live(struct xfbus_device *xdev);
void xfblk_connect_changed(struct xfbus_device *xdev);
void xfblk_connect_close(struct xfbus_device *xdev);
void xfblk_connect_restart(struct xfbus_device *xdev);
void xfblk_connect_abandon(struct xfbus_device *xdev);

/* suspend.c: the first two are callbacks of the bus */
void xfblk_suspend_stop(struct xfbus_device *xdev);
void xfblk_suspend_go_on(struct xfbus_device *xdev);
void xfblk_suspend_start(struct xfblk_dev *dev);
int xfblk_suspend_check(struct xfblk_dev *dev);

/* disk.c */

/**
 * xfblk_disk_add() - show the disk to the system
 * @dev: with a live queue
 *
 * Waits, for a limited time, for the partitions. Return: 0 or a negative errno.
 */
int xfblk_disk_add(struct xfblk_dev *dev);

/* Take the disk from the system; its users get errors. No I/O is in flight. */
void xfblk_disk_del(struct xfblk_dev *dev);
/* Take over @dev->offer.sectors. */
void xfblk_disk_resize(struct xfblk_dev *dev);
/* Has someone the disk open? */
bool xfblk_disk_busy(struct xfblk_dev *dev);

/* limits.c */
void xfblk_limits_fill(const struct xfblk_dev *dev, struct queue_limits *lim);
/* Work: the back-end answered that it cannot flush, although it said so. */
void xfblk_limits_forget_flush(struct work_struct *work);

/* queue.c */
extern const struct blk_mq_ops xfblk_queue_ops;

/* Before the channel exists: locks and lists, nothing to undo. */
void xfblk_queue_prepare(struct xfblk_queue *q, struct xfblk_dev *dev);

/**
 * xfblk_queue_init() - memory and references; then requests may come
 * @q: with its channel
 * @segs: most segments of one request
 *
 * Return: 0 or a negative errno, then nothing is left behind.
 */
int xfblk_queue_init(struct xfblk_queue *q, unsigned int segs);

/* Undo xfblk_queue_init(); nothing is out any more. Harmless without it. */
void xfblk_queue_uninit(struct xfblk_queue *q);

/**
 * xfblk_queue_release() - a request is not the back-end's any more
 * @q: under its lock
 * @rq: request, with buffers
 * @done: the back-end says that it has done it
 *
 * Return: false when the back-end still holds on to a page: @rq must fail, and
 * so must the device.
 */
bool xfblk_queue_release(struct xfblk_queue *q, struct request *rq, bool done);

/* complete.c */
irqreturn_t xfblk_complete_event(int irq, void *ctx);
int xfblk_complete_poll(struct irq_poll *poll, int budget);
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

#endif /* XFBLK_H */
