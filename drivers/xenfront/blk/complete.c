// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the ring to the block layer.
 *
 * An event only schedules the poll; responses are taken in a softirq, where
 * other interrupts get through, and the event stays masked until it has taken
 * all of them. So there is one event for any number of responses that come
 * while it works. A polled queue's event is never unmasked: those who wait for
 * a request come and ask.
 *
 * A response is a copy by the time we see it, and names a request that is out
 * and what it does, or else the device is given up. Responses are taken in
 * rounds: claim the requests, copy their data without the lock, return what
 * they used, end them.
 */
#include <linux/blkdev.h>
#include <xpv/domain.h>
#include "blk.h"
#include "hold.h"
#include "trace.h"

irqreturn_t xfblk_complete_event(int irq, void *ctx)
{
	struct xfblk_queue *q = ctx;

	q->stats.events++;
	if (q->polled)
		return IRQ_HANDLED;
	WRITE_ONCE(q->raised, true);
	/* Full barrier: pairs with the one in finish(). */
	irq_poll_sched(&q->poll);
	return IRQ_HANDLED;
}

/* The back-end's event does not come in time: look without it. */
enum hrtimer_restart xfblk_complete_late(struct hrtimer *hold)
{
	struct xfblk_queue *q = container_of(hold, struct xfblk_queue, hold);

	WRITE_ONCE(q->overdue, true);
	/* Full barrier: pairs with the one in finish(). */
	irq_poll_sched(&q->poll);
	return HRTIMER_NORESTART;
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
	cmd->status = rsp->status;
	trace_xfblk_response(q, rsp);
	return rq;
}

/* Up to @budget requests that were answered, chained. */
static struct request *claim_round(struct xfblk_queue *q, int budget, int *taken)
{
	struct request *first = NULL, **end = &first;
	struct blkif_response rsp;
	struct xfblk_cmd *cmd;

	spin_lock_bh(&q->lock);
	while (*taken < budget &&
	       xfring_take(&q->chan.ring, &rsp, sizeof(rsp))) {
		++*taken;
		*end = claim(q, &rsp);
		if (!*end)
			break;
		cmd = blk_mq_rq_to_pdu(*end);
		end = &cmd->next;
	}
	*end = NULL;
	spin_unlock_bh(&q->lock);
	return first;
}

static struct request *next_of(struct request *rq)
{
	return ((struct xfblk_cmd *)blk_mq_rq_to_pdu(rq))->next;
}

/* What was read goes where it belongs. */
static void drain(struct request *rq)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	const struct xfbuf *bufs = xfblk_cmd_bufs(cmd);
	unsigned int i;

	if (cmd->status != BLKIF_RSP_OKAY)
		return;
	for (i = 0; i < cmd->count; i++)
		xfbuf_drain(&bufs[i], bufs[i].len);
}

static void release_round(struct xfblk_queue *q, struct request *rq)
{
	spin_lock_bh(&q->lock);
	for (; rq; rq = next_of(rq)) {
		struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);

		if (xfblk_queue_release(q, rq))
			continue;
		cmd->status = BLKIF_RSP_ERROR;
		xfring_break(&q->chan.ring, "page in use after the response");
	}
	spin_unlock_bh(&q->lock);
}

static void forget(struct xfblk_queue *q, enum xfblk_forget what)
{
	set_bit(what, &q->dev->forgets);
	schedule_work(&q->dev->forget);
}

/*
 * What the back-end cannot do after all, although it said so, is not sent any
 * more. A flush then counts as done: it has no cache that it could empty.
 */
static blk_status_t unsupported(struct xfblk_queue *q, struct request *rq)
{
	switch (req_op(rq)) {
	case REQ_OP_FLUSH:
		forget(q, XFBLK_FORGET_FLUSH);
		return BLK_STS_OK;
	case REQ_OP_DISCARD:
		forget(q, XFBLK_FORGET_DISCARD);
		return BLK_STS_NOTSUPP;
	case REQ_OP_SECURE_ERASE:
		forget(q, XFBLK_FORGET_SECURE);
		return BLK_STS_NOTSUPP;
	default:
		return BLK_STS_NOTSUPP;
	}
}

static blk_status_t status_of(struct xfblk_queue *q, struct request *rq)
{
	struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (likely(cmd->status == BLKIF_RSP_OKAY))
		return BLK_STS_OK;
	return cmd->status == BLKIF_RSP_EOPNOTSUPP ? unsupported(q, rq) :
						     BLK_STS_IOERR;
}

static void end_round(struct xfblk_queue *q, struct request *rq,
		      struct io_comp_batch *batch)
{
	struct request *next;

