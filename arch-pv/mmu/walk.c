// SPDX-License-Identifier: GPL-2.0-only
/*
 * Visiting the pages that make up a page table.
 *
 * A table page is visited after the tables below it. The caller sees to it
 * that no table is freed meanwhile; entries may change, tables do not.
 */
#include "../internal.h"
#include "mmu.h"

struct walk {
	xpv_walk_fn fn;
	void *ctx;
};

static struct page *walk_page(pteval_t entry)
{
	return pfn_to_page((xpv_pteval_to_pfn(entry) & PTE_PFN_MASK) >> PAGE_SHIFT);
}

/* @level: 4 for a pgd, 1 for a table of ptes. Large mappings do not exist here. */
static void walk_table(const struct walk *w, struct page *table, int level,
		       unsigned int first, unsigned int end)
{
	const pteval_t *entry = page_address(table);
	unsigned int i;

	for (i = first; level > 1 && i < end; i++) {
		pteval_t val = READ_ONCE(entry[i]);

		if (val & _PAGE_PRESENT)
			walk_table(w, walk_page(val), level - 1, 0, PTRS_PER_PTE);
	}
	w->fn(table, level, w->ctx);
}

void xpv_walk_user(pgd_t *pgd, xpv_walk_fn fn, void *ctx)
{
	struct walk w = { .fn = fn, .ctx = ctx };

	walk_table(&w, virt_to_page(pgd), 4, 0, PTRS_PER_PGD / 2);
}

/* From the first slot after Xen's own to the end. */
void xpv_walk_kernel(pgd_t *pgd, xpv_walk_fn fn, void *ctx)
{
	struct walk w = { .fn = fn, .ctx = ctx };

	walk_table(&w, virt_to_page(pgd), 4, pgd_index(XPV_P2M_BASE), PTRS_PER_PGD);
}
