// SPDX-License-Identifier: GPL-2.0-only
/*
 * Received frames against the kernel's own ABI header. The host tests cover the
 * sequences; here the layout of a slot is the compiler's.
 */
#include <kunit/test.h>
#include "../net/rxframe.h"

#define ID	9

/* A slot by its bytes: words at 0, 2, 4 and 6. */
static union xfnet_rx_slot words(u16 a, u16 b, u16 c, u16 d)
{
	const u16 word[] = { a, b, c, d };
	union xfnet_rx_slot slot;

	memcpy(&slot, word, sizeof(slot));
	return slot;
}

static void rxframe_single(struct kunit *test)
{
	const union xfnet_rx_slot slot = words(ID, 32, 0x1, 1514);
	struct xfnet_rxframe frame;

	xfnet_rxframe_start(&frame);
	KUNIT_EXPECT_EQ(test, xfnet_rxframe_feed(&frame, &slot, ID),
			XFNET_RX_KEEP);
	KUNIT_EXPECT_EQ(test, frame.step, XFNET_RX_DONE);
	KUNIT_EXPECT_EQ(test, frame.part[0].offset, 32);
	KUNIT_EXPECT_EQ(test, frame.len, 1514);
	KUNIT_EXPECT_TRUE(test, frame.flags & XEN_NETRXF_data_validated);
	KUNIT_EXPECT_EQ(test, xfnet_rxframe_fate(&frame, 14), XFNET_RX_DELIVER);
}

static void rxframe_segmented(struct kunit *test)
{
	const union xfnet_rx_slot slot[] = {
		words(ID, 0, 0xf, 4096), /* sums blank and checked, extra, more */
		words(0x0001, 1448, 0x0001, 0),
		words(ID, 0, 0x4, 4096),
		words(ID, 0, 0x0, 100),
	};
	struct xfnet_rxframe frame;
	unsigned int i;

	xfnet_rxframe_start(&frame);
	for (i = 0; i < ARRAY_SIZE(slot); i++)
		KUNIT_EXPECT_EQ(test, xfnet_rxframe_feed(&frame, &slot[i], ID),
				i == 1 ? XFNET_RX_SPARE : XFNET_RX_KEEP);
	KUNIT_EXPECT_EQ(test, frame.step, XFNET_RX_DONE);
	KUNIT_EXPECT_EQ(test, frame.parts, 3);
	KUNIT_EXPECT_EQ(test, frame.len, 8292);
	KUNIT_EXPECT_EQ(test, frame.gso_type, XEN_NETIF_GSO_TYPE_TCPV4);
	KUNIT_EXPECT_EQ(test, frame.gso_size, 1448);
	KUNIT_EXPECT_TRUE(test, frame.flags & XEN_NETRXF_csum_blank);
}

struct refused {
	const char *what;
	union xfnet_rx_slot slot[2];
	unsigned int count;
};

static void rxframe_refused(struct kunit *test)
{
	const struct refused cases[] = {
		{ "wrong id", { words(ID + 1, 0, 0, 60) }, 1 },
		{ "beyond the page", { words(ID, 4000, 0, 97) }, 1 },
		{ "prefix", { words(ID, 0, 0x10, 60) }, 1 },
		{ "unknown extra", { words(ID, 0, 0x8, 60),
				     words(0x0005, 0, 0, 0) }, 2 },
		{ "no segment size", { words(ID, 0, 0x8, 60),
				       words(0x0001, 0, 1, 0) }, 2 },
	};
	struct xfnet_rxframe frame;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		xfnet_rxframe_start(&frame);
		for (n = 0; n < cases[i].count; n++)
			xfnet_rxframe_feed(&frame, &cases[i].slot[n], ID);
		KUNIT_EXPECT_EQ_MSG(test, frame.step, XFNET_RX_BROKEN, "%s",
				    cases[i].what);
		KUNIT_EXPECT_NOT_NULL(test, frame.why);
	}
}

static void rxframe_failed(struct kunit *test)
{
	const union xfnet_rx_slot slot = words(ID, 0xffff, 0, 0xffff);
	struct xfnet_rxframe frame;

	xfnet_rxframe_start(&frame);
	xfnet_rxframe_feed(&frame, &slot, ID);
	KUNIT_EXPECT_EQ(test, frame.step, XFNET_RX_DONE);
	KUNIT_EXPECT_EQ(test, xfnet_rxframe_fate(&frame, 14), XFNET_RX_FAILED);
}

static struct kunit_case rxframe_cases[] = {
	KUNIT_CASE(rxframe_single),
	KUNIT_CASE(rxframe_segmented),
	KUNIT_CASE(rxframe_refused),
	KUNIT_CASE(rxframe_failed),
	{ }
};

static struct kunit_suite rxframe_suite = {
	.name = "xfnet_rxframe",
	.test_cases = rxframe_cases,
};

kunit_test_suite(rxframe_suite);

MODULE_DESCRIPTION("KUnit suite of the network front-end's frame parser");
MODULE_LICENSE("GPL");
