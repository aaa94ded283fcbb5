// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 2-level scan as it is built into the kernel, on plain memory. The host
 * tests cover the order in full.
 */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <xpv/types.h>
#include "../event/scan.h"

/**
 * struct scan_maps_fixture - bitmaps of one test
 * @pending: see struct xpv_scan_maps
 * @masked: see struct xpv_scan_maps
 * @bound: see struct xpv_scan_maps
 */
struct scan_maps_fixture {
	DECLARE_BITMAP(pending, XPV_SCAN_PORTS);
	DECLARE_BITMAP(masked, XPV_SCAN_PORTS);
	DECLARE_BITMAP(bound, XPV_SCAN_PORTS);
};

static int scan_fixture_init(struct kunit *test)
{
	struct scan_maps_fixture *fixture;

	fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	if (!fixture)
		return -ENOMEM;
	bitmap_fill(fixture->bound, XPV_SCAN_PORTS);
	test->priv = fixture;
	return 0;
}

static struct xpv_scan_maps fixture_maps(const struct scan_maps_fixture *fixture)
{
	return (struct xpv_scan_maps) {
		.pending = (const unsigned long __shared __force *)fixture->pending,
		.masked = (const unsigned long __shared __force *)fixture->masked,
		.bound = fixture->bound,
	};
}

static void scan_finds_each_port(struct kunit *test)
{
	struct scan_maps_fixture *fixture = test->priv;
	struct xpv_scan_maps maps = fixture_maps(fixture);
	struct xpv_scan scan = {};
	unsigned int port;

	for (port = 0; port < XPV_SCAN_PORTS; port++) {
		bitmap_zero(fixture->pending, XPV_SCAN_PORTS);
		__set_bit(port, fixture->pending);
		xpv_scan_begin(&scan, BIT(port / XPV_SCAN_BITS));
		KUNIT_ASSERT_EQ(test, xpv_scan_next(&scan, &maps), port);
		KUNIT_ASSERT_EQ(test, xpv_scan_next(&scan, &maps), -1);
	}
}

static void scan_skips_what_must_wait(struct kunit *test)
{
	struct scan_maps_fixture *fixture = test->priv;
	struct xpv_scan_maps maps = fixture_maps(fixture);
	struct xpv_scan scan = {};

	bitmap_set(fixture->pending, 100, 4);
	__set_bit(101, fixture->masked);
	__clear_bit(102, fixture->bound);
	xpv_scan_begin(&scan, ~0UL);
	KUNIT_EXPECT_EQ(test, xpv_scan_next(&scan, &maps), 100);
	KUNIT_EXPECT_EQ(test, xpv_scan_next(&scan, &maps), 103);
	KUNIT_EXPECT_EQ(test, xpv_scan_next(&scan, &maps), -1);
}

static void scan_starts_behind_the_last(struct kunit *test)
{
	struct scan_maps_fixture *fixture = test->priv;
	struct xpv_scan_maps maps = fixture_maps(fixture);
	struct xpv_scan scan = { .next = 130 };

	__set_bit(129, fixture->pending);
	__set_bit(131, fixture->pending);
	__set_bit(4000, fixture->pending);
	xpv_scan_begin(&scan, ~0UL);
	KUNIT_EXPECT_EQ(test, xpv_scan_next(&scan, &maps), 131);
	KUNIT_EXPECT_EQ(test, xpv_scan_next(&scan, &maps), 4000);
	KUNIT_EXPECT_EQ(test, xpv_scan_next(&scan, &maps), 129);
	KUNIT_EXPECT_EQ(test, xpv_scan_next(&scan, &maps), -1);
}

static struct kunit_case xpv_scan_cases[] = {
	KUNIT_CASE(scan_finds_each_port),
	KUNIT_CASE(scan_skips_what_must_wait),
	KUNIT_CASE(scan_starts_behind_the_last),
	{}
};

static struct kunit_suite xpv_scan_suite = {
	.name = "xpv_scan",
	.init = scan_fixture_init,
	.test_cases = xpv_scan_cases,
};
kunit_test_suite(xpv_scan_suite);

MODULE_DESCRIPTION("Tests of the 2-level event scan");
MODULE_LICENSE("GPL");
