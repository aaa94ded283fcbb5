// SPDX-License-Identifier: GPL-2.0-only
/*
 * Received frames: proper and improper sequences of slots by table, then random
 * frames, whole and with one fault each.
 */
#include "rxframe_env.h"
#include "drivers/xenfront/net/rxframe.c"

#define RANDOM_FRAMES	100000
#define MORE		XEN_NETRXF_more_data
#define EXTRA		XEN_NETRXF_extra_info
#define ID		0x77

static union xfnet_rx_slot part(u16 offset, u16 flags, s16 status)
{
	return (union xfnet_rx_slot) {
		.rsp = { ID, offset, flags, status },
	};
}

static union xfnet_rx_slot gso(u8 type, u16 size, u8 flags)
{
	return (union xfnet_rx_slot) { .extra = {
		.type = XEN_NETIF_EXTRA_TYPE_GSO, .flags = flags,
		.u.gso = { .size = size, .type = type },
	} };
}

static union xfnet_rx_slot hash(u8 type, u8 algorithm, u8 flags)
{
	return (union xfnet_rx_slot) { .extra = {
		.type = XEN_NETIF_EXTRA_TYPE_HASH, .flags = flags,
		.u.hash = { type, algorithm, { 0x78, 0x56, 0x34, 0x12 } },
	} };
}

static union xfnet_rx_slot kind(u8 type)
{
	return (union xfnet_rx_slot) { .extra = { .type = type } };
}

/* Feed slots until one ends the frame; all of them must have been taken. */
static u8 play(struct xfnet_rxframe *frame, const union xfnet_rx_slot *slot,
	       unsigned int count)
{
	unsigned int i = 0;

	xfnet_rxframe_start(frame);
	while (i < count && frame->step < XFNET_RX_DONE)
		xfnet_rxframe_feed(frame, &slot[i++], ID);
	return i == count ? frame->step : 0xff;
}

#define ENDS(want, ...) ({						\
	const union xfnet_rx_slot slots[] = { __VA_ARGS__ };		\
	play(&frame, slots, ARRAY_SIZE(slots)) == (want); })

static bool proper(void)
{
	struct xfnet_rxframe frame = {};
	bool good;

	good = ENDS(XFNET_RX_DONE, part(0, 0, 60)) &&
	       frame.parts == 1 && frame.len == 60 && !frame.why;
	good &= ENDS(XFNET_RX_DONE, part(256, 3, 3840)) &&
		frame.part[0].offset == 256 && frame.flags == 3;
	good &= ENDS(XFNET_RX_MORE, part(0, MORE, 4096));
	good &= ENDS(XFNET_RX_DONE, part(0, MORE, 4096), part(0, MORE, 0),
		     part(10, 0, 100)) &&
		frame.parts == 3 && frame.len == 4196 && !frame.part[1].len;
	good &= ENDS(XFNET_RX_EXTRA, part(0, EXTRA, 100));
	good &= ENDS(XFNET_RX_DONE, part(0, EXTRA, 3000), gso(1, 1448, 0)) &&
		frame.gso_type == 1 && frame.gso_size == 1448;
	good &= ENDS(XFNET_RX_MORE, part(0, EXTRA | MORE, 4096), gso(2, 1428, 0));
	good &= ENDS(XFNET_RX_DONE, part(0, EXTRA | MORE, 4096),
		     gso(2, 1428, 0), part(0, 0, 1)) &&
		frame.gso_type == 2 && frame.parts == 2 && frame.len == 4097;
	/* Only the first part's flags count for the packet. */
	good &= ENDS(XFNET_RX_DONE, part(0, MORE, 4096), part(0, 3, 1)) &&
		frame.flags == MORE;
	return good;
}