	for (; rq; rq = next) {
		blk_status_t status = status_of(q, rq);

		next = next_of(rq);
		if (!blk_mq_add_to_batch(rq, batch, status != BLK_STS_OK,
					 blk_mq_end_request_batch))
			blk_mq_end_request(rq, status);
	}
}

/* Return: responses taken, at most @budget. */
static int take_round(struct xfblk_queue *q, int budget,
		      struct io_comp_batch *batch)
{
	int taken = 0;
	struct request *rq, *all = claim_round(q, budget, &taken);

	if (xfbuf_copies(&q->pool))
		for (rq = all; rq; rq = next_of(rq))
			drain(rq);
	if (all)
		release_round(q, all);
	end_round(q, all, batch);
	if (taken) {
		q->stats.responses += taken;
		q->stats.rounds++;
		trace_xfblk_round(q, taken);
		WRITE_ONCE(q->dev->stalled, false);
	}
	return taken;
}

/*
 * Requests have ended: what others lacked is there. A submitter that found too
 * little before that has set @starved under the lock, which release_round() took
 * after it; one that comes later finds enough, or waits for a request still out.
 */
static void feed(struct xfblk_queue *q)
{
	if (!READ_ONCE(q->starved))
		return;
	spin_lock_bh(&q->lock);
	WRITE_ONCE(q->starved, false);
	spin_unlock_bh(&q->lock);
	blk_mq_start_stopped_hw_queues(q->dev->disk->queue, true);
}

static void give_up(struct xfblk_queue *q)
{
	xfbus_device_fail(q->dev->xdev, -EIO, "back-end broke the block protocol");
}

/* With which of the next responses do we want an event? */
static u32 next_event(const struct xfblk_queue *q, unsigned int taken)
{
	if (!READ_ONCE(q->dev->params.hold_us))
		return 1;
	return xfblk_hold_after(xfring_in_flight(&q->chan.ring),
				q->worked + taken);
}

static int take_all(struct xfblk_queue *q, int budget)
{
	DEFINE_IO_COMP_BATCH(batch);
	u32 after = 1;
	int taken = 0;

	do {
		taken += take_round(q, budget - taken, &batch);
		if (taken == budget)
			break;
		after = next_event(q, taken);
	} while (xfring_rearm(&q->chan.ring, after));
	if (after > 1)
		hrtimer_start(&q->hold,
			      READ_ONCE(q->dev->params.hold_us) * (ktime_t)NSEC_PER_USEC,
			      HRTIMER_MODE_REL_SOFT);
	if (batch.complete)
		batch.complete(&batch);
	if (taken)
		feed(q);
	return taken;
}

/*
 * Nothing is left to take. An event that started this ends here. One that came
 * while a poll that the timer had started was at work could not start another,
 * and its response may have come after the last look: that is for one more poll.
 */
static void finish(struct xfblk_queue *q)
{
	bool late = xchg(&q->raised, false);
	bool owed = q->owed || late;
	bool spurious = !q->worked && !late;

	q->owed = false;
	q->worked = 0;
	irq_poll_complete(&q->poll);
	if (owed) {
		trace_xfblk_event(q, spurious);
		xfchan_eoi(&q->chan, spurious);
	}
	/* Not scheduled any more, then these; event and timer have it the other way. */
	smp_mb();
	if (late || READ_ONCE(q->raised) || READ_ONCE(q->overdue))
		irq_poll_sched(&q->poll);
}

int xfblk_complete_poll(struct irq_poll *poll, int budget)
{
	struct xfblk_queue *q = container_of(poll, struct xfblk_queue, poll);
	int taken;

	q->owed |= xchg(&q->raised, false);
	if (READ_ONCE(q->overdue))
		xchg(&q->overdue, false);
	taken = take_all(q, budget);
	q->worked += taken;
	if (xfring_broken(&q->chan.ring)) {
		/* The event stays masked: the other side has lost its voice. */
		irq_poll_complete(poll);
		give_up(q);
	} else if (taken < budget) {
		finish(q);
	}
	return taken;
}

/*
 * One at a time: who comes while another asks has its answer from that one, or
 * asks again. Whoever finds none lets the back-end have the processor, should that be
 * what it waits for: Xen gives it back at once where nobody else wants it.
 */
int xfblk_complete_ask(struct xfblk_queue *q, struct io_comp_batch *batch)
{
	int taken;

	if (!q->polled || test_and_set_bit_lock(0, &q->asking))
		return 0;
	taken = take_round(q, INT_MAX, batch);
	if (taken)
		feed(q);
	else
		xpv_domain_yield();
	if (xfring_broken(&q->chan.ring))
		give_up(q);
	clear_bit_unlock(0, &q->asking);
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
			xfblk_queue_release(q, rq);
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
