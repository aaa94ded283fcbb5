/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read-modify-write of page-table entries, called by asm/pgtable.h when this
 * kernel runs as a PV guest. Each does what the generic function named in its
 * comment promises; the caller holds the page-table lock.
 */
#ifndef XPV_PTSET_H
#define XPV_PTSET_H

#include <linux/types.h>
#include <asm/pgtable_types.h>

struct mm_struct;
struct vm_area_struct;

/* ptep_get_and_clear(), ptep_get_and_clear_full() */
pte_t xpv_ptset_get_and_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
/* ptep_set_wrprotect() */
void xpv_ptset_wrprotect(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
/* ptep_test_and_clear_young() */
int xpv_ptset_test_and_clear_young(struct vm_area_struct *vma, unsigned long addr,
				   pte_t *ptep);
/* set_ptes() */
void xpv_ptset_set_ptes(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			pte_t pte, unsigned int nr);
/* wrprotect_ptes() */
void xpv_ptset_wrprotect_ptes(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			      unsigned int nr);
/* get_and_clear_full_ptes() */
pte_t xpv_ptset_get_and_clear_ptes(struct mm_struct *mm, unsigned long addr,
				   pte_t *ptep, unsigned int nr, int full);
/* clear_full_ptes() */
void xpv_ptset_clear_ptes(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			  unsigned int nr, int full);
/* clear_young_dirty_ptes(); @flags is a cydp_t */
void xpv_ptset_clear_young_dirty_ptes(struct vm_area_struct *vma, unsigned long addr,
				      pte_t *ptep, unsigned int nr,
				      unsigned int flags);
/* set_pte_at(), ptep_set_access_flags() */
void xpv_ptva_set(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte);
/* ptep_clear_flush() */
bool xpv_ptva_clear_flush(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
			  pte_t *old);
/* ptep_clear_flush() and set_pte_at() of a copied page */
bool xpv_ptva_alone(struct mm_struct *mm);
void xpv_ptva_replace(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep,
		      pte_t pte);

#endif /* XPV_PTSET_H */
