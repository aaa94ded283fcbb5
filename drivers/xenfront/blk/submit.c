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
#include "blk.h"
#include "trace.h"

bool xfblk_queue_release(struct xfblk_queue *q, struct request *rq)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct xfbuf *bufs = xfblk_cmd_bufs(cmd);
	bool ours = true;
	unsigned int i;

	for (i = 0; i < cmd->count; i++)
		if (xfbuf_release(&q->pool, &bufs[i]))
			ours = false;
	if (cmd->table)
		xfblk_table_put(q, cmd->table);
	cmd->table = NULL;
	cmd->count = 0;
	return ours;
}

static int operation(const struct xfblk_dev *dev, struct request *rq)
{
	switch (req_op(rq)) {
	case REQ_OP_READ:
		return BLKIF_OP_READ;
	case REQ_OP_WRITE:
		return rq->cmd_flags & REQ_FUA ? BLKIF_OP_WRITE_BARRIER :
						 BLKIF_OP_WRITE;
	case REQ_OP_FLUSH:
		return dev->flush_op ?: -EOPNOTSUPP;
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return BLKIF_OP_DISCARD;
	default:
		return -EOPNOTSUPP;
	}
}

static int take_pieces(struct xfblk_queue *q, struct request *rq,
		       unsigned int most)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct xfbuf *buf = xfblk_cmd_bufs(cmd);
	enum dma_data_direction dir = rq_dma_dir(rq);
	struct req_iterator iter;
	struct bio_vec piece;
	int err;

	rq_for_each_segment(piece, rq, iter) {
		if (cmd->count == most)
			return -E2BIG;
		err = xfbuf_take(&q->pool, buf, piece.bv_page, piece.bv_offset,
				 piece.bv_len, dir);
		if (err)
			return err;
		cmd->count++;
		buf++;
	}
	return 0;
}

/* What the back-end is to use, and a table where a slot is too small for that. */
static int reserve_data(struct xfblk_queue *q, struct request *rq)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	unsigned int pieces = blk_rq_nr_phys_segments(rq);

	if (xfbuf_room(&q->pool) < pieces)
		return -EBUSY;
	if (pieces <= XFBLK_SEGS_DIRECT)
		return take_pieces(q, rq, XFBLK_SEGS_DIRECT);
	if (pieces > q->segs || cmd->op == BLKIF_OP_WRITE_BARRIER)
		return -E2BIG;
	cmd->table = xfblk_table_get(q);
	if (!cmd->table)
		return -EBUSY;
	q->stats.indirect++;
	return take_pieces(q, rq, q->segs);
}

static int reserve(struct xfblk_queue *q, struct request *rq)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	int op = operation(q->dev, rq);

	cmd->table = NULL;
	cmd->count = 0;
	if (!q->live)
		return -EIO;
	if (op < 0)
		return op;
	cmd->op = op;
	return blk_rq_nr_phys_segments(rq) && bio_has_data(rq->bio) ?
	       reserve_data(q, rq) : 0;
}

/* Copies, where copies are made; without the lock. */
static void fill(struct request *rq)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	const struct xfbuf *bufs = xfblk_cmd_bufs(cmd);
	unsigned int i;

	for (i = 0; i < cmd->count; i++)
		xfbuf_fill(&bufs[i]);
}

static int add_pieces(struct request *rq, struct xfblk_segs *segs)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	const struct xfbuf *bufs = xfblk_cmd_bufs(cmd);
	unsigned int i;
	int err = 0;

	for (i = 0; i < cmd->count && !err; i++)
		err = xfblk_segs_add(segs, xpv_gref_number(bufs[i].ref),
				     bufs[i].offset, bufs[i].len);
	return err;
}

/* Return: bytes of @req that count, or a negative errno. */
static int compose(const struct xfblk_queue *q, struct request *rq,
		   struct blkif_request *req)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	/* Read as far as it was filled, and cleared by nobody before. */
	struct blkif_request_segment few[XFBLK_SEGS_DIRECT] __uninitialized;
	struct xfblk_segs segs = { .seg = few, .max = ARRAY_SIZE(few) };
	struct xfblk_segs_what what = {
		.op = cmd->op,
		.handle = q->dev->handle,
		.id = rq->tag,
		.sector = req_op(rq) == REQ_OP_FLUSH ? 0 : blk_rq_pos(rq),
	};
	int err;

	if (cmd->op == BLKIF_OP_DISCARD)
		return xfblk_segs_discard(req, &what, blk_rq_sectors(rq),
					  req_op(rq) == REQ_OP_SECURE_ERASE);
	if (cmd->table) {
		segs.seg = cmd->table->seg;
		segs.max = q->segs;
	}
	err = add_pieces(rq, &segs);
	if (err)
		return err;
	return cmd->table ? xfblk_segs_indirect(req, &what, segs.count,
						xpv_gref_number(cmd->table->ref)) :
			    xfblk_segs_direct(req, &what, &segs);
}

