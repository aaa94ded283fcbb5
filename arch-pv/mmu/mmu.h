/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of mmu/ share: frame lookups inlined for the hot paths, and
 * the write side of page tables.
 */
#ifndef XPV_MMU_H
#define XPV_MMU_H

#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <asm/asm.h>
#include <asm/pgtable.h>
#include <xen/interface/xen.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../layout.h"

/* p2m.c: entries of the list, which is at XPV_P2M_BASE */
extern unsigned long xpv_p2m_entries;
/* p2m.c: those that the builder filled; from there on frames had no memory at boot */
extern unsigned long xpv_p2m_built;
/* p2m.c: how far Xen's m2p table reaches */
extern unsigned long xpv_m2p_entries;

static __always_inline unsigned long xpv_p2m_read(unsigned long pfn)
{
	if (unlikely(pfn >= xpv_p2m_entries))
		return ~0UL;
	return READ_ONCE(((unsigned long *)XPV_P2M_BASE)[pfn]);
}

/* By whoever owns the frame; only for frames below xpv_p2m_entries. */
static __always_inline void xpv_p2m_write(unsigned long pfn, unsigned long mfn)
{
	WRITE_ONCE(((unsigned long *)XPV_P2M_BASE)[pfn], mfn);
}

/* The m2p table has holes where the machine has no memory: reading may fault. */
static __always_inline unsigned long xpv_m2p_read(unsigned long mfn)
{
	const unsigned long *m2p = (const unsigned long *)MACH2PHYS_VIRT_START;
	unsigned long pfn;

	if (unlikely(mfn >= xpv_m2p_entries))
		return ~0UL;
	asm volatile("1: movq %[entry], %[pfn]\n"
		     "2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_EFAULT_REG, %[pfn])
		     : [pfn] "=r" (pfn) : [entry] "m" (m2p[mfn]));
	return pfn;
}

/* pteval.S */
pteval_t xpv_pteval_to_pfn(pteval_t val);
pteval_t xpv_pteval_to_table(pteval_t val);
pteval_t xpv_pteval_to_mfn(pteval_t val);

/*
 * pin.c: on from the moment every struct page exists and the kernel's own
 * tables are marked; before, the mapping of a table tells.
 */
DECLARE_STATIC_KEY_FALSE(xpv_pin_marked);
bool xpv_pin_holds_early(const void *entry);

/* Is the table that holds this entry read-only and known to Xen as a table? */
static __always_inline bool xpv_pin_holds(const void *entry)
{
	if (!static_branch_likely(&xpv_pin_marked))
		return xpv_pin_holds_early(entry);
	return PagePinned(virt_to_page(entry));
}

/* pin.c: tables of the kernel, about to be hooked in, or just unhooked */
void xpv_pin_alloc(unsigned long pfn);
void xpv_pin_release(unsigned long pfn);

/* table.c: a page of a user page table; see there for what held and plain are */
void xpv_table_hold(struct page *table, int level, const struct mmu_update *hook);
void xpv_table_let_go(struct page *table, const struct mmu_update *unhook);

/*
 * Does a page of ptes have foreign frames (foreign.c), so that it must stay held?
 * Written under the table's lock; cleared when it becomes plain.
 */
static __always_inline bool xpv_table_foreign(const struct page *table)
{
	return test_bit(PG_arch_1, &table->flags);
}

static __always_inline void xpv_table_set_foreign(struct page *table)
{
	set_bit(PG_arch_1, &table->flags);
}

static __always_inline void xpv_table_clear_foreign(struct page *table)
{
	clear_bit(PG_arch_1, &table->flags);
}

void xpv_table_alloc_pte(struct mm_struct *mm, unsigned long pfn);
void xpv_table_alloc_pmd(struct mm_struct *mm, unsigned long pfn);
void xpv_table_alloc_pud(struct mm_struct *mm, unsigned long pfn);
void xpv_table_release_pte(unsigned long pfn);
void xpv_table_release_pmd(unsigned long pfn);
void xpv_table_release_pud(unsigned long pfn);

/* tcache.c, beside what asm/pgtable.h declares */
bool xpv_tcache_put(struct page *table, int level);

/* ptpark.c, beside what asm/pgtable.h declares */
void xpv_ptpark(struct mm_struct *mm, unsigned long addr, struct page *table);
void xpv_ptpark_end(struct mm_struct *mm, pgd_t *pgd);
void xpv_ptpark_forbid(struct mm_struct *mm, unsigned long addr);

/* ptset.c */
void xpv_ptset_pte(pte_t *ptep, pte_t pte);
void xpv_ptset_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte);
void xpv_ptset_pmd(pmd_t *pmdp, pmd_t pmd);
void xpv_ptset_pud(pud_t *pudp, pud_t pud);
void xpv_ptset_p4d(p4d_t *p4dp, p4d_t p4d);
pte_t xpv_ptset_modify_start(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep);
void xpv_ptset_modify_commit(struct vm_area_struct *vma, unsigned long addr,
			     pte_t *ptep, pte_t pte);
/* Can the processor still set Dirty in this entry? */
static __always_inline bool xpv_ptset_may_dirty(pteval_t val)
{
	return (val & (_PAGE_PRESENT | _PAGE_RW | _PAGE_DIRTY)) ==
	       (_PAGE_PRESENT | _PAGE_RW);
}

/* The running task is in a lazy MMU section. Per CPU, written with preemption off. */
DECLARE_PER_CPU(bool, xpv_ptset_lazy);

/* Does an update wait for the end of a lazy section? Interrupts never defer. */
static __always_inline bool xpv_ptset_deferring(void)
{
	return this_cpu_read(xpv_ptset_lazy) && in_task();
}

void xpv_ptset_defer(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
		     unsigned int command, u64 val);
void xpv_ptset_lazy_enter(void);
bool xpv_ptset_lazy_begin(void);
void xpv_ptset_lazy_leave(void);
void xpv_ptset_lazy_flush(void);
void xpv_ptset_sync(void);	/* whatever is queued on this CPU is in the tables after this */

/* pt_boot.c */
bool xpv_ptboot_reserved(unsigned long pfn);

/* mm.c */
void xpv_mm_enter(struct mm_struct *mm);
void xpv_mm_hold(pgd_t *pgd);
int xpv_mm_pgd_alloc(struct mm_struct *mm);
void xpv_mm_pgd_free(struct mm_struct *mm, pgd_t *pgd);
pgd_t *xpv_mm_user_pgd(const pgd_t *pgd);	/* NULL for the kernel's own */

/* tlb.c */
unsigned long xpv_tlb_read_cr3(void);
void xpv_tlb_write_cr3(unsigned long cr3);
void xpv_tlb_flush_user(void);
void xpv_tlb_flush_one(unsigned long addr);
/* called by arch/x86/mm/tlb.c */
void xpv_tlb_flush_range(unsigned long start, unsigned long end, unsigned int stride_shift);
void xpv_tlb_flush_kernel(unsigned long start, unsigned long end);
void xpv_tlb_flush_multi(const struct cpumask *cpus, const struct flush_tlb_info *info);

/* fixmap.c */
void xpv_fixmap_set(unsigned int idx, phys_addr_t phys, pgprot_t prot);
void xpv_fixmap_map_shared_info(void);
void xpv_fixmap_clear_shared_info(void);

/* p2m.c: the domain is a new one; all CPUs stopped */
void xpv_p2m_resume(void);

#endif /* XPV_MMU_H */
