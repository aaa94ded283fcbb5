// SPDX-License-Identifier: GPL-2.0-only
/*
 * Block requests against the kernel's own ABI header, and the names of disks.
 * The host tests cover the arithmetic; here the layout is the compiler's.
 */
#include <kunit/test.h>
#include <xen/interface/io/blkif.h>
#include "../blk/naming.h"
#include "../blk/segs.h"

static void segs_fill_slot(struct kunit *test)
{
	struct blkif_request_segment seg[XFBLK_SEGS_DIRECT];
	struct xfblk_segs segs = { .seg = seg, .max = ARRAY_SIZE(seg) };
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_WRITE, .handle = 51712, .id = 3, .sector = 4096,
	};
	struct blkif_request req;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(seg); i++)
		KUNIT_ASSERT_EQ(test, xfblk_segs_add(&segs, 100 + i, 512, 1024), 0);
	KUNIT_EXPECT_EQ(test, xfblk_segs_add(&segs, 1, 0, 512), -E2BIG);
	KUNIT_EXPECT_EQ(test, xfblk_segs_direct(&req, &what, &segs), sizeof(req));
	KUNIT_EXPECT_EQ(test, req.operation, BLKIF_OP_WRITE);
	KUNIT_EXPECT_EQ(test, req.u.rw.nr_segments, XFBLK_SEGS_DIRECT);
	KUNIT_EXPECT_EQ(test, req.u.rw.handle, 51712);
	KUNIT_EXPECT_EQ(test, req.u.rw.id, 3);
	KUNIT_EXPECT_EQ(test, req.u.rw.sector_number, 4096);
	KUNIT_EXPECT_EQ(test, req.u.rw.seg[10].gref, 110);
	KUNIT_EXPECT_EQ(test, req.u.rw.seg[10].first_sect, 1);
	KUNIT_EXPECT_EQ(test, req.u.rw.seg[10].last_sect, 2);
}

static void segs_flush(struct kunit *test)
{
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_FLUSH_DISKCACHE, .id = 9,
	};
	const struct xfblk_segs none = { };
	struct blkif_request req;

	KUNIT_EXPECT_EQ(test, xfblk_segs_direct(&req, &what, &none),
			offsetof(struct blkif_request, u.rw.seg));
	KUNIT_EXPECT_EQ(test, req.operation, BLKIF_OP_FLUSH_DISKCACHE);
	KUNIT_EXPECT_EQ(test, req.u.rw.nr_segments, 0);
	KUNIT_EXPECT_EQ(test, req.u.rw.id, 9);
}

static void segs_table(struct kunit *test)
{
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_READ, .handle = 51712, .id = 7, .sector = 1,
	};
	struct blkif_request req;
	size_t len = xfblk_segs_indirect(&req, &what, XFBLK_SEGS_MAX, 42);

	KUNIT_EXPECT_LE(test, len, sizeof(req));
	KUNIT_EXPECT_EQ(test, req.operation, BLKIF_OP_INDIRECT);
	KUNIT_EXPECT_EQ(test, req.u.indirect.indirect_op, BLKIF_OP_READ);
	KUNIT_EXPECT_EQ(test, req.u.indirect.nr_segments, XFBLK_SEGS_MAX);
	KUNIT_EXPECT_EQ(test, req.u.indirect.id, 7);
	KUNIT_EXPECT_EQ(test, req.u.indirect.sector_number, 1);
	KUNIT_EXPECT_EQ(test, req.u.indirect.indirect_grefs[0], 42);
	KUNIT_EXPECT_EQ(test, req.u.indirect.indirect_grefs[1], 0);
}

static void segs_give_up(struct kunit *test)
{
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_DISCARD, .id = 11, .sector = 1ULL << 33,
	};
	struct blkif_request req;

	KUNIT_EXPECT_LE(test, xfblk_segs_discard(&req, &what, 1ULL << 34, true),
			sizeof(req));
	KUNIT_EXPECT_EQ(test, req.operation, BLKIF_OP_DISCARD);
	KUNIT_EXPECT_EQ(test, req.u.discard.flag, BLKIF_DISCARD_SECURE);
	KUNIT_EXPECT_EQ(test, req.u.discard.id, 11);
	KUNIT_EXPECT_EQ(test, req.u.discard.sector_number, 1ULL << 33);
	KUNIT_EXPECT_EQ(test, req.u.discard.nr_sectors, 1ULL << 34);
	xfblk_segs_discard(&req, &what, 8, false);
	KUNIT_EXPECT_EQ(test, req.u.discard.flag, 0);
}

static void segs_odd_pieces(struct kunit *test)
{
	struct blkif_request_segment seg;
	struct xfblk_segs segs = { .seg = &seg, .max = 1 };

	KUNIT_EXPECT_EQ(test, xfblk_segs_add(&segs, 1, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, xfblk_segs_add(&segs, 1, 256, 512), -EINVAL);
	KUNIT_EXPECT_EQ(test, xfblk_segs_add(&segs, 1, 512, PAGE_SIZE), -EINVAL);
	KUNIT_EXPECT_EQ(test, segs.count, 0);
	KUNIT_EXPECT_EQ(test, xfblk_segs_add(&segs, 1, 0, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, seg.last_sect, 7);
}

static void segs_names(struct kunit *test)
{
	struct xfblk_naming n;

	KUNIT_ASSERT_EQ(test, xfblk_naming_decode(202 << 8, &n), 0);
	KUNIT_EXPECT_STREQ(test, n.name, "xvda");
	KUNIT_EXPECT_EQ(test, n.minors, 16);
	KUNIT_ASSERT_EQ(test, xfblk_naming_decode(1 << 28 | 26 << 8 | 3, &n), 0);
	KUNIT_EXPECT_STREQ(test, n.name, "xvdaa3");
	KUNIT_EXPECT_EQ(test, n.minors, 1);
	KUNIT_EXPECT_EQ(test, xfblk_naming_decode(0, &n), -EINVAL);
}

static struct kunit_case segs_cases[] = {
	KUNIT_CASE(segs_fill_slot),
	KUNIT_CASE(segs_flush),
	KUNIT_CASE(segs_table),
	KUNIT_CASE(segs_give_up),
	KUNIT_CASE(segs_odd_pieces),
	KUNIT_CASE(segs_names),
	{ }
};

static struct kunit_suite segs_suite = {
	.name = "xfblk_segs",
	.test_cases = segs_cases,
};

kunit_test_suite(segs_suite);

MODULE_DESCRIPTION("Tests of block requests and disk names");
MODULE_LICENSE("GPL");
