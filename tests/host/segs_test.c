// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests on the block ring: pieces into segments by table, requests byte by
 * byte, then random pieces read back as a back-end does.
 */
#include <stdio.h>
#include <stdlib.h>
#include "segs_env.h"
#include "drivers/xenfront/blk/segs.c"

#define RANDOM_STEPS	200000
#define STALE		0xa5

static int failures;

static void report(const char *name, bool good)
{
	printf("%s segs: %s\n", good ? "ok" : "FAIL", name);
	failures += !good;
}

static bool limits(void)
{
	static const struct {
		u32 offered;
		unsigned int limit;
	} cases[] = {
		{ 0, 11 }, { 1, 11 }, { 11, 11 }, { 12, 12 }, { 32, 32 },
		{ 255, 255 }, { 256, 256 }, { 257, 256 }, { UINT32_MAX, 256 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (xfblk_segs_limit(cases[i].offered) != cases[i].limit)
			return false;
	return true;
}

static bool pieces(void)
{
	static const struct {
		unsigned int offset;
		unsigned int len;
		int result;
		u8 first;
		u8 last;
	} cases[] = {
		{ 0, 4096, 0, 0, 7 },
		{ 0, 512, 0, 0, 0 },
		{ 3584, 512, 0, 7, 7 },
		{ 512, 3584, 0, 1, 7 },
		{ 1024, 2048, 0, 2, 5 },
		{ 0, 0, -EINVAL, 0, 0 },
		{ 512, 0, -EINVAL, 0, 0 },
		{ 1, 512, -EINVAL, 0, 0 },
		{ 0, 511, -EINVAL, 0, 0 },
		{ 256, 256, -EINVAL, 0, 0 },
		{ 512, 4096, -EINVAL, 0, 0 },
		{ 4096, 512, -EINVAL, 0, 0 },
		{ 0, 8192, -EINVAL, 0, 0 },
		{ 512, 0u - 512, -EINVAL, 0, 0 },
		{ 0u - 512, 1024, -EINVAL, 0, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct blkif_request_segment seg = { };
		struct xfblk_segs segs = { .seg = &seg, .max = 1 };
		int err = xfblk_segs_add(&segs, 77, cases[i].offset,
					 cases[i].len);

		if (err != cases[i].result || segs.count != !err)
			return false;
		if (!err && (seg.gref != 77 || seg.first_sect != cases[i].first ||
			     seg.last_sect != cases[i].last))
			return false;
	}
	return true;
}

static bool room_ends(void)
{
	struct blkif_request_segment *seg = calloc(3, sizeof(*seg));
	struct xfblk_segs segs = { .seg = seg, .max = 3 };
	struct xfblk_segs none = { };
	bool good = true;
	unsigned int i;

	for (i = 0; i < 3; i++)
		good &= !xfblk_segs_add(&segs, i, 0, 512);
	good &= xfblk_segs_add(&segs, 3, 0, 512) == -E2BIG && segs.count == 3;
	good &= xfblk_segs_add(&none, 3, 0, 512) == -E2BIG && none.count == 0;
	free(seg);
	return good;
}

/* A segment in memory: reference, two sectors, two bytes that must be zero. */
static bool seg_bytes(void)
{
	static const u8 want[8] = { 0x78, 0x56, 0x34, 0x12, 2, 6, 0, 0 };
	struct blkif_request_segment seg;
	struct xfblk_segs segs = { .seg = &seg, .max = 1 };

	memset(&seg, STALE, sizeof(seg));
	return !xfblk_segs_add(&segs, 0x12345678, 1024, 2560) &&
	       !memcmp(&seg, want, sizeof(want));
}

static bool direct_bytes(void)
{
	static const u8 want[40] = {
		[0] = BLKIF_OP_WRITE, [1] = 2, [2] = 0x00, [3] = 0xca,
		[8] = 0x42, [16] = 0xef, 0xcd, 0xab, [24] = 9, [29] = 7,
		[32] = 10, [36] = 1, [37] = 1,
	};
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_WRITE, .handle = 0xca00, .id = 0x42,
		.sector = 0xabcdef,
	};
	struct blkif_request_segment seg[2];
	struct xfblk_segs segs = { .seg = seg, .max = 2 };
	struct blkif_request req;

	memset(&req, STALE, sizeof(req));
	if (xfblk_segs_add(&segs, 9, 0, 4096) ||
	    xfblk_segs_add(&segs, 10, 512, 512))
		return false;
	return xfblk_segs_direct(&req, &what, &segs) == sizeof(want) &&
	       !memcmp(&req, want, sizeof(want));
}

static bool direct_full(void)
{
	const struct xfblk_segs_what what = { .op = BLKIF_OP_READ };
	struct blkif_request_segment seg[XFBLK_SEGS_DIRECT];
	struct xfblk_segs segs = { .seg = seg, .max = XFBLK_SEGS_DIRECT };
	struct blkif_request req;
	unsigned int i;

	for (i = 0; i < XFBLK_SEGS_DIRECT; i++)
		if (xfblk_segs_add(&segs, i, 0, 4096))
			return false;
	return xfblk_segs_direct(&req, &what, &segs) == 112 &&
	       req.u.rw.nr_segments == 11 && req.u.rw.seg[10].gref == 10;
}

static bool flush_bytes(void)
{
	static const u8 want[24] = { [0] = BLKIF_OP_FLUSH_DISKCACHE, [8] = 5 };
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_FLUSH_DISKCACHE, .id = 5,
	};
	struct blkif_request_segment few[1];
	struct xfblk_segs none = { .seg = few };
	struct blkif_request req;

	memset(&req, STALE, sizeof(req));
	return xfblk_segs_direct(&req, &what, &none) == sizeof(want) &&
	       !memcmp(&req, want, sizeof(want));
}

static bool indirect_bytes(void)
{
	static const u8 want[64] = {
		[0] = BLKIF_OP_INDIRECT, BLKIF_OP_WRITE, 0x00, 0x01,
		[8] = 0x7f, [16] = 8, [24] = 0x10, 0xca, [28] = 0x21, 0x43,
	};
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_WRITE, .handle = 0xca10, .id = 0x7f, .sector = 8,
	};
	struct blkif_request req;

	memset(&req, STALE, sizeof(req));
	return xfblk_segs_indirect(&req, &what, 256, 0x4321) == sizeof(want) &&
	       !memcmp(&req, want, sizeof(want));
}

