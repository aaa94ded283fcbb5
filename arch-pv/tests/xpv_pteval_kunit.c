// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of page-table entries: what is converted, and what must not be.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "../mmu/mmu.h"

#define STEP	61	/* of the walk over all frames; prime to every power of two */

static pteval_t entry_of(unsigned long frame, pteval_t flags)
{
	return ((pteval_t)frame << PAGE_SHIFT) | flags;
}

static unsigned long frame_of(pteval_t val)
{
	return (val & PTE_PFN_MASK) >> PAGE_SHIFT;
}

static const pteval_t present_flags[] = {
	_PAGE_PRESENT,
	_PAGE_PRESENT | _PAGE_RW,
	_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY,
	_PAGE_PRESENT | _PAGE_USER | _PAGE_NX,
	_PAGE_PRESENT | _PAGE_PSE | _PAGE_PCD | _PAGE_PWT | _PAGE_SPECIAL,
	~PTE_PFN_MASK,
};

static void present_comes_back(struct kunit *test)
{
	unsigned long pfn;
	unsigned int i = 0;

	for (pfn = 0; pfn < xpv_p2m_entries; pfn += STEP) {
		pteval_t flags = present_flags[i++ % ARRAY_SIZE(present_flags)];
		pteval_t there;

		if (!xpv_pfn_owned(xpv_pfn(pfn)))
			continue;
		there = xpv_pteval_to_mfn(entry_of(pfn, flags));
		KUNIT_ASSERT_EQ(test, there, entry_of(xpv_p2m_read(pfn), flags));
		KUNIT_ASSERT_EQ(test, xpv_pteval_to_pfn(there), entry_of(pfn, flags));
	}
}

static void not_present_is_left_alone(struct kunit *test)
{
	static const pteval_t vals[] = {
		0,
		_PAGE_ACCESSED | _PAGE_DIRTY,
		_PAGE_PROTNONE | (0x1234ULL << PAGE_SHIFT),
		_PAGE_PROTNONE | PTE_PFN_MASK,
		~(pteval_t)_PAGE_PRESENT,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vals); i++) {
		KUNIT_EXPECT_EQ(test, xpv_pteval_to_mfn(vals[i]), vals[i]);
		KUNIT_EXPECT_EQ(test, xpv_pteval_to_pfn(vals[i]), vals[i]);
	}
}

static void swap_comes_back(struct kunit *test)
{
	static const unsigned long offsets[] = { 0, 1, 0x12345, (1UL << 36) - 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		swp_entry_t swap = swp_entry(3, offsets[i]);
		pte_t pte = swp_entry_to_pte(swap);
		swp_entry_t again = pte_to_swp_entry(pte);

		KUNIT_EXPECT_FALSE(test, pte_present(pte));
		KUNIT_EXPECT_EQ(test, xpv_pteval_to_mfn(native_pte_val(pte)),
				native_pte_val(pte));
		KUNIT_EXPECT_EQ(test, again.val, swap.val);
	}
}

/* The frame of a PROT_NONE entry is inverted, and stays this guest's own number. */
static void prot_none_comes_back(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	pte_t open, shut;

	KUNIT_ASSERT_NOT_NULL(test, page);
	open = mk_pte(page, PAGE_SHARED);
	shut = pte_modify(open, PAGE_NONE);
	KUNIT_EXPECT_FALSE(test, native_pte_val(shut) & _PAGE_PRESENT);
	KUNIT_EXPECT_TRUE(test, pte_present(shut));
	KUNIT_EXPECT_EQ(test, pte_pfn(shut), page_to_pfn(page));
	KUNIT_EXPECT_NE(test, frame_of(native_pte_val(shut)), page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, native_pte_val(pte_modify(shut, PAGE_SHARED)),
			native_pte_val(open));
	__free_page(page);
}

static void expect_foreign(struct kunit *test, unsigned long mfn)
{
	pte_t pte = xpv_pteval_mfn(xpv_mfn(mfn), PAGE_KERNEL);
	pteval_t seen;

	KUNIT_EXPECT_EQ(test, frame_of(native_pte_val(pte)), mfn);
	KUNIT_EXPECT_TRUE(test, pte_present(pte));
	seen = xpv_pteval_to_pfn(native_pte_val(pte));
	KUNIT_EXPECT_EQ(test, seen & PTE_PFN_MASK, (pteval_t)PTE_PFN_MASK);
	KUNIT_EXPECT_EQ(test, seen & ~PTE_PFN_MASK, native_pte_val(pte) & ~PTE_PFN_MASK);
	KUNIT_EXPECT_FALSE(test, pfn_valid(pte_pfn(pte)));
}

/* Xen's own frames, and numbers beyond all machine memory. */
static void foreign_is_no_frame_of_ours(struct kunit *test)
{
	expect_foreign(test, xpv_start_info->shared_info >> PAGE_SHIFT);
	expect_foreign(test, xpv_m2p_entries);
	expect_foreign(test, PTE_PFN_MASK >> PAGE_SHIFT);
}

static void no_memory_is_no_entry(struct kunit *test)
{
	static const pteval_t flags = _PAGE_PRESENT | _PAGE_RW;

	KUNIT_EXPECT_EQ(test, xpv_pteval_to_mfn(entry_of(xpv_p2m_entries, flags)), 0);
	KUNIT_EXPECT_EQ(test, xpv_pteval_to_mfn(PTE_PFN_MASK | flags), 0);
}

static int init(struct kunit *test)
{
	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	return 0;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(present_comes_back),
	KUNIT_CASE(not_present_is_left_alone),
	KUNIT_CASE(swap_comes_back),
	KUNIT_CASE(prot_none_comes_back),
	KUNIT_CASE(foreign_is_no_frame_of_ours),
	KUNIT_CASE(no_memory_is_no_entry),
	{}
};

static struct kunit_suite suite = {
	.name = "xpv_pteval",
	.init = init,
	.test_cases = cases,
};
kunit_test_suite(suite);
