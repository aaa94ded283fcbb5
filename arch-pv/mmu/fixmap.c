// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fixed mappings, and the page that all vCPUs share with Xen.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <asm/fixmap.h>
#include "../internal.h"
#include "mmu.h"

/*
 * FIX_PARAVIRT_BOOTMAP is set aside for a hypervisor's page, here shared info:
 * it is named by its machine address. Every other physical address is ours.
 */
void xpv_fixmap_set(unsigned int idx, phys_addr_t phys, pgprot_t prot)
{
	pte_t pte;

	if (idx == FIX_PARAVIRT_BOOTMAP)
		pte = xpv_pteval_mfn(xpv_mfn(phys >> PAGE_SHIFT), prot);
	else
		pte = pfn_pte(phys >> PAGE_SHIFT, prot);
	__native_set_fixmap(idx, pte);
}

void xpv_fixmap_map_shared_info(void)
{
	xpv_fixmap_set(FIX_PARAVIRT_BOOTMAP, xpv_start_info->shared_info, PAGE_KERNEL);
}

/* Nothing reads the page from here on until it is mapped again. */
void xpv_fixmap_clear_shared_info(void)
{
	__native_set_fixmap(FIX_PARAVIRT_BOOTMAP, native_make_pte(0));
}

void __init xpv_shared_info_map(void)
{
	xpv_fixmap_map_shared_info();
	xpv_shared_info = (struct shared_info __force __shared *)
		fix_to_virt(FIX_PARAVIRT_BOOTMAP);
	xpv_must(xpv_hcall_assist(VMASST_CMD_disable, VMASST_TYPE_writable_pagetables),
		 "vm_assist");
}
