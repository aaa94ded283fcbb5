/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a packet to send becomes requests: pieces that lie within one 4 KiB page
 * each, and the words on the wire that describe them.
 */
#ifndef XFNET_TXSLOTS_H
#define XFNET_TXSLOTS_H

#include "txslots_env.h"

/* What every back-end takes as one packet, extra-info slots not counted. */
#define XFNET_TX_PIECES		XEN_NETIF_NR_SLOTS_MIN
/* Ring slots of the largest packet: its pieces and one extra-info. */
#define XFNET_TX_SLOTS_MAX	(XFNET_TX_PIECES + 1)
/* Unit of a grant, whatever the CPU's page size is. */
#define XFNET_GRANT_SHIFT	12
#define XFNET_GRANT_SIZE	(1u << XFNET_GRANT_SHIFT)

/**
 * struct xfnet_piece - part of a packet within one page
 * @page: number of the page, counted from the area's first
 * @offset: in that page
 * @len: bytes, at least 1
 * @area: which area of the packet it is from: 0 for the linear part, n + 1 for
 *	fragment n
 */
struct xfnet_piece {
	u32 page;
	u16 offset;
	u16 len;
	u16 area;
};

/**
 * struct xfnet_plan - one packet's pieces, in order
 * @bytes: of all pieces
 * @count: valid entries of @piece
 * @piece: the pieces
 */
struct xfnet_plan {
	u32 bytes;
	u32 count;
	struct xfnet_piece piece[XFNET_TX_PIECES];
};

static inline void xfnet_txslots_start(struct xfnet_plan *plan)
{
	plan->bytes = 0;
	plan->count = 0;
}

/**
 * xfnet_txslots_add() - cut one area and append the pieces
 * @plan: started
 * @area: number to note in the pieces
 * @start: offset of the data from the start of the area's first page, may
 *	exceed a page in compound pages
 * @len: bytes; 0 adds nothing
 *
 * Return: 0; -E2BIG when the packet needs more than XFNET_TX_PIECES or exceeds
 * what the wire's length can say; the plan is then of no use.
 */
int xfnet_txslots_add(struct xfnet_plan *plan, u16 area, u32 start, u32 len);

/**
 * xfnet_txslots_usable() - may the plan go out as it is?
 * @plan: complete
 * @most: pieces that the back-end takes
 * @head: bytes that must lie in the first piece
 */
static inline bool xfnet_txslots_usable(const struct xfnet_plan *plan, u32 most, u32 head)
{
	return plan->count && plan->count <= most && plan->piece[0].len >= head;
}

/**
 * xfnet_txslots_request() - words of one piece
 * @plan: complete
 * @i: number of the piece
 * @first: XEN_NETTXF_* of the packet, noted in the first request only
 * @req: flags and size are filled; grant, offset and id are the caller's
 *
 * The first request carries the size of the whole packet, the others their own.
 */
static inline void xfnet_txslots_request(const struct xfnet_plan *plan, u32 i, u16 first,
					 struct xen_netif_tx_request *req)
{
	req->size = i ? plan->piece[i].len : plan->bytes;
	req->flags = i ? 0 : first;
	if (i + 1 < plan->count)
		req->flags |= XEN_NETTXF_more_data;
}

/**
 * xfnet_txslots_gso() - words of the extra-info that asks for segmentation
 * @extra: filled
 * @type: XEN_NETIF_GSO_TYPE_*
 * @size: payload bytes of a segment
 */
void xfnet_txslots_gso(struct xen_netif_extra_info *extra, u8 type, u16 size);

#endif /* XFNET_TXSLOTS_H */
