// SPDX-License-Identifier: GPL-2.0-only
/*
 * Responses of a block back-end, honest and lying. The test is the back-end: it
 * writes into the ring's page what a back-end could, and looks at which requests
 * end and whether the device is given up.
 */
#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/gfp.h>
#include <linux/slab.h>
#include "../blk/blk.h"

#define REQUESTS	4

/**
 * struct fake_request - a request with our part behind it, as blk-mq has it
 * @rq: ends in note_end()
 * @cmd: found by blk_mq_rq_to_pdu()
 * @ended: how often it ended
 * @status: with what
 */
struct fake_request {
	struct request rq;
	struct xfblk_cmd cmd;
	int ended;
	blk_status_t status;
};

/**
 * struct fake_disk - a queue whose back-end is the test
 * @dev: the disk
 * @q: its only queue
 * @xdev: its device on no bus
 * @queue: what requests point to
 * @out: by id, as the driver keeps it
 * @reqs: requests 0 .. REQUESTS - 1, all with the back-end
 * @page: the ring
 * @responses: how many the back-end has made
 */
struct fake_disk {
	struct xfblk_dev dev;
	struct xfblk_queue q;
	struct xfbus_device xdev;
	struct request_queue queue;
	struct request *out[REQUESTS];
	struct fake_request reqs[REQUESTS];
	void *page;
	u32 responses;
};

static enum rq_end_io_ret note_end(struct request *rq, blk_status_t status)
{
	struct fake_request *fake = container_of(rq, struct fake_request, rq);

	fake->ended++;
	fake->status = status;
	return RQ_END_IO_NONE;
}

static void no_work(struct work_struct *work)
{
}

static void free_ring(void *page)
{
	free_page((unsigned long)page);
}

static void settle_work(void *ctx)
{
	struct fake_disk *disk = ctx;

	cancel_work_sync(&disk->xdev.work);
	cancel_work_sync(&disk->dev.forget);
	kfree(disk->xdev.failure_text);
}

/* Request @id goes to the back-end, as queue.c sends it. */
static void send(struct kunit *test, struct fake_disk *disk, unsigned int id,
		 u8 op)
{
	struct fake_request *fake = &disk->reqs[id];
	struct xfblk_queue *q = &disk->q;
	struct blkif_request req = { .operation = op };

	fake->rq.q = &disk->queue;
	fake->rq.end_io = note_end;
	fake->rq.cmd_flags = op == BLKIF_OP_FLUSH_DISKCACHE ? REQ_OP_FLUSH :
			     op == BLKIF_OP_DISCARD ? REQ_OP_DISCARD :
			     op == BLKIF_OP_WRITE ? REQ_OP_WRITE : REQ_OP_READ;
	fake->cmd.op = op;
	q->out[id] = &fake->rq;
	req.u.rw.id = id;
	KUNIT_ASSERT_EQ(test, xfring_add(&q->chan.ring, &req, sizeof(req)), 0);
	xfring_push(&q->chan.ring);
}

static struct fake_disk *fake_disk_new(struct kunit *test)
{
	struct fake_disk *disk = kunit_kzalloc(test, sizeof(*disk), GFP_KERNEL);
	struct xfblk_queue *q;

	KUNIT_ASSERT_NOT_NULL(test, disk);
	static_assert(offsetof(struct fake_request, cmd) == sizeof(struct request));
	q = &disk->q;
	disk->page = (void *)get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, disk->page);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_ring, disk->page), 0);
	disk->dev.queues = q;
	disk->dev.count = 1;
	xfblk_queue_prepare(q, &disk->dev, 0);
	KUNIT_ASSERT_EQ(test, xfring_init(&q->chan.ring, "fake disk",
					  (void __shared __force *)disk->page,
					  PAGE_SIZE, sizeof(union blkif_sring_entry)), 0);
	q->out = disk->out;
	q->depth = REQUESTS;
	INIT_LIST_HEAD(&q->poll.list);
	INIT_WORK(&disk->xdev.work, no_work);
	INIT_WORK(&disk->dev.forget, no_work);
	disk->dev.xdev = &disk->xdev;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, settle_work, disk), 0);
	return disk;
}

/* The back-end's turn. */
static void respond(struct fake_disk *disk, u64 id, u8 op, s16 status)
{
	struct xfring *ring = &disk->q.chan.ring;
	struct xfring_head *head = disk->page;
	u32 index = disk->responses++ & (ring->size - 1);
	struct blkif_response *rsp = disk->page + sizeof(*head) +
				     index * ring->slot_size;

	rsp->id = id;
	rsp->operation = op;
	rsp->status = status;
	/* The response before the index; xfring_take() loads the index first. */
	smp_wmb();
	WRITE_ONCE(head->rsp_prod, disk->responses);
}

