// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of user page tables under Xen: parked, held again, kept.
 *
 * The tests work on an address space of their own, of which one whole table maps
 * nothing but their pages.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "../mmu/mmu.h"

#define PAGES	128

/* Return: the first address of a whole table's reach, its first PAGES written to. */
static unsigned long written_area(struct kunit *test)
{
	unsigned long at, i;

	at = kunit_vm_mmap(test, NULL, 0, 2 * PMD_SIZE, PROT_READ | PROT_WRITE,
			   MAP_ANONYMOUS | MAP_PRIVATE, 0);
	KUNIT_ASSERT_NE(test, at, 0UL);
	at = ALIGN(at, PMD_SIZE);
	for (i = 0; i < PAGES; i++)
		KUNIT_ASSERT_EQ(test, put_user(i + 1, (unsigned long __user *)(at + i * PAGE_SIZE)),
				0);
	return at;
}

static pmd_t *pmd_of(unsigned long at)
{
	return pmd_offset(pud_offset(p4d_offset(pgd_offset(current->mm, at), at), at), at);
}

static void expect_contents(struct kunit *test, unsigned long at, unsigned long first)
{
	unsigned long i, val;

	for (i = first; i < PAGES; i++) {
		KUNIT_ASSERT_EQ(test, get_user(val, (unsigned long __user *)(at + i * PAGE_SIZE)),
				0);
		KUNIT_ASSERT_EQ(test, val, i + 1);
	}
}

static void table_many_changes_park(struct kunit *test)
{
	unsigned long at = written_area(test);
	pmd_t *pmd = pmd_of(at);

	KUNIT_EXPECT_FALSE(test, pmd_parked(*pmd));
	KUNIT_EXPECT_EQ(test, vm_munmap(at, PAGES / 2 * PAGE_SIZE), 0);
	KUNIT_EXPECT_TRUE(test, pmd_parked(*pmd));
	KUNIT_EXPECT_TRUE(test, pmd_present(*pmd));
	KUNIT_EXPECT_FALSE(test, pmd_bad(*pmd));
	KUNIT_EXPECT_FALSE(test, PagePinned(pmd_page(*pmd)));

	expect_contents(test, at, PAGES / 2);
	KUNIT_EXPECT_FALSE(test, pmd_parked(*pmd));
	KUNIT_EXPECT_TRUE(test, PagePinned(pmd_page(*pmd)));
}

static void table_few_changes_do_not(struct kunit *test)
{
	unsigned long at = written_area(test);
	pmd_t *pmd = pmd_of(at);

	KUNIT_EXPECT_EQ(test, vm_munmap(at, 4 * PAGE_SIZE), 0);
	KUNIT_EXPECT_FALSE(test, pmd_parked(*pmd));
	expect_contents(test, at, 4);
}

/* Lookups by the kernel see a parked table as any other. */
static void table_parked_is_visible(struct kunit *test)
{
	unsigned long at = written_area(test), val = 0;
	struct page *page;

	KUNIT_ASSERT_EQ(test, vm_munmap(at, PAGES / 2 * PAGE_SIZE), 0);
	KUNIT_ASSERT_TRUE(test, pmd_parked(*pmd_of(at)));
	at += (PAGES - 1) * PAGE_SIZE;
	KUNIT_ASSERT_EQ(test, get_user_pages_fast(at, 1, 0, &page), 1);
	memcpy(&val, page_address(page), sizeof(val));
	KUNIT_EXPECT_EQ(test, val, (unsigned long)PAGES);
	KUNIT_EXPECT_TRUE(test, pmd_parked(*pmd_of(at)));
	put_page(page);
}

static struct page *new_table(struct kunit *test)
{
	struct page *table = alloc_page(GFP_KERNEL | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, table);
	xpv_table_hold(table, 1, NULL);
	return table;
}

static void drop_table(struct page *table)
{
	xpv_table_let_go(table, NULL);
	__free_page(table);
}

static void table_kept_comes_back(struct kunit *test)
{
	struct page *table = new_table(test);
	struct ptdesc *got;
	bool found = false;

	while ((got = xpv_tcache_get(1)))
		drop_table(ptdesc_page(got));
	KUNIT_ASSERT_TRUE(test, xpv_tcache_put(table, 1));
	/* Not before the last lockless walker has gone. */
	KUNIT_EXPECT_NULL(test, xpv_tcache_get(1));
	put_page(table);
	while (!found && (got = xpv_tcache_get(1))) {
		found = ptdesc_page(got) == table;
		KUNIT_EXPECT_TRUE(test, PagePinned(ptdesc_page(got)));
		drop_table(ptdesc_page(got));
	}
	KUNIT_EXPECT_TRUE(test, found);
}

static void table_with_entries_is_not_kept(struct kunit *test)
{
	struct page *table = alloc_page(GFP_KERNEL | __GFP_ZERO);
	unsigned long *entry;

	KUNIT_ASSERT_NOT_NULL(test, table);
	entry = page_address(table);
	entry[511] = 0x10;	/* not present: nothing to Xen */
	xpv_table_hold(table, 1, NULL);
	KUNIT_EXPECT_FALSE(test, xpv_tcache_put(table, 1));
	drop_table(table);
}

static int table_suite_init(struct kunit_suite *suite)
{
	return xpv_domain_pv() ? 0 : -ENODEV;
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE(table_many_changes_park),
	KUNIT_CASE(table_few_changes_do_not),
	KUNIT_CASE(table_parked_is_visible),
	KUNIT_CASE(table_kept_comes_back),
	KUNIT_CASE(table_with_entries_is_not_kept),
	{}
};

static struct kunit_suite table_suite = {
	.name = "xpv_table",
	.suite_init = table_suite_init,
	.test_cases = table_cases,
};
kunit_test_suite(table_suite);