static bool discard_bytes(void)
{
	u8 want[33] = {
		[0] = BLKIF_OP_DISCARD, 1, [8] = 0x21, [16] = 8, [20] = 2,
		[24] = 16, [31] = 0x80,
	};
	const struct xfblk_segs_what what = {
		.op = BLKIF_OP_WRITE, .handle = 0xca10, .id = 0x21,
		.sector = 0x200000008,
	};
	struct blkif_request req;

	memset(&req, STALE, sizeof(req));
	if (xfblk_segs_discard(&req, &what, 0x8000000000000010, true) != sizeof(want) ||
	    memcmp(&req, want, sizeof(want)))
		return false;
	want[1] = 0;
	memset(&req, STALE, sizeof(req));
	return xfblk_segs_discard(&req, &what, 0x8000000000000010, false) == sizeof(want) &&
	       !memcmp(&req, want, sizeof(want));
}

static bool answers(void)
{
	static const struct {
		u8 op;
		bool indirect;
		u8 echoed;
		bool good;
	} cases[] = {
		{ BLKIF_OP_READ, false, BLKIF_OP_READ, true },
		{ BLKIF_OP_READ, true, BLKIF_OP_READ, true },
		{ BLKIF_OP_READ, true, BLKIF_OP_INDIRECT, true },
		{ BLKIF_OP_READ, false, BLKIF_OP_INDIRECT, false },
		{ BLKIF_OP_READ, false, BLKIF_OP_WRITE, false },
		{ BLKIF_OP_READ, true, BLKIF_OP_WRITE, false },
		{ BLKIF_OP_WRITE, false, BLKIF_OP_FLUSH_DISKCACHE, false },
		{ BLKIF_OP_FLUSH_DISKCACHE, false, BLKIF_OP_FLUSH_DISKCACHE, true },
		{ BLKIF_OP_WRITE, true, 0xff, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (xfblk_segs_answers(cases[i].op, cases[i].indirect,
				       cases[i].echoed) != cases[i].good)
			return false;
	return true;
}

/* A back-end reads a segment back: the same bytes, or it was refused rightly. */
static bool random_pieces(void)
{
	struct blkif_request_segment seg;
	int i;

	srand(1);
	for (i = 0; i < RANDOM_STEPS; i++) {
		unsigned int offset = (rand() % 40) * 128;
		unsigned int len = (rand() % 40) * 128;
		bool fits = len && offset % 512 == 0 && len % 512 == 0 &&
			    offset + len <= 4096;
		struct xfblk_segs segs = { .seg = &seg, .max = 1 };
		int err = xfblk_segs_add(&segs, i, offset, len);

		if (!err != fits)
			return false;
		if (!err && (seg.first_sect * 512u != offset ||
			     (seg.last_sect + 1u) * 512 != offset + len ||
			     seg.last_sect > 7 || seg.first_sect > seg.last_sect))
			return false;
	}
	return true;
}

int main(void)
{
	report("what back-ends offer is bounded", limits());
	report("pieces become sectors, odd ones are refused", pieces());
	report("no segment beyond the room", room_ends());
	report("a segment has no stale byte", seg_bytes());
	report("direct request, byte by byte", direct_bytes());
	report("direct request with all segments", direct_full());
	report("flush, byte by byte", flush_bytes());
	report("indirect request, byte by byte", indirect_bytes());
	report("discard, byte by byte", discard_bytes());
	report("responses belong to their operation", answers());
	report("random pieces, read back", random_pieces());
	return failures != 0;
}
