/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring of one page, with direct requests, as the block back-ends here see it.
 *
 * ABI: Xen's io/blkif.h and io/ring.h, x86-64
 */
#ifndef DOM0_BLKRING_H
#define DOM0_BLKRING_H

#include <stdbool.h>
#include <stdint.h>
#include "bad.h"

#define SECTOR		512
#define SLOTS		32
#define SEGMENTS	11

enum { OP_READ, OP_WRITE, OP_BARRIER, OP_FLUSH, OP_DISCARD = 5 };

#define DISCARD_SECURE	1

struct segment {
	uint32_t ref;
	uint8_t first, last;
};

struct request {
	uint8_t op, segments;
	uint16_t handle;
	uint64_t id, sector;
	struct segment seg[SEGMENTS];
};

/* What a request is with OP_DISCARD. */
struct discard {
	uint8_t op, flags;
	uint16_t handle;
	uint64_t id, sector, sectors;
};

struct response {
	uint64_t id;
	uint8_t op;
	int16_t status;
};

union slot {
	struct request req;
	struct discard discard;
	struct response rsp;
};

struct ring {
	uint32_t req_prod, req_event, rsp_prod, rsp_event;
	uint8_t pad[48];
	union slot slot[SLOTS];
};

_Static_assert(sizeof(union slot) == 112, "size of a slot");
_Static_assert(sizeof(struct ring) <= BAD_PAGE, "size of the ring");

/* Data of @req between its pages and @disk of @size bytes; true: all of it, and within. */
bool blkring_transfer(const struct request *req, uint8_t *disk, uint64_t size, bool keep);
void blkring_answer(struct ring *ring, uint64_t id, uint8_t op, int16_t status);

#endif /* DOM0_BLKRING_H */
