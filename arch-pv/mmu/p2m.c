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
#include <linux/init.h>
#include <xen/interface/xen.h>
#include <xen/interface/memory.h>
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

/*
 * Tell the toolstack where the list is, for save, migration and core dumps.
 * Every supported toolstack reads a list mapped in our own page tables; for
 * one that does not, the guest runs but cannot be saved.
 */
void __init xpv_p2m_publish(void)
{
	struct arch_shared_info __shared *arch = &xpv_shared_info->arch;
	struct arch_shared_info *out = (struct arch_shared_info __force *)arch;

	if (!(xpv_start_info->flags & SIF_VIRT_P2M_4TOOLS)) {
		pr_notice("xpv: this toolstack cannot read the frame list; save and migration will fail\n");
		return;
	}
	WRITE_ONCE(out->max_pfn, xpv_p2m_entries);
	WRITE_ONCE(out->pfn_to_mfn_frame_list_list, ~0UL);
	WRITE_ONCE(out->p2m_generation, 0);
	WRITE_ONCE(out->p2m_vaddr, XPV_P2M_BASE);
	/* The toolstack takes the other fields as valid once this is not 0. */
	smp_wmb();
	WRITE_ONCE(out->p2m_cr3,
		   xen_pfn_to_cr3(xpv_mfn_number(xpv_virt_mfn(swapper_pg_dir))));
}