static bool improper(void)
{
	struct xfnet_rxframe frame = {};
	bool good;

	good = ENDS(XFNET_RX_BROKEN, part(1, 0, 4096)) && frame.why;
	good &= ENDS(XFNET_RX_BROKEN, part(0, 0, 4097));
	good &= ENDS(XFNET_RX_BROKEN, part(65535, 0, 32767));
	good &= ENDS(XFNET_RX_BROKEN, part(4096, 0, 1));
	good &= ENDS(XFNET_RX_BROKEN, part(0, XEN_NETRXF_gso_prefix, 60));
	good &= ENDS(XFNET_RX_BROKEN, part(0, MORE, 60), part(0, EXTRA, 60));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), gso(0, 1448, 0));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), gso(3, 1448, 0));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), gso(1, 0, 0));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60),
		     gso(1, 1448, XEN_NETIF_EXTRA_FLAG_MORE), gso(1, 1448, 0));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), kind(0));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), kind(2));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), kind(4));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), kind(5));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), kind(255));
	return good;
}

static bool wrong_id(void)
{
	const union xfnet_rx_slot good = part(0, 0, 60);
	struct xfnet_rxframe frame = {};

	xfnet_rxframe_start(&frame);
	return xfnet_rxframe_feed(&frame, &good, ID + 1) == XFNET_RX_REFUSE &&
	       frame.step == XFNET_RX_BROKEN && !frame.parts &&
	       /* and it stays so */
	       xfnet_rxframe_feed(&frame, &good, ID) == XFNET_RX_REFUSE;
}

static bool too_many(void)
{
	const union xfnet_rx_slot more = part(0, MORE, 1);
	struct xfnet_rxframe frame = {};
	unsigned int i;

	xfnet_rxframe_start(&frame);
	for (i = 0; i < XFNET_RX_PARTS; i++)
		if (xfnet_rxframe_feed(&frame, &more, ID) != XFNET_RX_KEEP)
			return false;
	return xfnet_rxframe_feed(&frame, &more, ID) == XFNET_RX_REFUSE &&
	       frame.parts == XFNET_RX_PARTS;
}

static bool fates(void)
{
	struct xfnet_rxframe frame = {};
	bool good;

	good = ENDS(XFNET_RX_DONE, part(0, 0, 14)) &&
	       xfnet_rxframe_fate(&frame, 14) == XFNET_RX_DELIVER;
	good &= ENDS(XFNET_RX_DONE, part(0, 0, 13)) &&
		xfnet_rxframe_fate(&frame, 14) == XFNET_RX_LENGTH;
	good &= ENDS(XFNET_RX_DONE, part(0, 0, 0)) &&
		xfnet_rxframe_fate(&frame, 14) == XFNET_RX_LENGTH;
	/* A status of an error says nothing about offsets. */
	good &= ENDS(XFNET_RX_DONE, part(0xffff, 0, XEN_NETIF_RSP_ERROR)) &&
		!frame.part[0].offset &&
		xfnet_rxframe_fate(&frame, 14) == XFNET_RX_FAILED;
	good &= ENDS(XFNET_RX_DONE, part(0, MORE, 4096),
		     part(0, 0, XEN_NETIF_RSP_DROPPED)) &&
		xfnet_rxframe_fate(&frame, 14) == XFNET_RX_FAILED;
	good &= ENDS(XFNET_RX_DONE, part(0, EXTRA, 1000), gso(1, 999, 0)) &&
		xfnet_rxframe_fate(&frame, 14) == XFNET_RX_DELIVER;
	good &= ENDS(XFNET_RX_DONE, part(0, EXTRA, 1000), gso(1, 1000, 0)) &&
		xfnet_rxframe_fate(&frame, 14) == XFNET_RX_LENGTH;
	return good;
}

