// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the ring to the block layer.
 *
 * An event only schedules the poll; responses are taken in a softirq, where
 * other interrupts get through, and the event stays masked until it has taken
 * all of them. So there is one event for any number of responses that come
 * while it works.
 *
 * A response is a copy by the time we see it, and names a request that is out
 * and what it does, or else the device is given up.
 */
#include <linux/blkdev.h>
#include "blk.h"

irqreturn_t xfblk_complete_event(int irq, void *ctx)
{
	struct xfblk_queue *q = ctx;

	irq_poll_sched(&q->poll);
	return IRQ_HANDLED;
}

/* The request that a response answers; it is ours again. Under the lock. */
static struct request *claim(struct xfblk_queue *q,
			     const struct blkif_response *rsp)
{
	struct xfblk_cmd *cmd;
	struct request *rq;

	if (rsp->id >= q->depth || !q->out[rsp->id]) {
		xfring_break(&q->chan.ring, "response to no request");
		return NULL;
	}
	rq = q->out[rsp->id];
	cmd = blk_mq_rq_to_pdu(rq);
	if (!xfblk_segs_answers(cmd->op, cmd->table, rsp->operation)) {
		xfring_break(&q->chan.ring, "response to another operation");
		return NULL;
	}
	q->out[rsp->id] = NULL;
	return rq;
}

/*
 * A flush that the back-end cannot do after all counts as done: it has no cache
 * that it could empty. No more are sent.
 */
static blk_status_t flush_status(struct xfblk_queue *q, s16 status)
{
	if (status == BLKIF_RSP_OKAY)
		return BLK_STS_OK;
	if (status != BLKIF_RSP_EOPNOTSUPP)
		return BLK_STS_IOERR;
	schedule_work(&q->dev->forget_flush);
	return BLK_STS_OK;
}

static blk_status_t data_status(s16 status)
{
	switch (status) {
	case BLKIF_RSP_OKAY:
		return BLK_STS_OK;
	case BLKIF_RSP_EOPNOTSUPP:
		return BLK_STS_NOTSUPP;
	default:
		return BLK_STS_IOERR;
	}
}

/* Buffers back to the pool. Under the lock. */
static blk_status_t settle(struct xfblk_queue *q, struct request *rq,
			   s16 status)
{
	if (req_op(rq) == REQ_OP_FLUSH)
		return flush_status(q, status);
	if (xfblk_queue_release(q, rq, status == BLKIF_RSP_OKAY))
		return data_status(status);
	xfring_break(&q->chan.ring, "page in use after the response");
	return BLK_STS_IOERR;
}

static void take_response(struct xfblk_queue *q,
			  const struct blkif_response *rsp,
			  struct io_comp_batch *batch)
{
	blk_status_t status = BLK_STS_OK;
	struct request *rq;

	spin_lock(&q->lock);
	rq = claim(q, rsp);
	if (rq)
		status = settle(q, rq, rsp->status);
	spin_unlock(&q->lock);
	if (!rq)
		return;
	if (!blk_mq_add_to_batch(rq, batch, status != BLK_STS_OK,
				 blk_mq_end_request_batch))
		blk_mq_end_request(rq, status);
}

static int take_responses(struct xfblk_queue *q, int budget)
{
	DEFINE_IO_COMP_BATCH(batch);
	struct blkif_response rsp;
	int taken = 0;

	do {
		while (taken < budget &&
		       xfring_take(&q->chan.ring, &rsp, sizeof(rsp))) {
			take_response(q, &rsp, &batch);
			taken++;
		}
	} while (taken < budget && xfring_rearm(&q->chan.ring, 1));
	if (batch.complete)
		batch.complete(&batch);
	return taken;
}

/*
 * Requests have ended: what others lacked is there. A submitter that found too
 * little before that has set @starved under the lock, which settle() took after
 * it; one that comes later finds enough, or waits for a request still out.
 */
static void feed(struct xfblk_queue *q)
{
	if (!READ_ONCE(q->starved))
		return;
	spin_lock(&q->lock);
	WRITE_ONCE(q->starved, false);
	spin_unlock(&q->lock);
	blk_mq_start_stopped_hw_queues(q->dev->disk->queue, true);
}

int xfblk_complete_poll(struct irq_poll *poll, int budget)
{
	struct xfblk_queue *q = container_of(poll, struct xfblk_queue, poll);
	int taken = take_responses(q, budget);

	if (taken) {
		q->worked = true;
		WRITE_ONCE(q->dev->stalled, false);
		feed(q);
	}
	if (xfring_broken(&q->chan.ring)) {
		/* The event stays masked: the other side has lost its voice. */
		irq_poll_complete(poll);
		xfbus_device_fail(q->dev->xdev, -EIO,
				  "back-end broke the block protocol");
	} else if (taken < budget) {
		bool spurious = !q->worked;

		q->worked = false;
		irq_poll_complete(poll);
		xfchan_eoi(&q->chan, spurious);
	}
	return taken;
}

static void take_back(struct xfblk_queue *q, void (*end)(struct request *rq))
{
	struct request *rq;
	unsigned int id;

	for (id = 0; id < q->depth; id++) {
		spin_lock_bh(&q->lock);
		rq = q->out[id];
		q->out[id] = NULL;
		/* A page that is not let go outlives the request by itself. */
		if (rq)
			xfblk_queue_release(q, rq, false);
		spin_unlock_bh(&q->lock);
		if (rq)
			end(rq);
	}
}

static void fail_request(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_IOERR);
}

void xfblk_complete_abort(struct xfblk_queue *q)
{
	take_back(q, fail_request);
}

static void requeue_request(struct request *rq)
{
	blk_mq_requeue_request(rq, false);
}

void xfblk_complete_requeue(struct xfblk_queue *q)
{
	take_back(q, requeue_request);
}
