// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's frame list: which machine frame is behind each of our frames.
 *
 * The domain builder writes the list and maps it at XPV_P2M_BASE, where the
 * INIT_P2M note asks for it; there it stays. An entry is written only by a
 * single aligned store, so that the toolstack, which reads the list through
 * our page tables while it saves the guest, never sees half of one.
 *
 * ABI: struct arch_shared_info in asm/xen/interface.h (p2m_cr3, p2m_vaddr,
 * p2m_generation), XENMEM_machphys_mapping in xen/interface/memory.h
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <xen/interface/xen.h>
#include <xen/interface/memory.h>
#include <asm/pgtable.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "mmu.h"

unsigned long xpv_p2m_entries __ro_after_init;
unsigned long xpv_m2p_entries __ro_after_init;

xpv_mfn_t xpv_p2m_lookup(xpv_pfn_t pfn)
{
	return xpv_mfn(xpv_p2m_read(xpv_pfn_number(pfn)));
}
EXPORT_SYMBOL_GPL(xpv_p2m_lookup);

xpv_pfn_t xpv_m2p_lookup(xpv_mfn_t mfn)
{
	unsigned long pfn = xpv_m2p_read(xpv_mfn_number(mfn));

	if (xpv_p2m_read(pfn) != xpv_mfn_number(mfn))
		pfn = ~0UL;
	return xpv_pfn(pfn);
}

bool xpv_pfn_owned(xpv_pfn_t pfn)
{
	return xpv_p2m_read(xpv_pfn_number(pfn)) != ~0UL;
}

/* Both tables can be used from here on, before any page table is touched. */
void __init xpv_p2m_init(const struct start_info *si)
{
	struct xen_machphys_mapping map;

	xpv_p2m_entries = min(si->nr_pages, si->nr_p2m_frames * 512);
	xpv_m2p_entries = MACH2PHYS_NR_ENTRIES;
	if (!xpv_hcall_memory(XENMEM_machphys_mapping, &map))
		xpv_m2p_entries = min(map.max_mfn + 1, MACH2PHYS_NR_ENTRIES);
}

/* The toolstack's older view: a page of frames of pages of frames of the list. */
#define P2M_PER_PAGE	(PAGE_SIZE / sizeof(unsigned long))

static unsigned long p2m_list_mfn(unsigned long index)
{
	unsigned long va = XPV_P2M_BASE + index * PAGE_SIZE;

	return xpv_mfn_number(xpv_p2m_lookup(xpv_pfn(slow_virt_to_phys((void *)va) >> PAGE_SHIFT)));
}

static unsigned long *__init p2m_frame_page(unsigned long first, unsigned long pages)
{
	unsigned long *frames = (unsigned long *)get_zeroed_page(GFP_KERNEL);
	unsigned long i;

	for (i = 0; frames && i < P2M_PER_PAGE && first + i < pages; i++)
		frames[i] = p2m_list_mfn(first + i);
	return frames;
}

static unsigned long *__init p2m_frame_tree(void)
{
	unsigned long pages = DIV_ROUND_UP(xpv_p2m_entries, P2M_PER_PAGE), i, *frames;
	unsigned long *top = (unsigned long *)get_zeroed_page(GFP_KERNEL);

	for (i = 0; top && i * P2M_PER_PAGE < pages; i++) {
		frames = p2m_frame_page(i * P2M_PER_PAGE, pages);
		if (!frames)
			return NULL;
		top[i] = xpv_mfn_number(xpv_virt_mfn(frames));
	}
	return top;
}

/* The list in our own page tables; @out->p2m_cr3 makes the other fields valid. */
static void __init p2m_publish_list(struct arch_shared_info *out)
{
	WRITE_ONCE(out->pfn_to_mfn_frame_list_list, ~0UL);
	WRITE_ONCE(out->p2m_generation, 0);
	WRITE_ONCE(out->p2m_vaddr, XPV_P2M_BASE);
	smp_wmb();	/* pairs with the toolstack's read of p2m_cr3 before the rest */
	WRITE_ONCE(out->p2m_cr3,
		   xen_pfn_to_cr3(xpv_mfn_number(xpv_virt_mfn(swapper_pg_dir))));
}

/*
 * Tell the toolstack where the list is, for save, migration and core dumps. It
 * says in start_info whether it can follow our page tables; the tree is for
 * one that does not say so, and never changes since the list never moves.
 */
static int __init p2m_publish(void)
{
	struct arch_shared_info *out;
	unsigned long *top;

	if (!xpv_domain_pv())
		return 0;
	out = (struct arch_shared_info __force *)&xpv_shared_info->arch;
	WRITE_ONCE(out->max_pfn, xpv_p2m_entries);
	if (xpv_start_info->flags & SIF_VIRT_P2M_4TOOLS) {
		p2m_publish_list(out);
		return 0;
	}
	top = p2m_frame_tree();
	if (!top)
		return -ENOMEM;
	WRITE_ONCE(out->pfn_to_mfn_frame_list_list, xpv_mfn_number(xpv_virt_mfn(top)));
	return 0;
}
core_initcall(p2m_publish);
