// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transmit requests against the kernel's own ABI header: what a back-end finds
 * at which byte.
 */
#include <kunit/test.h>
#include "../net/txslots.h"

static void txslots_across_page(struct kunit *test)
{
	struct xfnet_plan plan;

	xfnet_txslots_start(&plan);
	KUNIT_EXPECT_EQ(test, xfnet_txslots_add(&plan, 0, 4000, 1514), 0);
	KUNIT_EXPECT_EQ(test, plan.count, 2);
	KUNIT_EXPECT_EQ(test, plan.piece[0].len, 96);
	KUNIT_EXPECT_EQ(test, plan.piece[1].page, 1);
	KUNIT_EXPECT_EQ(test, plan.piece[1].offset, 0);
	KUNIT_EXPECT_EQ(test, plan.piece[1].len, 1418);
}

static void txslots_limits(struct kunit *test)
{
	struct xfnet_plan plan;

	xfnet_txslots_start(&plan);
	KUNIT_EXPECT_EQ(test, xfnet_txslots_add(&plan, 0, 4095, 65535), 0);
	KUNIT_EXPECT_EQ(test, plan.count, 17);
	KUNIT_EXPECT_EQ(test, xfnet_txslots_add(&plan, 1, 0, 1), -E2BIG);
}

static void txslots_words(struct kunit *test)
{
	static const u16 want[2][6] = {
		{ 0x2211, 0, 512, 0x7, 3, 5000 },
		{ 0x2211, 0, 512, 0x0, 3, 1416 },
	};
	struct xfnet_plan plan;
	unsigned int i;

	xfnet_txslots_start(&plan);
	KUNIT_ASSERT_EQ(test, xfnet_txslots_add(&plan, 0, 512, 5000), 0);
	KUNIT_ASSERT_EQ(test, plan.count, 2);
	for (i = 0; i < plan.count; i++) {
		struct xen_netif_tx_request req = {
			.gref = 0x2211, .offset = 512, .id = 3,
		};

		xfnet_txslots_request(&plan, i, XEN_NETTXF_csum_blank |
				      XEN_NETTXF_data_validated, &req);
		KUNIT_EXPECT_MEMEQ(test, &req, want[i], sizeof(req));
	}
}

static void txslots_segmentation(struct kunit *test)
{
	static const u8 want[] = { 1, 0, 0xa8, 0x05, 1, 0, 0, 0 };
	struct xen_netif_extra_info extra;

	xfnet_txslots_gso(&extra, XEN_NETIF_GSO_TYPE_TCPV4, 1448);
	KUNIT_EXPECT_MEMEQ(test, &extra, want, sizeof(want));
}

static struct kunit_case txslots_cases[] = {
	KUNIT_CASE(txslots_across_page),
	KUNIT_CASE(txslots_limits),
	KUNIT_CASE(txslots_words),
	KUNIT_CASE(txslots_segmentation),
	{ }
};

static struct kunit_suite txslots_suite = {
	.name = "xfnet_txslots",
	.test_cases = txslots_cases,
};

kunit_test_suite(txslots_suite);

MODULE_DESCRIPTION("KUnit suite of the network front-end's requests");
MODULE_LICENSE("GPL");
