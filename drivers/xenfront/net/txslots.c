// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cutting packets into pieces that one grant covers, and describing them.
 *
 * Pure: no allocation, no lock, no shared memory.
 *
 * ABI: xen/interface/io/netif.h, "Guest transmit"
 */
#include "txslots.h"

static_assert(sizeof(struct xen_netif_tx_request) == 12);
static_assert(sizeof(struct xen_netif_extra_info) == 8);

int xfnet_txslots_add(struct xfnet_plan *plan, u16 area, u32 start, u32 len)
{
	if (len > XEN_NETIF_MAX_TX_SIZE - plan->bytes)
		return -E2BIG;
	plan->bytes += len;
	while (len) {
		u32 offset = start & (XFNET_GRANT_SIZE - 1);
		u32 piece = min(len, XFNET_GRANT_SIZE - offset);

		if (plan->count == XFNET_TX_PIECES)
			return -E2BIG;
		plan->piece[plan->count++] = (struct xfnet_piece) {
			.page = start >> XFNET_GRANT_SHIFT,
			.offset = offset,
			.len = piece,
			.area = area,
		};
		start += piece;
		len -= piece;
	}
	return 0;
}

void xfnet_txslots_gso(struct xen_netif_extra_info *extra, u8 type, u16 size)
{
	*extra = (struct xen_netif_extra_info) {
		.type = XEN_NETIF_EXTRA_TYPE_GSO,
		.u.gso = { .size = size, .type = type },
	};
}
