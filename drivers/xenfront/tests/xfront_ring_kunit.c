// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings in the kernel as built: real barriers, a page of the direct map. The
 * exhaustive cases run on the host.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <xenfront/idpool.h>
#include <xenfront/ring.h>
#include <xenfront/shared.h>

#define REQUEST	12
#define SIZE	256

struct ring_fixture {
	struct xfring ring;
	struct xfring_head __shared *head;
	void *page;
};

static int ring_case_init(struct kunit *test)
{
	struct ring_fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fix);
	fix->page = kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, fix->page);
	fix->head = (void __shared __force *)fix->page;
	KUNIT_ASSERT_EQ(test, 0, xfring_init(&fix->ring, "kunit", fix->head,
					     PAGE_SIZE, REQUEST));
	test->priv = fix;
	return 0;
}

static void add_and_push(struct ring_fixture *fix, u32 count)
{
	u32 req[3] = { 0 };
	u32 i;

	for (i = 0; i < count; i++) {
		req[0] = i;
		xfring_add(&fix->ring, req, sizeof(req));
	}
	xfring_push(&fix->ring);
}

static void answer(struct ring_fixture *fix, u32 index)
{
	xfshared_store(&fix->head->rsp_prod, index);
}

static void ring_layout(struct kunit *test)
{
	struct ring_fixture *fix = test->priv;

	KUNIT_EXPECT_EQ(test, fix->ring.size, SIZE);
	KUNIT_EXPECT_EQ(test, xfring_room(&fix->ring), SIZE);
	KUNIT_EXPECT_EQ(test, xfshared_load(&fix->head->req_event), 1);
}

static void ring_round_trip(struct kunit *test)
{
	struct ring_fixture *fix = test->priv;
	u32 rsp;

	add_and_push(fix, SIZE);
	KUNIT_EXPECT_EQ(test, xfring_room(&fix->ring), 0);
	KUNIT_EXPECT_FALSE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
	answer(fix, 2);
	/* Request and response share the slot: the first word is still there. */
	KUNIT_EXPECT_TRUE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
	KUNIT_EXPECT_EQ(test, rsp, 0);
	KUNIT_EXPECT_TRUE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
	KUNIT_EXPECT_EQ(test, rsp, 1);
	KUNIT_EXPECT_FALSE(test, xfring_rearm(&fix->ring, 1));
	KUNIT_EXPECT_EQ(test, xfring_room(&fix->ring), 2);
}

static void ring_too_many_responses(struct kunit *test)
{
	struct ring_fixture *fix = test->priv;
	u32 rsp;

	add_and_push(fix, 3);
	answer(fix, 4);
	KUNIT_EXPECT_FALSE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
	KUNIT_EXPECT_TRUE(test, xfring_broken(&fix->ring));
	answer(fix, 3);
	KUNIT_EXPECT_FALSE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
}

static void ring_backwards(struct kunit *test)
{
	struct ring_fixture *fix = test->priv;
	u32 rsp;

	add_and_push(fix, 3);
	answer(fix, 2);
	KUNIT_EXPECT_TRUE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
	KUNIT_EXPECT_TRUE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
	answer(fix, 1);
	KUNIT_EXPECT_FALSE(test, xfring_take(&fix->ring, &rsp, sizeof(rsp)));
	KUNIT_EXPECT_TRUE(test, xfring_broken(&fix->ring));
}

static void ring_ids(struct kunit *test)
{
	struct xfids ids;
	void *storage;
	u16 id;

	storage = kunit_kzalloc(test, XFIDS_STORAGE(2), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, storage);
	xfids_init(&ids, storage, 2);
	KUNIT_EXPECT_TRUE(test, xfids_get(&ids, &id));
	KUNIT_EXPECT_FALSE(test, xfids_put(&ids, id + 1));
	KUNIT_EXPECT_TRUE(test, xfids_put(&ids, id));
	KUNIT_EXPECT_FALSE(test, xfids_put(&ids, id));
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(ring_layout),
	KUNIT_CASE(ring_round_trip),
	KUNIT_CASE(ring_too_many_responses),
	KUNIT_CASE(ring_backwards),
	KUNIT_CASE(ring_ids),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "xfront_ring",
	.init = ring_case_init,
	.test_cases = ring_cases,
};
kunit_test_suite(ring_suite);
