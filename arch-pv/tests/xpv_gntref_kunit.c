// SPDX-License-Identifier: GPL-2.0-only
/*
 * Grant references: the free list on plain memory, and the real table of a PV
 * guest, whose limits the host tests cannot know.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <xen/interface/grant_table.h>
#include <xpv/domain.h>
#include <xpv/gnttab.h>
#include "../event/gntref.h"

/* More than fit one frame of the table, so that it has to grow. */
#define LIVE_REFS	(2 * XPV_GNTREF_CHUNK)

static void gntref_batch(struct kunit *test)
{
	u32 *links[1];
	u32 *chunk = kunit_kcalloc(test, XPV_GNTREF_CHUNK, sizeof(*chunk), GFP_KERNEL);
	struct xpv_gntref list;
	xpv_gref_t refs[3];

	KUNIT_ASSERT_NOT_NULL(test, chunk);
	xpv_gntref_init(&list, links, 1);
	KUNIT_ASSERT_EQ(test, xpv_gntref_take(&list, refs, 1), -ENOSPC);
	KUNIT_ASSERT_EQ(test, xpv_gntref_grow(&list, chunk), 0);
	KUNIT_ASSERT_EQ(test, xpv_gntref_grow(&list, chunk), -ENOSPC);
	KUNIT_ASSERT_EQ(test, xpv_gntref_take(&list, refs, 3), 0);
	KUNIT_EXPECT_EQ(test, xpv_gref_number(refs[0]), GNTTAB_NR_RESERVED_ENTRIES);
	KUNIT_EXPECT_EQ(test, xpv_gntref_put(&list, refs[1]), 0);
	KUNIT_EXPECT_EQ(test, xpv_gntref_put(&list, refs[1]), -EINVAL);
	KUNIT_EXPECT_EQ(test, xpv_gntref_put(&list, xpv_gref(0)), -EINVAL);
	KUNIT_EXPECT_EQ(test, list.free,
			XPV_GNTREF_CHUNK - GNTTAB_NR_RESERVED_ENTRIES - 2);
}

static void gntref_live_growth(struct kunit *test)
{
	xpv_gref_t *refs;
	unsigned int i;

	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	refs = kunit_kcalloc(test, LIVE_REFS, sizeof(*refs), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, refs);
	KUNIT_ASSERT_EQ(test, xpv_gnttab_take(refs, LIVE_REFS), 0);
	for (i = 0; i < LIVE_REFS; i++)
		KUNIT_EXPECT_GE(test, xpv_gref_number(refs[i]),
				GNTTAB_NR_RESERVED_ENTRIES);
	xpv_gnttab_put(refs, LIVE_REFS);
}

static void gntref_live_impossible(struct kunit *test)
{
	xpv_gref_t ref;

	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	/* Refused before anything is written: @refs has room for one. */
	KUNIT_EXPECT_EQ(test, xpv_gnttab_take(&ref, UINT_MAX), -ENOSPC);
}

static void gntref_live_grant(struct kunit *test)
{
	struct page *page;
	xpv_gref_t ref;

	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, xpv_gnttab_take(&ref, 1), 0);
	xpv_gnttab_grant(ref, 0, xpv_page_mfn(page), true);
	KUNIT_EXPECT_TRUE(test, xpv_gnttab_revoke(ref));
	/* A grant that has ended may be ended again. */
	KUNIT_EXPECT_TRUE(test, xpv_gnttab_revoke(ref));
	xpv_gnttab_put(&ref, 1);
	__free_page(page);
}

static struct kunit_case xpv_gntref_cases[] = {
	KUNIT_CASE(gntref_batch),
	KUNIT_CASE(gntref_live_growth),
	KUNIT_CASE(gntref_live_impossible),
	KUNIT_CASE(gntref_live_grant),
	{}
};

static struct kunit_suite xpv_gntref_suite = {
	.name = "xpv_gntref",
	.test_cases = xpv_gntref_cases,
};
kunit_test_suite(xpv_gntref_suite);

MODULE_DESCRIPTION("Tests of grant references");
MODULE_LICENSE("GPL");
