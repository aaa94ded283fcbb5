// SPDX-License-Identifier: GPL-2.0-only
/* See blkring.h. */
#include <string.h>
#include "blkring.h"

bool blkring_transfer(const struct request *req, uint8_t *disk, uint64_t size, bool keep)
{
	uint64_t at = req->sector * SECTOR;
	unsigned int i;

	for (i = 0; i < req->segments && i < SEGMENTS; i++) {
		const struct segment *seg = &req->seg[i];
		unsigned int len = (seg->last - seg->first + 1) * SECTOR;
		uint8_t *page = bad_map(seg->ref);

		if (!page || at + len > size)
			return false;
		if (req->op == OP_READ)
			memcpy(page + seg->first * SECTOR, disk + at, len);
		else
			memcpy(disk + at, page + seg->first * SECTOR, len);
		at += len;
		if (!keep)
			bad_unmap(page);
	}
	return true;
}

void blkring_answer(struct ring *ring, uint64_t id, uint8_t op, int16_t status)
{
	struct response rsp = { .id = id, .op = op, .status = status };

	ring->slot[ring->rsp_prod % SLOTS].rsp = rsp;
	bad_show(&ring->rsp_prod, ring->rsp_prod + 1);
}
