// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read-modify-write of live page-table entries under Xen.
 *
 * On a mapping of PAGES pages in vmalloc space, of which nobody else knows, so
 * that no lock is needed. What the processor sets in an entry after it was made
 * clean and old must be told by whichever call takes it away.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <asm/tlbflush.h>
#include <xpv/domain.h>
#include <xpv/ptset.h>
#include "../internal.h"
#include "../mmu/mmu.h"

#define ORDER	3
#define PAGES	(1 << ORDER)
#define TRIES	2	/* of two neighbouring mappings one lies in one table */

/**
 * struct live_map - the pages and their second mapping
 * @page: the first of PAGES with consecutive frame numbers
 * @area: each mapping tried; the last one is used
 * @at: address of the mapping
 * @ptep: its entries
 * @vma: stands for the mapping where one is asked for
 */
struct live_map {
	struct page *page;
	void *area[TRIES];
	unsigned long at;
	pte_t *ptep;
	struct vm_area_struct vma;
};

static void flush(struct live_map *map)
{
	flush_tlb_kernel_range(map->at, map->at + PAGES * PAGE_SIZE);
}

static unsigned long *word(struct live_map *map, unsigned int i)
{
	return (unsigned long *)(map->at + i * PAGE_SIZE);
}

static unsigned long addr_of(struct live_map *map, unsigned int i)
{
	return map->at + i * PAGE_SIZE;
}

static pte_t fresh_pte(struct live_map *map, unsigned int i)
{
	return mk_pte(map->page + i, PAGE_KERNEL);
}

/* All entries writable, clean and old, and no processor remembers others. */
static void clean(struct live_map *map)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		set_pte(map->ptep + i, pte_mkold(pte_mkclean(fresh_pte(map, i))));
	flush(map);
}

static void restore(struct live_map *map)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		set_pte(map->ptep + i, fresh_pte(map, i));
	flush(map);
}

static void touch(struct live_map *map, unsigned int i)
{
	WRITE_ONCE(*word(map, i), READ_ONCE(*word(map, i)) + 1);
}

static void cleared_clean(struct kunit *test)
{
	struct live_map *map = test->priv;
	pte_t old;

	clean(map);
	old = xpv_ptset_get_and_clear(&init_mm, map->at, map->ptep);
	KUNIT_EXPECT_FALSE(test, pte_dirty(old));
	KUNIT_EXPECT_FALSE(test, pte_young(old));
	KUNIT_EXPECT_TRUE(test, pte_write(old));
	KUNIT_EXPECT_EQ(test, pte_pfn(old), page_to_pfn(map->page));
	KUNIT_EXPECT_TRUE(test, pte_none(ptep_get(map->ptep)));
}

static void cleared_tells_dirty(struct kunit *test)
{
	struct live_map *map = test->priv;
	pte_t old;

	clean(map);
	touch(map, 0);
	old = xpv_ptset_get_and_clear(&init_mm, map->at, map->ptep);
	KUNIT_EXPECT_TRUE(test, pte_dirty(old));
	KUNIT_EXPECT_TRUE(test, pte_young(old));
	KUNIT_EXPECT_EQ(test, pte_pfn(old), page_to_pfn(map->page));
	KUNIT_EXPECT_TRUE(test, pte_none(ptep_get(map->ptep)));
}

static void cleared_tells_read(struct kunit *test)
{
	struct live_map *map = test->priv;
	pte_t old;

	clean(map);
	READ_ONCE(*word(map, 0));
	old = xpv_ptset_get_and_clear(&init_mm, map->at, map->ptep);
	KUNIT_EXPECT_FALSE(test, pte_dirty(old));
	KUNIT_EXPECT_TRUE(test, pte_young(old));
}

static void cleared_of_nothing(struct kunit *test)
{
	struct live_map *map = test->priv;

	set_pte(map->ptep, native_make_pte(0));
	KUNIT_EXPECT_TRUE(test, pte_none(xpv_ptset_get_and_clear(&init_mm, map->at,
								 map->ptep)));
}

/* In a lazy section the old value is due at once all the same. */
static void cleared_in_lazy_section(struct kunit *test)
{
	struct live_map *map = test->priv;
	pte_t old[PAGES];
	unsigned int i;

	clean(map);
	touch(map, 2);
	arch_enter_lazy_mmu_mode();
	for (i = 0; i < PAGES; i++)
		old[i] = xpv_ptset_get_and_clear(&init_mm, addr_of(map, i), map->ptep + i);
	arch_leave_lazy_mmu_mode();
	for (i = 0; i < PAGES; i++) {
		KUNIT_EXPECT_EQ(test, !!pte_dirty(old[i]), i == 2);
		KUNIT_EXPECT_TRUE(test, pte_none(ptep_get(map->ptep + i)));
	}
}

