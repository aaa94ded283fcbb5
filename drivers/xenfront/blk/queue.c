// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the block layer to the ring.
 *
 * The ring has a slot for every tag of the block layer, and a request's tag is
 * its id on the ring. Requests are shown to the back-end, with at most one
 * event, when the block layer has no further one at hand.
 *
 * When references or tables run out, the block layer's queue is stopped until a
 * request ends. One always fits when none is out, so one that ends is there.
 */
#include <linux/blkdev.h>
#include <linux/slab.h>
#include "blk.h"

/*
 * References of a queue: 4 MiB under way. Domains have 32,768 by default, for
 * all devices, and may have many disks.
 */
#define POOL_PAGES	1024
/* Requests with a table under way; all smaller ones do without. */
#define TABLES		32
/* Responses taken before other softirqs get their turn. */
#define POLL_WEIGHT	64

bool xfblk_queue_release(struct xfblk_queue *q, struct request *rq, bool done)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct xfbuf *bufs = xfblk_cmd_bufs(cmd);
	bool ours = true;
	unsigned int i;

	for (i = 0; i < cmd->count; i++)
		if (xfbuf_unmap(&q->pool, &bufs[i], done ? bufs[i].len : 0))
			ours = false;
	if (cmd->table)
		xfblk_table_put(q, cmd->table);
	cmd->table = NULL;
	cmd->count = 0;
	return ours;
}

/* Where the segments go: the caller's array, or a table if that is too small. */
static int prepare_segs(struct xfblk_queue *q, struct request *rq,
			struct xfblk_segs *segs)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	unsigned int pieces = blk_rq_nr_phys_segments(rq);

	cmd->table = NULL;
	cmd->count = 0;
	if (xfbuf_room(&q->pool) < pieces)
		return -EBUSY;
	if (pieces <= XFBLK_SEGS_DIRECT)
		return 0;
	if (pieces > q->segs)
		return -E2BIG;
	cmd->table = xfblk_table_get(q);
	if (!cmd->table)
		return -EBUSY;
	segs->seg = cmd->table->seg;
	segs->max = q->segs;
	return 0;
}

static int map_pieces(struct xfblk_queue *q, struct request *rq,
		      struct xfblk_segs *segs)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct xfbuf *buf = xfblk_cmd_bufs(cmd);
	struct req_iterator iter;
	struct bio_vec piece;
	int err;

	rq_for_each_segment(piece, rq, iter) {
		if (segs->count == segs->max)
			return -E2BIG;
		err = xfbuf_map(&q->pool, buf, piece.bv_page, piece.bv_offset,
				piece.bv_len, rq_dma_dir(rq));
		if (err)
			return err;
		cmd->count++;
		err = xfblk_segs_add(segs, xpv_gref_number(buf->ref),
				     buf->offset, buf->len);
		if (err)
			return err;
		buf++;
	}
	return 0;
}

/* The request leaves our hands: its response may come after the next push. */
static int enter_ring(struct xfblk_queue *q, struct request *rq,
		      const struct blkif_request *req, size_t len)
{
	int err = xfring_add(&q->chan.ring, req, len);

	if (err)
		return err;
	blk_mq_start_request(rq);
	q->out[rq->tag] = rq;
	return 0;
}

static struct xfblk_segs_what describe(const struct xfblk_queue *q,
				       struct request *rq, u8 op)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->op = op;
	return (struct xfblk_segs_what) {
		.op = op,
		.handle = q->dev->handle,
		.id = rq->tag,
		.sector = blk_rq_pos(rq),
	};
}

static int submit_data(struct xfblk_queue *q, struct request *rq, u8 op)
{
	struct xfblk_segs_what what = describe(q, rq, op);
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct blkif_request_segment few[XFBLK_SEGS_DIRECT];
	struct xfblk_segs segs = { .seg = few, .max = ARRAY_SIZE(few) };
	struct blkif_request req;
	size_t len;
	int err;

	err = prepare_segs(q, rq, &segs);
	if (err)
		return err;
	err = map_pieces(q, rq, &segs);
	if (err)
		goto release;
	if (cmd->table)
		len = xfblk_segs_indirect(&req, &what, segs.count,
					  xpv_gref_number(cmd->table->ref));
	else
		len = xfblk_segs_direct(&req, &what, &segs);
	err = enter_ring(q, rq, &req, len);
	if (err)
		goto release;
	return 0;

release:
	/* Not told of the pages, it can only hold them by guessing. */
	if (!xfblk_queue_release(q, rq, false))
		xfring_break(&q->chan.ring, "page in use that was never offered");
	return err;
}

static int submit_flush(struct xfblk_queue *q, struct request *rq)
{
	struct xfblk_segs_what what = describe(q, rq, q->dev->flush_op);
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct xfblk_segs none = { };
	struct blkif_request req;

	if (!what.op)
		return -EOPNOTSUPP;
	what.sector = 0;
	cmd->table = NULL;
	cmd->count = 0;
	return enter_ring(q, rq, &req, xfblk_segs_direct(&req, &what, &none));
}

