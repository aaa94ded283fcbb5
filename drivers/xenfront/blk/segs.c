// SPDX-License-Identifier: GPL-2.0-only
/*
 * From pieces of pages to a request on the ring. See segs.h.
 *
 * Pure: no allocation, no lock, nothing shared.
 */
#include "segs_env.h"

#define RING_SECTOR_SHIFT	9
#define RING_SECTOR_MASK	((1U << RING_SECTOR_SHIFT) - 1)

static_assert(sizeof(struct blkif_request) == 112);
static_assert(sizeof(struct blkif_request_segment) * XFBLK_SEGS_MAX <= PAGE_SIZE);
static_assert(PAGE_SIZE >> RING_SECTOR_SHIFT <= 256);

unsigned int xfblk_segs_limit(u32 offered)
{
	if (offered <= XFBLK_SEGS_DIRECT)
		return XFBLK_SEGS_DIRECT;
	return offered < XFBLK_SEGS_MAX ? offered : XFBLK_SEGS_MAX;
}

static bool whole_sectors(unsigned int offset, unsigned int len)
{
	if (!len || ((offset | len) & RING_SECTOR_MASK))
		return false;
	return offset < PAGE_SIZE && len <= PAGE_SIZE - offset;
}

int xfblk_segs_add(struct xfblk_segs *segs, u32 gref, unsigned int offset,
		   unsigned int len)
{
	struct blkif_request_segment *seg = segs->seg + segs->count;

	if (!whole_sectors(offset, len))
		return -EINVAL;
	if (segs->count >= segs->max)
		return -E2BIG;
	/* Also the ABI's two unnamed bytes: the back-end sees all eight. */
	memset(seg, 0, sizeof(*seg));
	seg->gref = gref;
	seg->first_sect = offset >> RING_SECTOR_SHIFT;
	seg->last_sect = ((offset + len) >> RING_SECTOR_SHIFT) - 1;
	segs->count++;
	return 0;
}

size_t xfblk_segs_direct(struct blkif_request *req,
			 const struct xfblk_segs_what *what,
			 const struct xfblk_segs *segs)
{
	struct blkif_request_rw *rw = &req->u.rw;
	size_t bytes = segs->count * sizeof(*segs->seg);

	memset(req, 0, offsetof(struct blkif_request, u.rw.seg));
	req->operation = what->op;
	rw->nr_segments = segs->count;
	rw->handle = what->handle;
	rw->id = what->id;
	rw->sector_number = what->sector;
	memcpy(rw->seg, segs->seg, bytes);
	return offsetof(struct blkif_request, u.rw.seg) + bytes;
}

size_t xfblk_segs_indirect(struct blkif_request *req,
			   const struct xfblk_segs_what *what,
			   unsigned int count, u32 table)
{
	struct blkif_request_indirect *ind = &req->u.indirect;

	memset(req, 0, offsetofend(struct blkif_request, u.indirect));
	req->operation = BLKIF_OP_INDIRECT;
	ind->indirect_op = what->op;
	ind->nr_segments = count;
	ind->handle = what->handle;
	ind->id = what->id;
	ind->sector_number = what->sector;
	ind->indirect_grefs[0] = table;
	return offsetofend(struct blkif_request, u.indirect);
}

size_t xfblk_segs_discard(struct blkif_request *req,
			  const struct xfblk_segs_what *what, u64 sectors,
			  bool secure)
{
	struct blkif_request_discard *discard = &req->u.discard;

	memset(req, 0, offsetofend(struct blkif_request, u.discard));
	req->operation = BLKIF_OP_DISCARD;
	discard->flag = secure ? BLKIF_DISCARD_SECURE : 0;
	discard->id = what->id;
	discard->sector_number = what->sector;
	discard->nr_sectors = sectors;
	return offsetofend(struct blkif_request, u.discard);
}

bool xfblk_segs_answers(u8 op, bool indirect, u8 echoed)
{
	return echoed == op || (indirect && echoed == BLKIF_OP_INDIRECT);
}