static void wrprotect_keeps_dirty(struct kunit *test)
{
	struct live_map *map = test->priv;
	pte_t pte;

	clean(map);
	touch(map, 0);
	xpv_ptset_wrprotect(&init_mm, map->at, map->ptep);
	pte = ptep_get(map->ptep);
	KUNIT_EXPECT_FALSE(test, pte_write(pte));
	KUNIT_EXPECT_TRUE(test, pte_dirty(pte));
	KUNIT_EXPECT_TRUE(test, pte_young(pte));
	KUNIT_EXPECT_EQ(test, pte_pfn(pte), page_to_pfn(map->page));
}

static void wrprotect_makes_nothing_dirty(struct kunit *test)
{
	struct live_map *map = test->priv;
	pte_t pte;

	clean(map);
	xpv_ptset_wrprotect(&init_mm, map->at, map->ptep);
	flush(map);
	READ_ONCE(*word(map, 0));
	pte = ptep_get(map->ptep);
	KUNIT_EXPECT_FALSE(test, pte_write(pte));
	KUNIT_EXPECT_FALSE(test, pte_dirty(pte));
	KUNIT_EXPECT_TRUE(test, pte_young(pte));
}

static void young_is_told_once(struct kunit *test)
{
	struct live_map *map = test->priv;

	clean(map);
	KUNIT_EXPECT_EQ(test, xpv_ptset_test_and_clear_young(&map->vma, map->at, map->ptep), 0);
	READ_ONCE(*word(map, 0));
	KUNIT_EXPECT_EQ(test, xpv_ptset_test_and_clear_young(&map->vma, map->at, map->ptep), 1);
	KUNIT_EXPECT_FALSE(test, pte_young(ptep_get(map->ptep)));
	KUNIT_EXPECT_EQ(test, xpv_ptset_test_and_clear_young(&map->vma, map->at, map->ptep), 0);
	flush(map);
	READ_ONCE(*word(map, 0));
	KUNIT_EXPECT_EQ(test, xpv_ptset_test_and_clear_young(&map->vma, map->at, map->ptep), 1);
}

static void young_keeps_dirty(struct kunit *test)
{
	struct live_map *map = test->priv;
	pte_t pte;

	clean(map);
	touch(map, 0);
	KUNIT_EXPECT_EQ(test, xpv_ptset_test_and_clear_young(&map->vma, map->at, map->ptep), 1);
	pte = ptep_get(map->ptep);
	KUNIT_EXPECT_TRUE(test, pte_dirty(pte));
	KUNIT_EXPECT_TRUE(test, pte_write(pte));
	KUNIT_EXPECT_FALSE(test, pte_young(pte));
	flush(map);
	touch(map, 0);
	KUNIT_EXPECT_TRUE(test, pte_young(ptep_get(map->ptep)));
}

static void batch_wrprotects(struct kunit *test)
{
	struct live_map *map = test->priv;
	unsigned int i;

	clean(map);
	touch(map, 3);
	xpv_ptset_wrprotect_ptes(&init_mm, map->at, map->ptep, PAGES);
	for (i = 0; i < PAGES; i++) {
		pte_t pte = ptep_get(map->ptep + i);

		KUNIT_EXPECT_FALSE(test, pte_write(pte));
		KUNIT_EXPECT_EQ(test, !!pte_dirty(pte), i == 3);
		KUNIT_EXPECT_EQ(test, pte_pfn(pte), page_to_pfn(map->page) + i);
	}
}

/* One dirty page among many: the sum of all says so, whichever it is. */
static void batch_clear_tells_dirty(struct kunit *test)
{
	struct live_map *map = test->priv;
	unsigned int dirty, i;

	for (dirty = 0; dirty <= PAGES; dirty++) {
		pte_t all;

		clean(map);
		if (dirty < PAGES)
			touch(map, dirty);
		all = xpv_ptset_get_and_clear_ptes(&init_mm, map->at, map->ptep, PAGES, 0);
		KUNIT_EXPECT_EQ(test, !!pte_dirty(all), dirty < PAGES);
		KUNIT_EXPECT_EQ(test, !!pte_young(all), dirty < PAGES);
		KUNIT_EXPECT_EQ(test, pte_pfn(all), page_to_pfn(map->page));
		for (i = 0; i < PAGES; i++)
			KUNIT_EXPECT_TRUE(test, pte_none(ptep_get(map->ptep + i)));
	}
}

static void batch_sets_and_clears(struct kunit *test)
{
	struct live_map *map = test->priv;
	unsigned int i;

	xpv_ptset_clear_ptes(&init_mm, map->at, map->ptep, PAGES, 0);
	for (i = 0; i < PAGES; i++)
		KUNIT_EXPECT_TRUE(test, pte_none(ptep_get(map->ptep + i)));
	xpv_ptset_set_ptes(&init_mm, map->at, map->ptep, fresh_pte(map, 0), PAGES);
	flush(map);
	for (i = 0; i < PAGES; i++) {
		WRITE_ONCE(*word(map, i), i + 1000);
		KUNIT_EXPECT_EQ(test, pte_pfn(ptep_get(map->ptep + i)),
				page_to_pfn(map->page) + i);
		KUNIT_EXPECT_EQ(test, READ_ONCE(*(unsigned long *)page_address(map->page + i)),
				i + 1000);
	}
}