/* The request leaves our hands: its response may come after the next push. */
static int enter_ring(struct xfblk_queue *q, struct request *rq)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct blkif_request req;
	int len = compose(q, rq, &req);
	int err;

	if (len < 0)
		return len;
	err = xfring_add(&q->chan.ring, &req, len);
	if (err)
		return err;
	q->stats.requests++;
	q->stats.segments += cmd->count;
	trace_xfblk_request(q, rq);
	blk_mq_start_request(rq);
	q->out[rq->tag] = rq;
	return 0;
}

/*
 * -EBUSY: complete.c starts the queue again. It looks at @starved under the lock that
 * we hold, but may do so before the block layer has put the request back. So this is
 * no BLK_STS_DEV_RESOURCE: by the other one a queue that is not stopped any more is
 * run again in any case, as it is for -ENOMEM.
 */
static blk_status_t submit_status(struct xfblk_queue *q, struct blk_mq_hw_ctx *hctx,
				  const struct request *rq, int err)
{
	switch (err) {
	case -EBUSY:
	case -ENOSPC:
		q->stats.starved++;
		trace_xfblk_starved(q, rq);
		WRITE_ONCE(q->starved, true);
		blk_mq_stop_hw_queue(hctx);
		return BLK_STS_RESOURCE;
	case -ENOMEM:
		return BLK_STS_RESOURCE;
	default:
		return errno_to_blk_status(err);
	}
}

static void take_back(struct xfblk_queue *q, struct request *rq)
{
	/* Not told of the pages, it can only hold them by guessing. */
	if (!xfblk_queue_release(q, rq))
		xfring_break(&q->chan.ring, "page in use that was never offered");
}

/* Under the lock. Return: wake the back-end once the lock is released. */
static bool push(struct xfblk_queue *q)
{
	u32 requests = trace_xfblk_push_enabled() ? xfring_unpushed(&q->chan.ring) : 0;
	bool kick = xfring_push(&q->chan.ring);

	q->stats.pushes++;
	q->stats.kicks += kick;
	trace_xfblk_push(q, requests, kick);
	return kick;
}

static blk_status_t queue_rq(struct blk_mq_hw_ctx *hctx,
			     const struct blk_mq_queue_data *bd)
{
	struct xfblk_queue *q = hctx->driver_data;
	struct request *rq = bd->rq;
	blk_status_t status = BLK_STS_OK;
	bool kick = false;
	int err;

	spin_lock_bh(&q->lock);
	err = reserve(q, rq);
	if (!err && op_is_write(req_op(rq)) && xfbuf_copies(&q->pool)) {
		/* Nobody but us knows of @rq and what was reserved for it. */
		spin_unlock_bh(&q->lock);
		fill(rq);
		spin_lock_bh(&q->lock);
	}
	if (!err)
		err = enter_ring(q, rq);
	if (err) {
		take_back(q, rq);
		status = submit_status(q, hctx, rq, err);
	} else if (bd->last) {
		kick = push(q);
	}
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
		kick = push(q);
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

	hctx->driver_data = &dev->queues[index];
	return 0;
}

static int ask(struct blk_mq_hw_ctx *hctx, struct io_comp_batch *batch)
{
	return xfblk_complete_ask(hctx->driver_data, batch);
}

/* Polled queues come last; reads have none of their own. */
static void map_queues(struct blk_mq_tag_set *set)
{
	struct xfblk_dev *dev = set->driver_data;
	unsigned int type, count, offset = 0;

	for (type = 0; type < set->nr_maps; type++) {
		struct blk_mq_queue_map *map = &set->map[type];

		count = type == HCTX_TYPE_DEFAULT ? dev->count - dev->polled :
			type == HCTX_TYPE_POLL ? dev->polled : 0;
		map->nr_queues = count;
		map->queue_offset = offset;
		offset += count;
		if (count)
			blk_mq_map_queues(map);
	}
}

const struct blk_mq_ops xfblk_submit_ops = {
	.queue_rq = queue_rq,
	.commit_rqs = commit_rqs,
	.timeout = timeout,
	.init_hctx = init_hctx,
	.poll = ask,
	.map_queues = map_queues,
};
