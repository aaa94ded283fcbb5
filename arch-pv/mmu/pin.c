// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of the kernel: which of them are read-only to us.
 *
 * Every table that is hooked in is, since Xen types it as a table then. PG_pinned
 * of its page says so from the moment every struct page exists; before, the entry
 * that maps the table does. Tables of users are table.c's.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include "../internal.h"
#include "mmu.h"

#define PTRS_PER_PTE_SHIFT 9

DEFINE_STATIC_KEY_FALSE(xpv_pin_marked);

/*
 * During boot a table is filled before it is hooked in, and only then made
 * read-only: whether it is, the entry that maps it shows.
 */
bool xpv_pin_holds_early(const void *entry)
{
	unsigned long va = (unsigned long)entry;
	const pteval_t *table = (const pteval_t *)init_top_pgt;
	int shift;

	for (shift = PAGE_SHIFT + 3 * PTRS_PER_PTE_SHIFT; ; shift -= PTRS_PER_PTE_SHIFT) {
		pteval_t val = table[(va >> shift) % PTRS_PER_PTE];

		if (shift == PAGE_SHIFT)
			return !(val & _PAGE_RW);
		table = __va(xpv_pteval_to_pfn(val) & PTE_PFN_MASK);
	}
}

static void pin_set_access(unsigned long pfn, pgprot_t prot)
{
	unsigned long va = (unsigned long)__va(pfn << PAGE_SHIFT);

	xpv_must(xpv_hcall_va_mapping(va, native_pte_val(pfn_pte(pfn, prot)), UVMF_NONE),
		 "update_va_mapping of a page table");
}

/* About to be hooked in; nobody else knows it yet. */
void xpv_pin_alloc(unsigned long pfn)
{
	if (static_branch_likely(&xpv_pin_marked))
		SetPagePinned(pfn_to_page(pfn));
	pin_set_access(pfn, PAGE_KERNEL_RO);
}

/* Has just been unhooked; it will be freed as plain memory. */
void xpv_pin_release(unsigned long pfn)
{
	pin_set_access(pfn, PAGE_KERNEL);
	ClearPagePinned(pfn_to_page(pfn));
}

/* A table page and those below it; @level: 4 for a pgd, 1 for ptes. */
static void __init pin_mark(struct page *table, int level, unsigned int first)
{
	const pteval_t *entry = page_address(table);
	unsigned int i;

	/* KASAN's early shadow leads to the same few tables many times. */
	if (TestSetPagePinned(table))
		return;
	for (i = first; level > 1 && i < PTRS_PER_PTE; i++)
		if (entry[i] & _PAGE_PRESENT)
			pin_mark(pfn_to_page((xpv_pteval_to_pfn(entry[i]) & PTE_PFN_MASK) >>
					     PAGE_SHIFT), level - 1, 0);
}

/*
 * All struct pages are final: from here on the marks tell. The slots from the
 * first after Xen's own on are the kernel's.
 */
void __init xpv_pin_kernel(void)
{
	pin_mark(virt_to_page(swapper_pg_dir), 4, pgd_index(XPV_P2M_BASE));
	static_branch_enable(&xpv_pin_marked);
}