static void batch_makes_old(struct kunit *test)
{
	struct live_map *map = test->priv;
	unsigned int i;

	clean(map);
	touch(map, 5);
	xpv_ptset_clear_young_dirty_ptes(&map->vma, map->at, map->ptep, PAGES,
					 (__force unsigned int)CYDP_CLEAR_YOUNG);
	for (i = 0; i < PAGES; i++) {
		pte_t pte = ptep_get(map->ptep + i);

		KUNIT_EXPECT_FALSE(test, pte_young(pte));
		KUNIT_EXPECT_TRUE(test, pte_write(pte));
		KUNIT_EXPECT_EQ(test, !!pte_dirty(pte), i == 5);
	}
}

static void batch_makes_clean(struct kunit *test)
{
	struct live_map *map = test->priv;
	unsigned int i, flags = (__force unsigned int)(CYDP_CLEAR_YOUNG | CYDP_CLEAR_DIRTY);

	restore(map);
	for (i = 0; i < PAGES; i++)
		touch(map, i);
	xpv_ptset_clear_young_dirty_ptes(&map->vma, map->at, map->ptep, PAGES, flags);
	flush(map);
	touch(map, 1);
	for (i = 0; i < PAGES; i++) {
		pte_t pte = ptep_get(map->ptep + i);

		KUNIT_EXPECT_TRUE(test, pte_write(pte));
		KUNIT_EXPECT_EQ(test, pte_pfn(pte), page_to_pfn(map->page) + i);
		KUNIT_EXPECT_EQ(test, !!pte_dirty(pte), i == 1);
		KUNIT_EXPECT_EQ(test, !!pte_young(pte), i == 1);
	}
}

/* Map the pages so that one table holds all entries. */
static int make_mapping(struct live_map *map)
{
	struct page *pages[PAGES];
	unsigned int i, level;

	for (i = 0; i < PAGES; i++)
		pages[i] = map->page + i;
	for (i = 0; i < TRIES; i++) {
		map->area[i] = vmap(pages, PAGES, VM_MAP, PAGE_KERNEL);
		if (!map->area[i])
			return -ENOMEM;
		map->at = (unsigned long)map->area[i];
		map->ptep = lookup_address(map->at, &level);
		if (!map->ptep || level != PG_LEVEL_4K)
			return -EINVAL;
		if (pte_index(map->at) + PAGES <= PTRS_PER_PTE)
			return 0;
	}
	return -EINVAL;
}

static int init(struct kunit *test)
{
	struct live_map *map;

	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	map = kunit_kzalloc(test, sizeof(*map), GFP_KERNEL);
	if (!map)
		return -ENOMEM;
	test->priv = map;
	map->vma.vm_mm = &init_mm;
	map->page = alloc_pages(GFP_KERNEL | __GFP_ZERO, ORDER);
	return map->page ? make_mapping(map) : -ENOMEM;
}

static void exit_live(struct kunit *test)
{
	struct live_map *map = test->priv;
	unsigned int i;

	if (!map)
		return;
	if (map->ptep)
		restore(map);
	for (i = 0; i < TRIES; i++)
		vunmap(map->area[i]);
	if (map->page)
		__free_pages(map->page, ORDER);
}

/* What all others rely on: these entries are Xen's to write. */
static void table_is_pinned(struct kunit *test)
{
	struct live_map *map = test->priv;

	KUNIT_EXPECT_TRUE(test, xpv_pin_holds(map->ptep));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(table_is_pinned),
	KUNIT_CASE(cleared_clean),
	KUNIT_CASE(cleared_tells_dirty),
	KUNIT_CASE(cleared_tells_read),
	KUNIT_CASE(cleared_of_nothing),
	KUNIT_CASE(cleared_in_lazy_section),
	KUNIT_CASE(wrprotect_keeps_dirty),
	KUNIT_CASE(wrprotect_makes_nothing_dirty),
	KUNIT_CASE(young_is_told_once),
	KUNIT_CASE(young_keeps_dirty),
	KUNIT_CASE(batch_wrprotects),
	KUNIT_CASE(batch_clear_tells_dirty),
	KUNIT_CASE(batch_sets_and_clears),
	KUNIT_CASE(batch_makes_old),
	KUNIT_CASE(batch_makes_clean),
	{}
};

static struct kunit_suite suite = {
	.name = "xpv_pt_live",
	.init = init,
	.exit = exit_live,
	.test_cases = cases,
};
kunit_test_suite(suite);
