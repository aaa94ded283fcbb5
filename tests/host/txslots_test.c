// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets cut into pieces: by table, at the limits, and at random against the
 * bytes themselves; requests read back as a back-end does.
 */
#include "txslots_env.h"
#include "drivers/xenfront/net/txslots.c"

#define RANDOM_STEPS	100000

static bool one_area(void)
{
	static const struct {
		u32 start, len;
		u32 count;
		struct xfnet_piece first, last;
	} cases[] = {
		{ 0, 0, 0, {}, {} },
		{ 0, 1, 1, { 0, 0, 1, 7 }, { 0, 0, 1, 7 } },
		{ 4095, 1, 1, { 0, 4095, 1, 7 }, { 0, 4095, 1, 7 } },
		{ 0, 4096, 1, { 0, 0, 4096, 7 }, { 0, 0, 4096, 7 } },
		{ 0, 4097, 2, { 0, 0, 4096, 7 }, { 1, 0, 1, 7 } },
		{ 4095, 2, 2, { 0, 4095, 1, 7 }, { 1, 0, 1, 7 } },
		{ 4096, 60, 1, { 1, 0, 60, 7 }, { 1, 0, 60, 7 } },
		{ 3000, 1514, 2, { 0, 3000, 1096, 7 }, { 1, 0, 418, 7 } },
		{ 0, 65535, 16, { 0, 0, 4096, 7 }, { 15, 0, 4095, 7 } },
		{ 2, 65535, 17, { 0, 2, 4094, 7 }, { 16, 0, 1, 7 } },
		{ 0x40000ffe, 4, 2, { 0x40000, 4094, 2, 7 }, { 0x40001, 0, 2, 7 } },
	};
	struct xfnet_plan plan;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		xfnet_txslots_start(&plan);
		if (xfnet_txslots_add(&plan, 7, cases[i].start, cases[i].len) ||
		    plan.count != cases[i].count || plan.bytes != cases[i].len)
			return false;
		if (plan.count &&
		    (memcmp(&plan.piece[0], &cases[i].first,
			    offsetof(struct xfnet_piece, area) + 2) ||
		     memcmp(&plan.piece[plan.count - 1], &cases[i].last,
			    offsetof(struct xfnet_piece, area) + 2)))
			return false;
	}
	return true;
}

static bool limits(void)
{
	struct xfnet_plan plan;
	unsigned int i;

	xfnet_txslots_start(&plan);
	for (i = 0; i < XFNET_TX_PIECES; i++)
		if (xfnet_txslots_add(&plan, i, 4000, 96))
			return false;
	if (xfnet_txslots_add(&plan, i, 0, 0) ||
	    xfnet_txslots_add(&plan, i, 0, 1) != -E2BIG)
		return false;
	xfnet_txslots_start(&plan);
	if (xfnet_txslots_add(&plan, 0, 0, 65536) != -E2BIG)
		return false;
	xfnet_txslots_start(&plan);
	return !xfnet_txslots_add(&plan, 0, 0, 65000) &&
	       xfnet_txslots_add(&plan, 1, 0, 536) == -E2BIG;
}

static bool usable(void)
{
	struct xfnet_plan plan;

	xfnet_txslots_start(&plan);
	if (xfnet_txslots_usable(&plan, 18, 0))
		return false;
	/* 13 bytes of header before the page ends, the rest behind. */
	xfnet_txslots_add(&plan, 0, 4083, 100);
	if (xfnet_txslots_usable(&plan, 18, 14) ||
	    !xfnet_txslots_usable(&plan, 18, 13))
		return false;
	return xfnet_txslots_usable(&plan, 2, 13) &&
	       !xfnet_txslots_usable(&plan, 1, 13);
}

/* What a back-end makes of the requests: the lengths of the pieces. */
static bool read_back(const struct xfnet_plan *plan, u16 first)
{
	struct xen_netif_tx_request req[XFNET_TX_PIECES];
	u32 i, rest = 0;

	for (i = 0; i < plan->count; i++) {
		memset(&req[i], 0xa5, sizeof(req[i]));
		xfnet_txslots_request(plan, i, first, &req[i]);
		if (!(req[i].flags & XEN_NETTXF_more_data) != (i + 1 == plan->count))
			return false;
		if ((req[i].flags & ~XEN_NETTXF_more_data) != (i ? 0 : first))
			return false;
		if (i && req[i].size != plan->piece[i].len)
			return false;
		rest += i ? req[i].size : 0;
		/* The caller's words are left alone. */
		if (req[i].gref != 0xa5a5a5a5 || req[i].offset != 0xa5a5 ||
		    req[i].id != 0xa5a5)
			return false;
	}
	return req[0].size - rest == plan->piece[0].len;
}

/* Every byte of the areas once and in order, no piece across a page. */
static bool covers(const struct xfnet_plan *plan, const u32 *start,
		   const u32 *len, u32 areas)
{
	u32 area = 0, done = 0, i;

	for (i = 0; i < plan->count; i++) {
		const struct xfnet_piece *piece = &plan->piece[i];

		while (area < areas && done == len[area]) {
			area++;
			done = 0;
		}
		if (area == areas || piece->area != area || !piece->len ||
		    piece->offset + piece->len > 4096 ||
		    piece->page * 4096ull + piece->offset != start[area] + done)
			return false;
		done += piece->len;
	}
	while (area < areas && done == len[area]) {
		area++;
		done = 0;
	}
	return area == areas;
}

static bool random_packets(void)
{
	static const u16 flags[] = { 0, XEN_NETTXF_csum_blank, 0xb };
	u32 step, i, start[18], len[18];
	struct xfnet_plan plan;

	for (step = 0; step < RANDOM_STEPS; step++) {
		u32 areas = host_random() % 18 + 1, bytes = 0, pieces = 0;
		int err = 0;

		xfnet_txslots_start(&plan);
		for (i = 0; !err && i < areas; i++) {
			start[i] = host_random() % 40000;
			len[i] = host_random() % (host_random() % 2 ? 9000 : 300);
			bytes += len[i];
			pieces += (start[i] % 4096 + len[i] + 4095) / 4096 -
				  (len[i] ? 0 : start[i] % 4096 != 0);
			err = xfnet_txslots_add(&plan, i, start[i], len[i]);
		}
		if (!err != (bytes <= 65535 && pieces <= 18))
			return false;
		if (err)
			continue;
		if (plan.count != pieces || plan.bytes != bytes ||
		    !covers(&plan, start, len, areas))
			return false;
		if (plan.count &&
		    !read_back(&plan, flags[step % ARRAY_SIZE(flags)]))
			return false;
	}
	return true;
}

static bool gso_bytes(void)
{
	static const u8 want[] = { 1, 0, 0xa8, 0x05, 2, 0, 0, 0 };
	struct xen_netif_extra_info extra;

	memset(&extra, 0xa5, sizeof(extra));
	xfnet_txslots_gso(&extra, XEN_NETIF_GSO_TYPE_TCPV6, 1448);
	return !memcmp(&extra, want, sizeof(want));
}

int main(void)
{
	host_report("txslots", "one area, by table", one_area());
	host_report("txslots", "no more pieces or bytes than the wire takes",
		    limits());
	host_report("txslots", "unusable plans are seen", usable());
	host_report("txslots", "random packets, read back", random_packets());
	host_report("txslots", "segmentation info, byte by byte", gso_bytes());
	return host_failures != 0;
}
