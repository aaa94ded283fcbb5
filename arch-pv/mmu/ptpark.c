// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parked tables: pages of ptes that are taken from the processor to be written
 * to, and given back when it asks for them.
 *
 * Where many entries of a table change at once (fork, munmap, mprotect), taking
 * it away from Xen, writing plainly and handing it back costs less than telling
 * Xen of each entry; and a table that is not used afterwards, as most of a child
 * that calls exec or exit, is never handed back at all.
 *
 * The pmd of a parked table is not present to the processor, but to Linux it is
 * (pmd_parked() in asm/pgtable.h): lookups go on as ever. It changes between the
 * two forms only here, under the lock of the table. A processor that touches
 * what a parked table maps takes a page fault, which ends in
 * xpv_ptpark_fault(). When the hypercall that parks a table returns, no
 * processor walks it any more: Xen has seen to that before it let us write.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/spinlock.h>
#include "../internal.h"
#include "mmu.h"

static struct mmu_update ptpark_update(pmd_t *pmdp, pmdval_t val)
{
	unsigned long mfn = xpv_mfn_number(xpv_virt_mfn(pmdp));

	return (struct mmu_update){
		.ptr = ((u64)mfn << PAGE_SHIFT) | offset_in_page(pmdp),
		.val = val,
	};
}

static pmdval_t ptpark_value(const struct page *table)
{
	pmdval_t frame = (pmdval_t)page_to_pfn(table) << PAGE_SHIFT;

	return (~frame & PTE_PFN_MASK) | (_PAGE_TABLE & ~_PAGE_PRESENT) | _PAGE_PROTNONE;
}

static pmd_t *ptpark_pmd(struct mm_struct *mm, unsigned long addr)
{
	return pmd_offset(pud_offset(p4d_offset(pgd_offset(mm, addr), addr), addr), addr);
}

/**
 * xpv_ptpark() - take a table from the processor
 * @mm: address space, not the kernel's
 * @addr: an address that the table maps
 * @table: its page, held; its lock is taken
 */
void xpv_ptpark(struct mm_struct *mm, unsigned long addr, struct page *table)
{
	struct mmu_update unhook = ptpark_update(ptpark_pmd(mm, addr), ptpark_value(table));

	xpv_table_let_go(table, &unhook);
}

static void ptpark_hand_back(pmd_t *pmdp, struct page *table)
{
	pmd_t pmd = __pmd(((pmdval_t)page_to_pfn(table) << PAGE_SHIFT) | _PAGE_TABLE);
	struct mmu_update hook = ptpark_update(pmdp, native_pmd_val(pmd));

	xpv_table_hold(table, 1, &hook);
}

/**
 * xpv_ptpark_fault() - the processor has asked for what a table maps
 * @mm: address space
 * @pmdp: entry for the table. A lock of the VMA or of @mm keeps the table
 */
void xpv_ptpark_fault(struct mm_struct *mm, pmd_t *pmdp)
{
	pmd_t pmd = pmdp_get_lockless(pmdp);
	spinlock_t *lock;

	if (likely(!pmd_parked(pmd)))
		return;
	lock = pte_lockptr(mm, &pmd);
	spin_lock(lock);
	if (pmd_same(pmd, pmdp_get_lockless(pmdp)))
		ptpark_hand_back(pmdp, pmd_page(pmd));
	spin_unlock(lock);
}

static void ptpark_end_ptes(struct mm_struct *mm, pud_t *pud)
{
	pmd_t *pmd = pmd_offset(pud, 0);
	unsigned int i;

	for (i = 0; i < PTRS_PER_PMD; i++)
		xpv_ptpark_fault(mm, pmd + i);
}

static void ptpark_end_puds(struct mm_struct *mm, p4d_t *p4d)
{
	pud_t *pud = pud_offset(p4d, 0);
	unsigned int i;

	for (i = 0; i < PTRS_PER_PUD; i++)
		if (pud_present(pud[i]) && !pud_leaf(pud[i]))
			ptpark_end_ptes(mm, pud + i);
}

/**
 * xpv_ptpark_end() - hand all tables of an address space back
 * @mm: address space; its lock is held for writing, or nothing else runs
 * @pgd: its top level
 */
void xpv_ptpark_end(struct mm_struct *mm, pgd_t *pgd)
{
	p4d_t *p4d = (p4d_t *)pgd;
	unsigned int i;

	for (i = 0; i < PTRS_PER_PGD / 2; i++)
		if (p4d_present(p4d[i]))
			ptpark_end_puds(mm, p4d + i);
}

/**
 * xpv_ptpark_forbid() - hand a table back and never park it again while it is one
 * @mm: address space
 * @addr: an address that the table maps
 *
 * Context: the table's lock is taken.
 */
void xpv_ptpark_forbid(struct mm_struct *mm, unsigned long addr)
{
	pmd_t *pmdp = ptpark_pmd(mm, addr);
	struct page *table = pmd_page(*pmdp);

	if (pmd_parked(*pmdp))
		ptpark_hand_back(pmdp, table);
	xpv_table_set_foreign(table);
}