static int poll(struct fake_disk *disk)
{
	struct irq_poll *poll = &disk->q.poll;

	INIT_LIST_HEAD(&poll->list);
	return xfblk_complete_poll(poll, 64);
}

static bool given_up(const struct fake_disk *disk)
{
	return xfring_broken(&disk->q.chan.ring) &&
	       xfbus_device_failed(&disk->xdev);
}

static void complete_honest(struct kunit *test)
{
	struct fake_disk *disk = fake_disk_new(test);

	send(test, disk, 0, BLKIF_OP_READ);
	send(test, disk, 1, BLKIF_OP_WRITE);
	send(test, disk, 2, BLKIF_OP_READ);
	respond(disk, 2, BLKIF_OP_READ, BLKIF_RSP_OKAY);
	respond(disk, 0, BLKIF_OP_READ, BLKIF_RSP_ERROR);
	KUNIT_EXPECT_EQ(test, poll(disk), 2);
	KUNIT_EXPECT_EQ(test, disk->reqs[0].ended, 1);
	KUNIT_EXPECT_TRUE(test, disk->reqs[0].status == BLK_STS_IOERR);
	KUNIT_EXPECT_EQ(test, disk->reqs[1].ended, 0);
	KUNIT_EXPECT_EQ(test, disk->reqs[2].ended, 1);
	KUNIT_EXPECT_TRUE(test, disk->reqs[2].status == BLK_STS_OK);
	KUNIT_EXPECT_FALSE(test, given_up(disk));
	KUNIT_EXPECT_EQ(test, poll(disk), 0);
}

static void complete_no_flush(struct kunit *test)
{
	struct fake_disk *disk = fake_disk_new(test);

	send(test, disk, 0, BLKIF_OP_FLUSH_DISKCACHE);
	respond(disk, 0, BLKIF_OP_FLUSH_DISKCACHE, BLKIF_RSP_EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, poll(disk), 1);
	KUNIT_EXPECT_EQ(test, disk->reqs[0].ended, 1);
	KUNIT_EXPECT_TRUE(test, disk->reqs[0].status == BLK_STS_OK);
	KUNIT_EXPECT_FALSE(test, given_up(disk));
	KUNIT_EXPECT_EQ(test, disk->dev.forgets, BIT(XFBLK_FORGET_FLUSH));
}

/* A discard that is not done fails, and is not tried again. */
static void complete_no_discard(struct kunit *test)
{
	struct fake_disk *disk = fake_disk_new(test);

	send(test, disk, 0, BLKIF_OP_DISCARD);
	send(test, disk, 1, BLKIF_OP_DISCARD);
	respond(disk, 1, BLKIF_OP_DISCARD, BLKIF_RSP_OKAY);
	respond(disk, 0, BLKIF_OP_DISCARD, BLKIF_RSP_EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, poll(disk), 2);
	KUNIT_EXPECT_TRUE(test, disk->reqs[0].status == BLK_STS_NOTSUPP);
	KUNIT_EXPECT_TRUE(test, disk->reqs[1].status == BLK_STS_OK);
	KUNIT_EXPECT_FALSE(test, given_up(disk));
	KUNIT_EXPECT_EQ(test, disk->dev.forgets, BIT(XFBLK_FORGET_DISCARD));
}

/* Of a polled queue only who asks takes responses, and believes no more. */
static void complete_asked(struct kunit *test)
{
	struct fake_disk *disk = fake_disk_new(test);
	DEFINE_IO_COMP_BATCH(batch);

	send(test, disk, 0, BLKIF_OP_READ);
	send(test, disk, 1, BLKIF_OP_READ);
	respond(disk, 1, BLKIF_OP_READ, BLKIF_RSP_OKAY);
	KUNIT_EXPECT_EQ(test, xfblk_complete_ask(&disk->q, &batch), 0);
	disk->q.polled = true;
	KUNIT_EXPECT_EQ(test, xfblk_complete_event(0, &disk->q), IRQ_HANDLED);
	KUNIT_EXPECT_TRUE(test, list_empty(&disk->q.poll.list));
	KUNIT_EXPECT_EQ(test, xfblk_complete_ask(&disk->q, &batch), 1);
	KUNIT_EXPECT_EQ(test, disk->reqs[1].ended, 1);
	KUNIT_EXPECT_FALSE(test, given_up(disk));
	respond(disk, 1, BLKIF_OP_READ, BLKIF_RSP_OKAY);
	xfblk_complete_ask(&disk->q, &batch);
	KUNIT_EXPECT_EQ(test, disk->reqs[0].ended, 0);
	KUNIT_EXPECT_TRUE(test, given_up(disk));
}