static int submit(struct xfblk_queue *q, struct request *rq)
{
	if (!q->live)
		return -EIO;
	switch (req_op(rq)) {
	case REQ_OP_READ:
		return submit_data(q, rq, BLKIF_OP_READ);
	case REQ_OP_WRITE:
		return submit_data(q, rq, BLKIF_OP_WRITE);
	case REQ_OP_FLUSH:
		return submit_flush(q, rq);
	default:
		return -EOPNOTSUPP;
	}
}

/*
 * -EBUSY: complete.c starts the queue again. It looks at @starved under the
 * lock that we hold, so it cannot do so too early. -ENOMEM: the block layer
 * tries again by itself.
 */
static blk_status_t submit_status(struct xfblk_queue *q,
				  struct blk_mq_hw_ctx *hctx, int err)
{
	switch (err) {
	case -EBUSY:
	case -ENOSPC:
		WRITE_ONCE(q->starved, true);
		blk_mq_stop_hw_queue(hctx);
		return BLK_STS_DEV_RESOURCE;
	case -ENOMEM:
		return BLK_STS_RESOURCE;
	default:
		return errno_to_blk_status(err);
	}
}

static blk_status_t queue_rq(struct blk_mq_hw_ctx *hctx,
			     const struct blk_mq_queue_data *bd)
{
	struct xfblk_queue *q = hctx->driver_data;
	bool kick = false;
	blk_status_t status;

	spin_lock_bh(&q->lock);
	status = submit_status(q, hctx, submit(q, bd->rq));
	if (status == BLK_STS_OK && bd->last)
		kick = xfring_push(&q->chan.ring);
	spin_unlock_bh(&q->lock);
	if (kick)
		xfchan_kick(&q->chan);
	return status;
}

/* Requests were queued, and the last one announced did not come. */
static void commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct xfblk_queue *q = hctx->driver_data;
	bool kick = false;

	spin_lock_bh(&q->lock);
	if (q->live)
		kick = xfring_push(&q->chan.ring);
	spin_unlock_bh(&q->lock);
	if (kick)
		xfchan_kick(&q->chan);
}

/*
 * The back-end may still write to the pages, so the request cannot be given
 * up before the device is.
 */
static enum blk_eh_timer_return timeout(struct request *rq)
{
	struct xfblk_queue *q = rq->mq_hctx->driver_data;
	struct xfblk_dev *dev = q->dev;

	if (!xchg(&dev->stalled, true))
		pr_warn("xen %s: back-end has not answered for %u s, still waiting\n",
			dev->naming.name, rq->timeout / HZ);
	return BLK_EH_RESET_TIMER;
}

static int init_hctx(struct blk_mq_hw_ctx *hctx, void *ctx, unsigned int index)
{
	struct xfblk_dev *dev = ctx;

	hctx->driver_data = &dev->queue;
	return 0;
}

const struct blk_mq_ops xfblk_queue_ops = {
	.queue_rq = queue_rq,
	.commit_rqs = commit_rqs,
	.timeout = timeout,
	.init_hctx = init_hctx,
};

void xfblk_queue_prepare(struct xfblk_queue *q, struct xfblk_dev *dev)
{
	memset(q, 0, sizeof(*q));
	q->dev = dev;
	spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->tables);
	irq_poll_init(&q->poll, POLL_WEIGHT, xfblk_complete_poll);
}

/* As many references as are to be had, so long as one request fits. */
static int make_pool(struct xfblk_queue *q, unsigned int least,
		     unsigned int most)
{
	unsigned int size = max(least, most);
	int err;

	do {
		err = xfbuf_pool_init(&q->pool, q->dev->xdev, size);
		size /= 2;
	} while (err == -ENOSPC && size >= least);
	return err;
}

int xfblk_queue_init(struct xfblk_queue *q, unsigned int segs)
{
	unsigned int depth = q->chan.ring.size;
	unsigned int tables = 0;
	int err;

	if (segs > XFBLK_SEGS_DIRECT)
		tables = min(depth, TABLES);
	q->out = kcalloc(depth, sizeof(*q->out), GFP_KERNEL);
	if (!q->out)
		return -ENOMEM;
	err = make_pool(q, tables + segs,
			tables + min(depth * segs, POOL_PAGES));
	if (err)
		goto free_out;
	err = xfblk_table_init(q, tables);
	if (err)
		goto uninit_pool;
	q->segs = segs;
	q->depth = depth;
	q->live = true;
	return 0;

uninit_pool:
	xfbuf_pool_uninit(&q->pool);
free_out:
	kfree(q->out);
	q->out = NULL;
	return err;
}

void xfblk_queue_uninit(struct xfblk_queue *q)
{
	if (!q->depth)
		return;
	q->depth = 0;
	xfblk_table_uninit(q);
	xfbuf_pool_uninit(&q->pool);
	kfree(q->out);
	q->out = NULL;
}
