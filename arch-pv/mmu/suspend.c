// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of memory must be in order before the domain is saved, and afterwards.
 *
 * The toolstack reads the guest's memory page by page and knows from Xen which
 * of them are page tables: in those it turns machine frames into frame numbers,
 * and back on the other side. So every page with machine frames in it must be a
 * table to Xen then (held, see table.c), and no entry may lead to a frame of
 * Xen's. The p2m list the toolstack writes itself; what leads it there we do.
 *
 * ABI: xen/interface/xen.h; docs/specs/libxc-migration-stream.pandoc of Xen
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/fixmap.h>
#include "../internal.h"
#include "mmu.h"

/* The lower half belongs to users; what is above is held while it is hooked in. */
static void suspend_hold_pgd(pgd_t *pgd)
{
	xpv_ptpark_end(pgd_page_get_mm(virt_to_page(pgd)), pgd);
	xpv_mm_hold(pgd);
}

/**
 * xpv_mmu_suspend() - make the page tables fit to be saved
 *
 * Context: all CPUs stopped, interrupts off. Lists and tables of other tasks are
 * not in the middle of a change, since their locks are spinning ones.
 */
void xpv_mmu_suspend(void)
{
	struct ptdesc *pt;

	list_for_each_entry(pt, &pgd_list, pt_list)
		suspend_hold_pgd(ptdesc_address(pt));
	xpv_fixmap_clear_shared_info();
}

/* In whatever domain this is now. */
void xpv_mmu_resume(void)
{
	xpv_fixmap_map_shared_info();
}

void xpv_mmu_resume_new(void)
{
	xpv_p2m_resume();
}
