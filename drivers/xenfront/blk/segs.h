/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests as they stand on the ring: pieces of pages to segments, segments to
 * a request, with the segments in its slot (direct) or in a table page of ours
 * (indirect).
 *
 * On the ring a sector has 512 bytes, whatever the disk's own sector size.
 *
 * ABI: xen/interface/io/blkif.h
 */
#ifndef XFBLK_SEGS_H
#define XFBLK_SEGS_H

#include <linux/types.h>

struct blkif_request;
struct blkif_request_segment;

/* Segments that fit into a slot. */
#define XFBLK_SEGS_DIRECT	BLKIF_MAX_SEGMENTS_PER_REQUEST
/* Most that a request of ours has, 1 MiB of whole pages: half a table page. */
#define XFBLK_SEGS_MAX		256

/**
 * struct xfblk_segs - segments of one request under construction
 * @seg: where they go
 * @count: how many there are
 * @max: how many @seg has room for
 */
struct xfblk_segs {
	struct blkif_request_segment *seg;
	unsigned int count;
	unsigned int max;
};

/**
 * struct xfblk_segs_what - what a request is to do
 * @op: BLKIF_OP_READ or BLKIF_OP_WRITE, or the operation that flushes
 * @handle: number of the disk
 * @id: comes back in the response
 * @sector: first sector on the disk
 */
struct xfblk_segs_what {
	u8 op;
	u16 handle;
	u64 id;
	u64 sector;
};

/**
 * xfblk_segs_limit() - how many segments a request may have
 * @offered: "feature-max-indirect-segments", 0 when absent
 *
 * Return: XFBLK_SEGS_DIRECT .. XFBLK_SEGS_MAX.
 */
unsigned int xfblk_segs_limit(u32 offered);

/**
 * xfblk_segs_add() - add a piece of a page
 * @segs: under construction
 * @gref: grant of the page
 * @offset: of the piece in the page
 * @len: bytes
 *
 * Return: 0; -EINVAL when the piece is empty, not made of whole sectors or
 * leaves the page; -E2BIG when there is no room. Then nothing is added.
 */
int xfblk_segs_add(struct xfblk_segs *segs, u32 gref, unsigned int offset,
		   unsigned int len);

/**
 * xfblk_segs_direct() - make a request with its segments in the slot
 * @req: filled
 * @what: what it is to do
 * @segs: at most XFBLK_SEGS_DIRECT segments; none for a flush
 *
 * Return: how many bytes of @req count.
 */
size_t xfblk_segs_direct(struct blkif_request *req,
			 const struct xfblk_segs_what *what,
			 const struct xfblk_segs *segs);

/**
 * xfblk_segs_indirect() - make a request with its segments in a table page
 * @req: filled
 * @what: what it is to do: read or write
 * @count: number of segments in the table, at most XFBLK_SEGS_MAX
 * @table: grant of the table page
 *
 * Return: how many bytes of @req count.
 */
size_t xfblk_segs_indirect(struct blkif_request *req,
			   const struct xfblk_segs_what *what,
			   unsigned int count, u32 table);

/**
 * xfblk_segs_discard() - make a request that gives sectors up
 * @req: filled
 * @what: what it is to do; its @op and @handle are not used
 * @sectors: how many, from @what.sector on
 * @secure: no copy of them may be left
 *
 * Return: how many bytes of @req count.
 */
size_t xfblk_segs_discard(struct blkif_request *req,
			  const struct xfblk_segs_what *what, u64 sectors,
			  bool secure);

/**
 * xfblk_segs_answers() - does a response belong to a request?
 * @op: operation of the request, @what.op above
 * @indirect: its segments were in a table
 * @echoed: operation in the response
 *
 * Back-ends differ in what they echo for an indirect request: the operation of
 * the slot or the one inside.
 */
bool xfblk_segs_answers(u8 op, bool indirect, u8 echoed);

#endif /* XFBLK_SEGS_H */
