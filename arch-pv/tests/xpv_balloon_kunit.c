// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages lose their memory to Xen and get some again; frame list, direct map and
 * Xen's own account follow.
 */
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <xpv/balloon.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "../mmu/mmu.h"

#define COUNT	37

static struct page *pages[COUNT];

static bool readable(const struct page *page)
{
	unsigned long word;

	return !copy_from_kernel_nofault(&word, page_address(page), sizeof(word));
}

/* The frame has memory, or none, and everybody says so. */
static bool is_whole(struct page *page)
{
	return xpv_pfn_owned(xpv_page_pfn(page)) && readable(page) &&
	       xpv_pfn_number(xpv_m2p_lookup(xpv_page_mfn(page))) == page_to_pfn(page);
}

static bool is_empty(struct page *page)
{
	return !xpv_pfn_owned(xpv_page_pfn(page)) && !readable(page) &&
	       xpv_page_mfn(page) == XPV_MFN_NONE;
}

static void give_and_take(struct kunit *test)
{
	unsigned long owned = xpv_balloon_owned();
	unsigned int i;

	KUNIT_ASSERT_EQ(test, xpv_balloon_give(pages, COUNT), COUNT);
	KUNIT_EXPECT_EQ(test, xpv_balloon_owned(), owned - COUNT);
	KUNIT_EXPECT_GE(test, xpv_balloon_room(), COUNT);
	for (i = 0; i < COUNT; i++)
		KUNIT_EXPECT_TRUE(test, is_empty(pages[i]));

	KUNIT_ASSERT_EQ(test, xpv_balloon_take(pages, COUNT), COUNT);
	KUNIT_EXPECT_EQ(test, xpv_balloon_owned(), owned);
	for (i = 0; i < COUNT; i++)
		KUNIT_EXPECT_TRUE(test, is_whole(pages[i]));
}

/* Each page is memory of its own again. */
static void memory_can_be_used(struct kunit *test)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, xpv_balloon_give(pages, COUNT), COUNT);
	KUNIT_ASSERT_EQ(test, xpv_balloon_take(pages, COUNT), COUNT);
	for (i = 0; i < COUNT; i++)
		memset(page_address(pages[i]), i, PAGE_SIZE);
	for (i = 0; i < COUNT; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(page_address(pages[i]), i, PAGE_SIZE));
}

/* Pages that a call does not name keep theirs. */
static void no_more_than_asked(struct kunit *test)
{
	struct page *few[] = { pages[0], pages[1], pages[2] };
	unsigned long owned = xpv_balloon_owned();

	KUNIT_ASSERT_EQ(test, xpv_balloon_take(few, 0), 0);
	KUNIT_ASSERT_EQ(test, xpv_balloon_give(few, 0), 0);
	KUNIT_ASSERT_EQ(test, xpv_balloon_give(few, 2), 2);
	KUNIT_EXPECT_TRUE(test, is_whole(pages[2]));
	KUNIT_ASSERT_EQ(test, xpv_balloon_take(few, 2), 2);
	KUNIT_EXPECT_EQ(test, xpv_balloon_owned(), owned);
}

static int init(struct kunit *test)
{
	unsigned int i;

	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	for (i = 0; i < COUNT; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
	}
	return 0;
}

/* A page that has no memory is not given to the allocator. */
static void leave(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < COUNT; i++)
		if (pages[i] && xpv_pfn_owned(xpv_page_pfn(pages[i])))
			__free_page(pages[i]);
	memset(pages, 0, sizeof(pages));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(give_and_take),
	KUNIT_CASE(memory_can_be_used),
	KUNIT_CASE(no_more_than_asked),
	{}
};

static struct kunit_suite suite = {
	.name = "xpv_balloon",
	.init = init,
	.exit = leave,
	.test_cases = cases,
};
kunit_test_suite(suite);
