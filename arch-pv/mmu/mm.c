// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two top levels of an address space.
 *
 * Kernel and user mode both run at CPL 3, so what keeps user code out of the
 * kernel's memory is a second top level without the kernel half; Xen switches
 * between the two. It hangs off the kernel's pgd page as its private value,
 * set before the pgd can be seen and constant until it is freed.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include "../internal.h"
#include "mmu.h"

pgd_t *xpv_mm_user_pgd(const pgd_t *pgd)
{
	if (!static_branch_likely(&xpv_pin_marked))
		return NULL;
	return (pgd_t *)page_private(virt_to_page(pgd));
}

/*
 * Kernel entries, up to date. Generic code copies the slots from PAGE_OFFSET on;
 * the p2m list lies below. A pgd that was kept may have missed a change.
 * Context: pgd_lock, so that changes from here on reach it.
 */
void xpv_mm_pgd_kernel(pgd_t *pgd)
{
	unsigned int i, first = pgd_index(XPV_P2M_BASE);
	p4d_t *to = (p4d_t *)pgd, *from = (p4d_t *)swapper_pg_dir;

	if (!PagePinned(virt_to_page(pgd))) {
		memcpy(to + first, from + first, (PTRS_PER_PGD - first) * sizeof(*to));
		return;
	}
	for (i = first; i < PTRS_PER_PGD; i++)
		if (native_p4d_val(to[i]) != native_p4d_val(from[i]))
			set_p4d(to + i, from[i]);
}

/* A pgd that was kept has its user half still. */
int xpv_mm_pgd_alloc(struct mm_struct *mm)
{
	struct page *page = virt_to_page(mm->pgd);
	unsigned long user;

	if (page_private(page))
		return 0;
	user = get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!user)
		return -ENOMEM;
	set_page_private(page, user);
	return 0;
}

void xpv_mm_pgd_free(struct mm_struct *mm, pgd_t *pgd)
{
	struct page *page = virt_to_page(pgd);

	free_page(page_private(page));
	set_page_private(page, 0);
}

/**
 * xpv_mm_hold() - make both top levels of an address space loadable
 * @pgd: the kernel's
 */
void xpv_mm_hold(pgd_t *pgd)
{
	struct page *top = virt_to_page(pgd);

	if (PagePinned(top))
		return;
	xpv_table_hold(virt_to_page(xpv_mm_user_pgd(pgd)), 4, NULL);
	xpv_table_hold(top, 4, NULL);
}

/* Exec, or the end of fork: the address space is about to be loaded. */
void xpv_mm_enter(struct mm_struct *mm)
{
	xpv_mm_hold(mm->pgd);
}