/* Hashes come only where they were asked for, and once. */
static bool hashes(void)
{
	const u8 first = XEN_NETIF_EXTRA_FLAG_MORE;
	struct xfnet_rxframe frame = {};
	bool good;

	good = ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), hash(1, 1, 0));
	frame.hashes = true;
	good &= ENDS(XFNET_RX_DONE, part(0, EXTRA, 60), hash(3, 1, 0)) &&
		frame.hashed && frame.hash_type == 3 && frame.hash == 0x12345678;
	good &= ENDS(XFNET_RX_DONE, part(0, EXTRA, 3000), gso(1, 1448, first),
		     hash(1, 1, 0)) && frame.hashed && frame.gso_size == 1448;
	good &= ENDS(XFNET_RX_DONE, part(0, EXTRA, 3000), hash(1, 1, first),
		     gso(1, 1448, 0)) && frame.hashed && frame.gso_size == 1448;
	good &= ENDS(XFNET_RX_DONE, part(0, 0, 60)) && !frame.hashed;
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), hash(4, 1, 0));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), hash(1, 2, 0));
	good &= ENDS(XFNET_RX_BROKEN, part(0, EXTRA, 60), hash(1, 1, first), hash(1, 1, 0));
	return good;
}

static bool longest(void)
{
	union xfnet_rx_slot slot[XFNET_RX_PARTS];
	struct xfnet_rxframe frame = {};
	unsigned int i;

	for (i = 0; i < 16; i++)
		slot[i] = part(0, MORE, 4096);
	slot[16] = part(0, 0, XFNET_RX_LEN_MAX - 65536);
	if (play(&frame, slot, 17) != XFNET_RX_DONE ||
	    xfnet_rxframe_fate(&frame, 14) != XFNET_RX_DELIVER)
		return false;
	slot[16].rsp.status++;
	return play(&frame, slot, 17) == XFNET_RX_DONE &&
	       xfnet_rxframe_fate(&frame, 14) == XFNET_RX_LENGTH;
}

/* Return: number of slots. */
static unsigned int random_frame(union xfnet_rx_slot *slot)
{
	unsigned int parts = host_random() % XFNET_RX_PARTS + 1, i, n = 0;
	bool with_gso = host_random() % 2;

	for (i = 0; i < parts; i++) {
		u16 offset = host_random() % 4096;
		u16 flags = i + 1 < parts ? MORE : 0;

		if (!i && with_gso)
			flags |= EXTRA;
		slot[n++] = part(offset, flags,
				 host_random() % (4096 - offset + 1));
		if (flags & EXTRA)
			slot[n++] = gso(host_random() % 2 + 1,
					host_random() % 1460 + 1, 0);
	}
	return n;
}

/* Make one slot of a good frame impossible. */
static void spoil(union xfnet_rx_slot *slot, unsigned int count)
{
	unsigned int i = host_random() % count;

	if (i == 1 && slot[0].rsp.flags & EXTRA)
		slot[i].extra.type = host_random() % 255 + 2;
	else if (i)
		slot[i].rsp.flags |= EXTRA;
	else if (host_random() % 2)
		slot[i].rsp.id ^= 1 << host_random() % 16;
	else
		slot[i].rsp = (struct xen_netif_rx_response) {
			ID, 4000, slot[i].rsp.flags, 97 + host_random() % 30000,
		};
}

static bool random_frames(void)
{
	union xfnet_rx_slot slot[XFNET_RX_PARTS + 1];
	struct xfnet_rxframe frame = {};
	unsigned int step, i;

	for (step = 0; step < RANDOM_FRAMES; step++) {
		unsigned int count = random_frame(slot), len = 0;

		if (play(&frame, slot, count) != XFNET_RX_DONE)
			return false;
		for (i = 0; i < frame.parts; i++)
			len += frame.part[i].len;
		if (len != frame.len ||
		    frame.parts != count - !!frame.gso_type)
			return false;
		spoil(slot, count);
		play(&frame, slot, count);
		if (frame.step != XFNET_RX_BROKEN || !frame.why)
			return false;
	}
	return true;
}

int main(void)
{
	host_report("rxframe", "proper frames", proper());
	host_report("rxframe", "what no back-end may answer", improper());
	host_report("rxframe", "another request's id", wrong_id());
	host_report("rxframe", "a frame without an end", too_many());
	host_report("rxframe", "which frames are dropped", fates());
	host_report("rxframe", "hashes", hashes());
	host_report("rxframe", "the longest packet", longest());
	host_report("rxframe", "random frames, whole and spoilt",
		    random_frames());
	return host_failures != 0;
}
