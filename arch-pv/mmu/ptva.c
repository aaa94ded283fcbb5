// SPDX-License-Identifier: GPL-2.0-only
/*
 * Single page-table entries named by the address that they map.
 *
 * In the address space that the CPU has loaded, update_va_mapping needs no
 * machine address of the entry and no memory to read the request from, and
 * flushes in the same call. The caller holds the page-table lock.
 *
 * ABI: update_va_mapping and UVMF_* in xen/interface/xen.h
 */
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/page_table_check.h>
#include <asm/tlbflush.h>
#include <xpv/ptset.h>
#include "../internal.h"
#include "mmu.h"

/* Is an address of this address space an address here and now? */
static bool ptva_is_loaded(const struct mm_struct *mm)
{
	return mm != &init_mm && this_cpu_read(cpu_tlbstate.loaded_mm) == mm;
}

static bool ptva_reaches(const struct mm_struct *mm, const pte_t *ptep)
{
	return ptva_is_loaded(mm) && !xpv_ptset_deferring() && xpv_pin_holds(ptep);
}

void xpv_ptva_set(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte)
{
	if (!static_branch_likely(&xpv_pin_marked))
		xpv_ptset_pte(ptep, pte);
	else if (!xpv_pin_holds(ptep))
		native_set_pte(ptep, pte);
	else if (xpv_ptset_deferring())
		xpv_ptset_defer(mm, addr, ptep, MMU_NORMAL_PT_UPDATE, native_pte_val(pte));
	else if (ptva_is_loaded(mm))
		xpv_must(xpv_hcall_va_mapping(addr, native_pte_val(pte), UVMF_NONE),
			 "update_va_mapping");
	else
		xpv_ptset_pte(ptep, pte);
}
EXPORT_SYMBOL_GPL(xpv_ptva_set);

/**
 * xpv_ptva_alone() - can no other CPU look at an address space?
 * @mm: the address space; a page-table lock of it is held
 *
 * No other task can enter it, and no other CPU has it loaded still.
 */
bool xpv_ptva_alone(struct mm_struct *mm)
{
	return current->mm == mm && atomic_read(&mm->mm_users) == 1 &&
	       cpumask_equal(mm_cpumask(mm), cpumask_of(smp_processor_id()));
}

/*
 * Which vCPUs to flush. Xen reads the mask after it has changed the entry, which
 * is when it must be read.
 */
static unsigned long ptva_cpus(struct mm_struct *mm)
{
	if (xpv_ptva_alone(mm))
		return UVMF_LOCAL;
	return UVMF_MULTI | (unsigned long)cpumask_bits(mm_cpumask(mm));
}

/**
 * xpv_ptva_replace() - change a read-only entry to another page and flush it
 * @vma: mapping that @addr lies in, of an address space that is xpv_ptva_alone()
 * @addr: address
 * @ptep: its entry
 * @pte: the new one
 */
void xpv_ptva_replace(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t pte)
{
	struct mm_struct *mm = vma->vm_mm;

	page_table_check_ptes_set(mm, ptep, pte, 1);
	if (ptva_reaches(mm, ptep)) {
		xpv_must(xpv_hcall_va_mapping(addr, native_pte_val(pte),
					      UVMF_INVLPG | UVMF_LOCAL),
			 "update_va_mapping");
	} else {
		xpv_ptset_pte_at(mm, addr, ptep, pte);
		xpv_tlb_flush_one(addr);
	}
	mmu_notifier_arch_invalidate_secondary_tlbs(mm, addr, addr + PAGE_SIZE);
}

/**
 * xpv_ptva_clear_flush() - take an entry away everywhere, in one call
 * @vma: mapping that @addr lies in
 * @addr: address
 * @ptep: its entry
 * @old: filled with what it was
 *
 * Only for an entry whose Dirty bit cannot change any more. No generation of the
 * address space is counted: every CPU that could remember the entry has been
 * flushed when this returns.
 *
 * Return: false where it is not so simple; nothing has been done then.
 */
bool xpv_ptva_clear_flush(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
			  pte_t *old)
{
	pte_t pte = ptep_get(ptep);

	if (!(native_pte_val(pte) & _PAGE_PRESENT) ||
	    xpv_ptset_may_dirty(native_pte_val(pte)) || !ptva_reaches(vma->vm_mm, ptep))
		return false;
	addr &= PAGE_MASK;
	xpv_must(xpv_hcall_va_mapping(addr, 0, UVMF_INVLPG | ptva_cpus(vma->vm_mm)),
		 "update_va_mapping");
	mmu_notifier_arch_invalidate_secondary_tlbs(vma->vm_mm, addr, addr + PAGE_SIZE);
	*old = pte;
	return true;
}
