/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Disks: what the files of this folder share. One queue of a disk is in queue.h.
 *
 *	main.c      the driver towards the bus; life of struct xfblk_dev
 *	connect.c   keys, ring and event channel
 *	disk.c      the gendisk: size, partitions, users
 *	limits.c    what the block layer is told about requests
 *	params.c    what the user may choose, of all disks
 *	settings.c  and of one
 *	queue.c     life of a queue
 *	submit.c    block layer -> ring
 *	complete.c  ring -> block layer
 *	suspend.c   around a save of the domain
 *	stats.c     what is counted and may be chosen, in sysfs
 *	state.c     what a queue is like at the moment, in debugfs
 *	trace.c     events of requests, for tracefs
 *	table.c     memory for requests that do not fit into a slot
 *	segs.c naming.c hold.c   pure parts
 */
#ifndef XFBLK_H
#define XFBLK_H

#include <linux/blk-mq.h>
#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/workqueue.h>
#include <xenfront/bus.h>
#include "naming.h"
#include "queue.h"

/* Queues of one disk. */
#define XFBLK_QUEUES_MAX	64
/* Longest time for which an event may be held back. */
#define XFBLK_HOLD_MAX_US	1000U
/* log2 of the most pages that a ring may have */
#define XFBLK_RING_ORDER_MAX	XFCHAN_MAX_ORDER

/**
 * struct xfblk_params - what may be chosen, see params.c and settings.c
 * @queues: most queues of a disk that raise events
 * @poll_queues: queues that are asked and never raise an event
 * @ring_order: log2 of the most pages of a ring
 * @segments: most segments of a request
 * @persistent: keep grants where the back-end does
 * @hold_us: microseconds that an event may be held back, 0: not at all
 */
struct xfblk_params {
	unsigned int queues;
	unsigned int poll_queues;
	unsigned int ring_order;
	unsigned int segments;
	bool persistent;
	unsigned int hold_us;
};

/* Presets. */
extern struct xfblk_params xfblk_params;

/**
 * struct xfblk_offer - what the back-end says, checked by the key tables
 * @ring_order: "max-ring-page-order"
 * @ring_pages: "max-ring-pages", as other back-ends say the same
 * @queues: "multi-queue-max-queues"
 * @sectors: size of the disk, in sectors of 512 bytes
 * @sector_size: of the disk, 512 .. 4096
 * @physical_size: bytes that the storage writes at once
 * @info: VDISK_* bits
 * @indirect: segments of an indirect request, 0: does not know them
 * @flush: knows BLKIF_OP_FLUSH_DISKCACHE
 * @barrier: knows BLKIF_OP_WRITE_BARRIER
 * @persistent: keeps grants mapped
 * @discard: knows BLKIF_OP_DISCARD
 * @secure: and its BLKIF_DISCARD_SECURE
 * @discard_granularity: bytes that are discarded at once
 * @discard_alignment: bytes from the start of the disk to the first such unit
 */
struct xfblk_offer {
	u32 ring_order;
	u32 ring_pages;
	u32 queues;
	u64 sectors;
	u32 sector_size;
	u32 physical_size;
	u32 info;
	u32 indirect;
	bool flush;
	bool barrier;
	bool persistent;
	bool discard;
	bool secure;
	u32 discard_granularity;
	u32 discard_alignment;
};

/* What a back-end turned out not to know, although it said so: @forgets. */
enum xfblk_forget {
	XFBLK_FORGET_FLUSH,
	XFBLK_FORGET_DISCARD,
	XFBLK_FORGET_SECURE,
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
 * @params: what counts for this connection; written by callbacks of the bus, its
 *	@hold_us by the disk's user (A)
 * @offer: last read from the back-end; written by callbacks of the bus
 * @queues: @count of them, those that are polled last; made by the first
 *	connect() and freed with the device, since the block layer may ask for
 *	work as long as the disk is there (I after connect)
 * @count: how many (I after connect)
 * @polled: how many of them are polled (I after connect)
 * @tags: of @disk
 * @disk: NULL before the device is live and after it was closed
 * @gone: closed, @xdev need not be valid any more; under @disk->open_mutex
 * @stopped: the block layer is frozen around a save; callbacks of the bus
 * @stalled: a silent back-end was reported; cleared by a response (A)
 * @scan: looks for partitions, which takes answers from the back-end
 * @scanned: @scan is done
 * @forgets: bits of enum xfblk_forget (A)
 * @forget: tells the block layer what is not supported
 * @state: folder in debugfs, while the disk is connected
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
	struct xfblk_params params;
	struct xfblk_offer offer;
	struct xfblk_queue *queues;
	unsigned int count;
	unsigned int polled;
	struct blk_mq_tag_set tags;
	struct gendisk *disk;
	bool gone;
	bool stopped;
	bool stalled;
	struct work_struct scan;
	struct completion scanned;
	unsigned long forgets;
	struct work_struct forget;
	struct dentry *state;
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

/* Work: the back-end answered that it cannot do something after all. */
void xfblk_limits_forget(struct work_struct *work);

/* state.c: a file while the disk is connected; and the folder that it is in */
void xfblk_state_add(struct xfblk_dev *dev);
/* Waits for readers. Harmless where there is none. */
void xfblk_state_del(struct xfblk_dev *dev);
void xfblk_state_init(void);
void xfblk_state_exit(void);

/* settings.c: attributes of the device on the bus. */
extern const struct attribute_group *xfblk_settings_groups[];

/* @xdev->kept, unless it is there. Return: 0 or -ENOMEM. */
int xfblk_settings_make(struct xfbus_device *xdev);
/* What counts for the connection that is about to be made. */
void xfblk_settings_take(struct xfblk_dev *dev);
/* Change @dev->params.hold_us, and what it will be after another binding. */
void xfblk_settings_hold(struct xfblk_dev *dev, unsigned int us);

/* stats.c: attributes of the disk. */
extern const struct attribute_group *xfblk_stats_groups[];

#endif /* XFBLK_H */
