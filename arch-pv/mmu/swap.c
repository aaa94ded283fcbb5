// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two frames exchange their memory.
 *
 * ABI: MMU_MACHPHYS_UPDATE in xen/interface/xen.h
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/string.h>
#include <xpv/page.h>
#include "../internal.h"
#include "mmu.h"

static void __init swap_map(unsigned long pfn, unsigned long mfn)
{
	unsigned long va = (unsigned long)__va(PFN_PHYS(pfn));

	xpv_p2m_write(pfn, mfn);
	xpv_must(xpv_hcall_va_mapping(va, native_pte_val(pfn_pte(pfn, PAGE_KERNEL)),
				      UVMF_INVLPG), "update_va_mapping");
}

/**
 * xpv_swap_frame() - have a page consist of a certain machine frame
 * @page: in the direct map, a page of plain memory
 * @keep: so many bytes from the beginning on stay the machine frame's, the others
 *	come along with the page
 * @mfn: machine frame of ours, whose frame gets the page's memory
 *
 * Context: boot, one CPU. The frame that had @mfn is mapped nowhere but in the direct
 * map, and so is @page.
 */
void __init xpv_swap_frame(void *page, size_t keep, xpv_mfn_t mfn)
{
	unsigned long to = __pa(page) >> PAGE_SHIFT;
	unsigned long from = xpv_pfn_number(xpv_m2p_lookup(mfn));
	unsigned long old = xpv_p2m_read(to);
	struct mmu_update update[2] = {
		{ .ptr = (u64)xpv_mfn_number(mfn) << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, .val = to },
		{ .ptr = (u64)old << PAGE_SHIFT | MMU_MACHPHYS_UPDATE, .val = from },
	};

	memcpy(__va(PFN_PHYS(from)) + keep, page + keep, PAGE_SIZE - keep);
	xpv_must(xpv_hcall_mmu_update(update, ARRAY_SIZE(update), NULL), "MMU_MACHPHYS_UPDATE");
	swap_map(to, xpv_mfn_number(mfn));
	swap_map(from, old);
}
