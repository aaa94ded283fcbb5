// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table entries of programs that lead to pages of other domains.
 *
 * Such a page is mapped by the grant-table interface, and unmapped by it; Xen counts
 * the mappings. A table that has such an entry stays held (xpv_ptpark_forbid()): it
 * could be parked, but never be handed back, as validating a table does not look
 * for grants. The entry is special, so that no generic code looks for its page.
 *
 * ABI: GNTTABOP_map_grant_ref, GNTTABOP_unmap_grant_ref in xen/interface/grant_table.h
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <xen/interface/xen.h>
#include <xen/interface/grant_table.h>
#include <xpv/foreign.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "mmu.h"

/* In one hypercall; their requests are on the stack. */
#define FOREIGN_BATCH	16

#define FOREIGN_FLAGS	(GNTMAP_host_map | GNTMAP_application_map | GNTMAP_contains_pte | \
			 1U << _GNTMAP_guest_avail0)

/* The first bit that the guest may choose makes the entry special. */
static_assert(_PAGE_SPECIAL == 1UL << 9);

static int foreign_table_alloc(struct mm_struct *mm, unsigned long addr)
{
	p4d_t *p4d = p4d_alloc(mm, pgd_offset(mm, addr), addr);
	pud_t *pud = p4d ? pud_alloc(mm, p4d, addr) : NULL;
	pmd_t *pmd = pud ? pmd_alloc(mm, pud, addr) : NULL;

	return pmd && !pte_alloc(mm, pmd) ? 0 : -ENOMEM;
}

int xpv_foreign_prepare(struct mm_struct *mm, unsigned long addr, unsigned long pages)
{
	unsigned long end = addr + pages * PAGE_SIZE;
	int err = 0;

	for (; addr < end && !err; addr = pmd_addr_end(addr, end))
		err = foreign_table_alloc(mm, addr);
	return err;
}

static int foreign_errno(s16 status)
{
	switch (status) {
	case GNTST_okay:
		return 0;
	case GNTST_eagain:
		return -EAGAIN;
	case GNTST_no_space:
		return -ENOSPC;
	default:
		return -EINVAL;
	}
}

/* What came of a batch. Return: 0 or the first error. */
static int foreign_mapped(const struct gnttab_map_grant_ref *op, struct xpv_foreign *pages,
			  unsigned int n)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < n; i++) {
		pages[i].mapped = op[i].status == GNTST_okay;
		pages[i].entry = op[i].host_addr;
		pages[i].handle = op[i].handle;
		err = err ?: foreign_errno(op[i].status);
	}
	return err;
}

/* @n pages whose entries are in one table, at most FOREIGN_BATCH. */
static int foreign_map_batch(struct mm_struct *mm, unsigned long addr,
			     struct xpv_foreign *pages, unsigned int n, bool readonly)
{
	struct gnttab_map_grant_ref op[FOREIGN_BATCH] = {};
	pmd_t *pmd = pmd_off(mm, addr);
	spinlock_t *lock = pte_lockptr(mm, pmd);
	unsigned int i;
	u64 entry;
	pte_t *pte;
	long err;

	spin_lock(lock);
	xpv_ptpark_forbid(mm, addr);
	pte = pte_offset_kernel(pmd, addr);
	entry = (xpv_mfn_number(xpv_virt_mfn(pte)) << PAGE_SHIFT) | offset_in_page(pte);
	for (i = 0; i < n; i++) {
		op[i].host_addr = entry + i * sizeof(*pte);
		op[i].flags = FOREIGN_FLAGS | (readonly ? GNTMAP_readonly : 0);
		op[i].ref = pages[i].ref;
		op[i].dom = pages[i].domain;
		op[i].status = GNTST_general_error;
	}
	err = xpv_hcall_gnttab(GNTTABOP_map_grant_ref, op, n);
	err = foreign_mapped(op, pages, n) ?: err;
	spin_unlock(lock);
	return err;
}

int xpv_foreign_map(struct mm_struct *mm, unsigned long addr, struct xpv_foreign *pages,
		    unsigned long count, bool readonly)
{
	unsigned long in_table, n;
	int err = 0;

	for (; count && !err; count -= n, pages += n, addr += n * PAGE_SIZE) {
		in_table = PTRS_PER_PTE - pte_index(addr);
		n = min3(count, in_table, (unsigned long)FOREIGN_BATCH);
		err = foreign_map_batch(mm, addr, pages, n, readonly);
	}
	return err;
}

static void foreign_unmap_batch(struct xpv_foreign **pages, unsigned int n)
{
	struct gnttab_unmap_grant_ref op[FOREIGN_BATCH] = {};
	unsigned int i;
	long err;

	if (!n)
		return;
	for (i = 0; i < n; i++) {
		op[i].host_addr = pages[i]->entry;
		op[i].handle = pages[i]->handle;
		op[i].status = GNTST_general_error;
	}
	err = xpv_hcall_gnttab(GNTTABOP_unmap_grant_ref, op, n);
	for (i = 0; i < n; i++) {
		WARN_ONCE(err || op[i].status != GNTST_okay,
			  "a granted page is not unmapped: %ld, %d\n", err, op[i].status);
		pages[i]->mapped = false;
	}
}

void xpv_foreign_unmap(struct xpv_foreign *pages, unsigned long count)
{
	struct xpv_foreign *todo[FOREIGN_BATCH];
	unsigned int n = 0;

	for (; count; count--, pages++) {
		if (!pages->mapped)
			continue;
		todo[n++] = pages;
		if (n == FOREIGN_BATCH) {
			foreign_unmap_batch(todo, n);
			n = 0;
		}
	}
	foreign_unmap_batch(todo, n);
}

void xpv_foreign_hold(void)
{
	xpv_ptpark_end(current->mm, current->mm->pgd);
}