/* One lie, of which nothing may end and after which nothing is believed. */
static void expect_refusal(struct kunit *test, u64 id, u8 op)
{
	struct fake_disk *disk = fake_disk_new(test);
	unsigned int i;

	send(test, disk, 0, BLKIF_OP_READ);
	send(test, disk, 1, BLKIF_OP_WRITE);
	respond(disk, id, op, BLKIF_RSP_OKAY);
	respond(disk, 1, BLKIF_OP_WRITE, BLKIF_RSP_OKAY);
	poll(disk);
	KUNIT_EXPECT_TRUE(test, given_up(disk));
	for (i = 0; i < REQUESTS; i++)
		KUNIT_EXPECT_EQ(test, disk->reqs[i].ended, 0);
	KUNIT_EXPECT_PTR_EQ(test, disk->out[0], &disk->reqs[0].rq);
	KUNIT_EXPECT_PTR_EQ(test, disk->out[1], &disk->reqs[1].rq);
}

static void complete_lies(struct kunit *test)
{
	expect_refusal(test, 2, BLKIF_OP_READ);
	expect_refusal(test, REQUESTS, BLKIF_OP_READ);
	expect_refusal(test, 1ULL << 32, BLKIF_OP_READ);
	expect_refusal(test, U64_MAX, BLKIF_OP_READ);
	expect_refusal(test, 0, BLKIF_OP_WRITE);
	expect_refusal(test, 0, BLKIF_OP_INDIRECT);
	expect_refusal(test, 0, 0xff);
}

static void complete_twice(struct kunit *test)
{
	struct fake_disk *disk = fake_disk_new(test);

	send(test, disk, 0, BLKIF_OP_READ);
	send(test, disk, 1, BLKIF_OP_READ);
	respond(disk, 0, BLKIF_OP_READ, BLKIF_RSP_OKAY);
	respond(disk, 0, BLKIF_OP_READ, BLKIF_RSP_OKAY);
	poll(disk);
	KUNIT_EXPECT_EQ(test, disk->reqs[0].ended, 1);
	KUNIT_EXPECT_EQ(test, disk->reqs[1].ended, 0);
	KUNIT_EXPECT_TRUE(test, given_up(disk));
}

static void complete_too_many(struct kunit *test)
{
	struct fake_disk *disk = fake_disk_new(test);

	send(test, disk, 0, BLKIF_OP_READ);
	disk->responses = 1;
	respond(disk, 0, BLKIF_OP_READ, BLKIF_RSP_OKAY);
	poll(disk);
	KUNIT_EXPECT_EQ(test, disk->reqs[0].ended, 0);
	KUNIT_EXPECT_TRUE(test, given_up(disk));
}

/* What is out when the device goes ends with an error, once. */
static void complete_abort(struct kunit *test)
{
	struct fake_disk *disk = fake_disk_new(test);

	send(test, disk, 0, BLKIF_OP_READ);
	send(test, disk, 3, BLKIF_OP_WRITE);
	xfblk_complete_abort(&disk->q);
	xfblk_complete_abort(&disk->q);
	KUNIT_EXPECT_EQ(test, disk->reqs[0].ended, 1);
	KUNIT_EXPECT_TRUE(test, disk->reqs[0].status == BLK_STS_IOERR);
	KUNIT_EXPECT_EQ(test, disk->reqs[1].ended, 0);
	KUNIT_EXPECT_EQ(test, disk->reqs[3].ended, 1);
}

static struct kunit_case complete_cases[] = {
	KUNIT_CASE(complete_honest),
	KUNIT_CASE(complete_no_flush),
	KUNIT_CASE(complete_no_discard),
	KUNIT_CASE(complete_asked),
	KUNIT_CASE(complete_lies),
	KUNIT_CASE(complete_twice),
	KUNIT_CASE(complete_too_many),
	KUNIT_CASE(complete_abort),
	{ }
};

static struct kunit_suite complete_suite = {
	.name = "xfblk_complete",
	.test_cases = complete_cases,
};

kunit_test_suite(complete_suite);

MODULE_DESCRIPTION("Tests of what a block back-end answers");
MODULE_LICENSE("GPL");
