// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's frame list and the machine's table of owners say the same, over
 * all frames, and both end where they end.
 */
#include <kunit/test.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "../mmu/mmu.h"

#define NONE		(~0UL)
#define WALK_MAX	(1UL << 24)	/* machine frames looked at */
#define BREATH		4096		/* frames between chances to schedule */

static void breathe(unsigned long frame)
{
	if (frame % BREATH == 0)
		cond_resched();
}

/* Since each machine frame has one owner's number, no two entries share one. */
static void list_and_table_agree(struct kunit *test)
{
	unsigned long pfn, mfn, owned = 0, wrong = 0;

	for (pfn = 0; pfn < xpv_p2m_entries; pfn++) {
		breathe(pfn);
		mfn = xpv_p2m_read(pfn);
		if (mfn == NONE)
			continue;
		owned++;
		wrong += xpv_m2p_read(mfn) != pfn;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_GE(test, owned, totalram_pages());
}

static unsigned long highest_mfn(unsigned long *owned)
{
	unsigned long pfn, mfn, top = 0;

	for (pfn = 0; pfn < xpv_p2m_entries; pfn++) {
		breathe(pfn);
		mfn = xpv_p2m_read(pfn);
		if (mfn == NONE)
			continue;
		++*owned;
		top = max(top, mfn);
	}
	return top;
}

/*
 * As far as this guest's memory reaches, the machine's table names each of its
 * frames once. The table has holes; reading them must not fault.
 */
static void table_can_be_walked(struct kunit *test)
{
	unsigned long mfn, found = 0, owned = 0, top = highest_mfn(&owned);

	KUNIT_EXPECT_LT(test, top, xpv_m2p_entries);
	if (top > WALK_MAX)
		kunit_skip(test, "a machine of %lu frames takes too long", top);
	for (mfn = 0; mfn <= top; mfn++) {
		breathe(mfn);
		found += xpv_p2m_read(xpv_m2p_read(mfn)) == mfn;
	}
	KUNIT_EXPECT_EQ(test, found, owned);
}

static int count_missing(unsigned long pfn, unsigned long nr, void *arg)
{
	unsigned long *missing = arg, end = pfn + nr;

	for (; pfn < end; pfn++)
		*missing += !xpv_pfn_owned(xpv_pfn(pfn));
	return 0;
}

static void ram_is_there(struct kunit *test)
{
	unsigned long missing = 0;

	walk_system_ram_range(0, min(max_pfn, xpv_p2m_built), &missing, count_missing);
	KUNIT_EXPECT_EQ(test, missing, 0);
}

static void both_ways(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	xpv_mfn_t mfn;

	KUNIT_ASSERT_NOT_NULL(test, page);
	mfn = xpv_page_mfn(page);
	KUNIT_EXPECT_EQ(test, xpv_mfn_number(mfn),
			xpv_mfn_number(xpv_virt_mfn(page_address(page))));
	KUNIT_EXPECT_EQ(test, xpv_pfn_number(xpv_m2p_lookup(mfn)), page_to_pfn(page));
	__free_page(page);
}

static void list_ends(struct kunit *test)
{
	static const unsigned long beyond[] = { 0, 1, 511, 1UL << 40 };
	unsigned int i;

	KUNIT_EXPECT_GE(test, xpv_p2m_entries, max_pfn);
	for (i = 0; i < ARRAY_SIZE(beyond); i++) {
		unsigned long pfn = xpv_p2m_entries + beyond[i];

		KUNIT_EXPECT_EQ(test, xpv_p2m_read(pfn), NONE);
		KUNIT_EXPECT_FALSE(test, xpv_pfn_owned(xpv_pfn(pfn)));
	}
	KUNIT_EXPECT_EQ(test, xpv_mfn_number(xpv_p2m_lookup(xpv_pfn(NONE))), NONE);
}

static void table_ends(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, xpv_m2p_read(xpv_m2p_entries), NONE);
	KUNIT_EXPECT_EQ(test, xpv_m2p_read(NONE), NONE);
	KUNIT_EXPECT_FALSE(test, xpv_pfn_owned(xpv_m2p_lookup(xpv_mfn(NONE))));
}

/* Xen's frame, mapped here: it has no number of ours. */
static void foreign_is_not_owned(struct kunit *test)
{
	xpv_mfn_t mfn = xpv_mfn(xpv_start_info->shared_info >> PAGE_SHIFT);

	KUNIT_EXPECT_FALSE(test, xpv_pfn_owned(xpv_m2p_lookup(mfn)));
}

static int init(struct kunit *test)
{
	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	return 0;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(list_and_table_agree),
	KUNIT_CASE(table_can_be_walked),
	KUNIT_CASE(ram_is_there),
	KUNIT_CASE(both_ways),
	KUNIT_CASE(list_ends),
	KUNIT_CASE(table_ends),
	KUNIT_CASE(foreign_is_not_owned),
	{}
};

static struct kunit_suite suite = {
	.name = "xpv_p2m",
	.init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
