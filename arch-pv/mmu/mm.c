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

/* Generic code copies the slots from PAGE_OFFSET on; the p2m list lies below. */
int xpv_mm_pgd_alloc(struct mm_struct *mm)
{
	unsigned int slot = pgd_index(XPV_P2M_BASE);
	unsigned long user = get_zeroed_page(GFP_KERNEL_ACCOUNT);

	if (!user)
		return -ENOMEM;
	set_page_private(virt_to_page(mm->pgd), user);
	mm->pgd[slot] = swapper_pg_dir[slot];
	return 0;
}

void xpv_mm_pgd_free(struct mm_struct *mm, pgd_t *pgd)
{
	struct page *page = virt_to_page(pgd);

	free_page(page_private(page));
	set_page_private(page, 0);
}
