// SPDX-License-Identifier: GPL-2.0-only
/*
 * Anything at all on the receive ring. What the parser lets through must lie
 * within pages, end after a bounded number of slots, and add up.
 */
#include "tests/host/rxframe_env.h"
#include "drivers/xenfront/net/rxframe.c"
#include "tests/fuzz/fuzz.h"

static void check_parts(const struct xfnet_rxframe *frame)
{
	u32 len = 0;
	unsigned int i;

	FUZZ_ASSERT(frame->parts <= XFNET_RX_PARTS);
	for (i = 0; i < frame->parts; i++) {
		FUZZ_ASSERT(frame->part[i].offset + frame->part[i].len <= 4096);
		len += frame->part[i].len;
	}
	FUZZ_ASSERT(len == frame->len);
	FUZZ_ASSERT(!frame->gso_type == !frame->gso_size);
	FUZZ_ASSERT(frame->gso_type <= XEN_NETIF_GSO_TYPE_TCPV6);
	FUZZ_ASSERT(frame->hashes || !frame->hashed);
	FUZZ_ASSERT(!frame->hashed || frame->hash_type <= _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP);
}

static void check_done(const struct xfnet_rxframe *frame)
{
	FUZZ_ASSERT(frame->parts);
	if (xfnet_rxframe_fate(frame, 14) != XFNET_RX_DELIVER)
		return;
	FUZZ_ASSERT(frame->len >= 14 && frame->len <= XFNET_RX_LEN_MAX);
	FUZZ_ASSERT(frame->gso_size < frame->len);
}

/* Any bytes, or a response that goes on as the parser expects. */
static union xfnet_rx_slot draw(const struct xfnet_rxframe *frame)
{
	union xfnet_rx_slot slot;
	u8 *byte = (u8 *)&slot, how = fuzz_byte();
	unsigned int i;

	for (i = 0; i < sizeof(slot); i++)
		byte[i] = fuzz_byte();
	if (how % 8 == 0)
		return slot;
	if (frame->step == XFNET_RX_EXTRA) {
		slot.extra.type = how % 4 == 1 ? XEN_NETIF_EXTRA_TYPE_HASH :
				  how % 4 ? XEN_NETIF_EXTRA_TYPE_GSO : how / 8;
		if (slot.extra.type == XEN_NETIF_EXTRA_TYPE_HASH)
			slot.extra.u.hash.algorithm = 1;
		else
			slot.extra.u.gso.type %= 4;
		return slot;
	}
	slot.rsp.id = 5;
	slot.rsp.flags %= frame->parts ? 8 : 16;
	slot.rsp.offset %= 4096;
	slot.rsp.status %= 4097 - slot.rsp.offset;
	return slot;
}

static void feed(struct xfnet_rxframe *frame, unsigned int *slots)
{
	const union xfnet_rx_slot slot = draw(frame);
	const u8 parts = frame->parts;

	switch (xfnet_rxframe_feed(frame, &slot, 5)) {
	case XFNET_RX_KEEP:
		FUZZ_ASSERT(frame->parts == parts + 1);
		break;
	case XFNET_RX_SPARE:
		FUZZ_ASSERT(frame->parts == parts);
		break;
	case XFNET_RX_REFUSE:
		FUZZ_ASSERT(frame->step == XFNET_RX_BROKEN && frame->why);
		FUZZ_ASSERT(frame->parts == parts);
		break;
	}
	FUZZ_ASSERT(++*slots <= XFNET_RX_PARTS + 3);
	check_parts(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	struct xfnet_rxframe frame = {};
	unsigned int slots = 0;

	fuzz_start(input, len);
	frame.hashes = fuzz_byte() & 1;
	xfnet_rxframe_start(&frame);
	while (fuzz_left) {
		feed(&frame, &slots);
		if (frame.step == XFNET_RX_BROKEN)
			FUZZ_ASSERT(xfnet_rxframe_feed(&frame, &(union xfnet_rx_slot) {}, 0) ==
				    XFNET_RX_REFUSE);
		if (frame.step < XFNET_RX_DONE)
			continue;
		if (frame.step == XFNET_RX_DONE)
			check_done(&frame);
		xfnet_rxframe_start(&frame);
		slots = 0;
	}
	return 0;
}
