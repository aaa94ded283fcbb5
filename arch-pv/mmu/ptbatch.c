// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of page-table entries: what the core mm does to a large folio or a
 * run of pages at once goes to Xen at once.
 *
 * Each range opens a lazy MMU section of its own unless it is in one already.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <xpv/ptset.h>
#include "../internal.h"
#include "mmu.h"

/* True when this range has opened the section and must close it. */
static bool ptbatch_open(void)
{
	return in_task() && xpv_ptset_lazy_begin();
}

static void ptbatch_close(bool opened)
{
	if (opened)
		xpv_ptset_lazy_leave();
}

void xpv_ptset_set_ptes(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			pte_t pte, unsigned int nr)
{
	bool opened;

	if (nr == 1) {
		xpv_ptva_set(mm, addr, ptep, pte);
		return;
	}
	opened = ptbatch_open();
	for (; nr; nr--, ptep++, addr += PAGE_SIZE, pte = pte_next_pfn(pte))
		xpv_ptset_pte_at(mm, addr, ptep, pte);
	ptbatch_close(opened);
}
EXPORT_SYMBOL_GPL(xpv_ptset_set_ptes);

void xpv_ptset_wrprotect_ptes(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			      unsigned int nr)
{
	bool opened = nr > 1 && ptbatch_open();

	for (; nr; nr--, ptep++, addr += PAGE_SIZE)
		xpv_ptset_wrprotect(mm, addr, ptep);
	ptbatch_close(opened);
}
EXPORT_SYMBOL_GPL(xpv_ptset_wrprotect_ptes);

pte_t xpv_ptset_get_and_clear_ptes(struct mm_struct *mm, unsigned long addr,
				   pte_t *ptep, unsigned int nr, int full)
{
	bool opened = nr > 1 && ptbatch_open();
	pte_t all = xpv_ptset_get_and_clear(mm, addr, ptep);

	while (--nr) {
		pte_t pte = xpv_ptset_get_and_clear(mm, addr += PAGE_SIZE, ++ptep);

		if (pte_dirty(pte))
			all = pte_mkdirty(all);
		if (pte_young(pte))
			all = pte_mkyoung(all);
	}
	ptbatch_close(opened);
	return all;
}
EXPORT_SYMBOL_GPL(xpv_ptset_get_and_clear_ptes);

/* The caller wants neither the entries nor their Accessed and Dirty bits. */
void xpv_ptset_clear_ptes(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			  unsigned int nr, int full)
{
	bool opened = nr > 1 && ptbatch_open();

	for (; nr; nr--, ptep++, addr += PAGE_SIZE)
		xpv_ptset_pte_at(mm, addr, ptep, native_make_pte(0));
	ptbatch_close(opened);
}
EXPORT_SYMBOL_GPL(xpv_ptset_clear_ptes);

static void ptbatch_make_clean(struct vm_area_struct *vma, unsigned long addr,
			       pte_t *ptep, unsigned int flags)
{
	pte_t pte = xpv_ptset_get_and_clear(vma->vm_mm, addr, ptep);

	if (flags & (__force unsigned int)CYDP_CLEAR_YOUNG)
		pte = pte_mkold(pte);
	if (flags & (__force unsigned int)CYDP_CLEAR_DIRTY)
		pte = pte_mkclean(pte);
	xpv_ptset_pte_at(vma->vm_mm, addr, ptep, pte);
}

void xpv_ptset_clear_young_dirty_ptes(struct vm_area_struct *vma, unsigned long addr,
				      pte_t *ptep, unsigned int nr,
				      unsigned int flags)
{
	bool opened = nr > 1 && ptbatch_open();

	for (; nr; nr--, ptep++, addr += PAGE_SIZE) {
		if (flags == (__force unsigned int)CYDP_CLEAR_YOUNG)
			xpv_ptset_test_and_clear_young(vma, addr, ptep);
		else
			ptbatch_make_clean(vma, addr, ptep, flags);
	}
	ptbatch_close(opened);
}
EXPORT_SYMBOL_GPL(xpv_ptset_clear_young_dirty_ptes);
