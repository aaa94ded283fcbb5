// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the domain builder's page tables to the kernel's own.
 *
 * The builder maps the image, its own tables and a few pages behind them from
 * __START_KERNEL_map on, frame 0 first. Its last-level tables are kept: they
 * serve the image mapping and, from PAGE_OFFSET on, the beginning of the
 * direct map, so that one entry is the only mapping of a frame to protect.
 * The levels above are the kernel's static tables, whose link-time contents
 * are converted to machine frames here.
 */
#include <linux/init.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/tlbflush.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "mmu.h"

static pud_t ptboot_direct_pud[PTRS_PER_PUD] __page_aligned_bss;
static pmd_t ptboot_direct_pmd[PTRS_PER_PMD] __page_aligned_bss;

/* The static tables that become part of swapper_pg_dir. */
static void *const ptboot_tables[] __initconst = {
	init_top_pgt, level3_kernel_pgt, level2_kernel_pgt, level2_fixmap_pgt,
	ptboot_direct_pud, ptboot_direct_pmd,
};

/* Frames from 0 on that the builder mapped, all of them executable. */
static unsigned long ptboot_mapped __initdata;

static pteval_t __init ptboot_entry(unsigned long phys, pteval_t flags)
{
	return (xpv_p2m_read(phys >> PAGE_SHIFT) << PAGE_SHIFT) | flags;
}

static pteval_t __init ptboot_table(const void *table)
{
	return ptboot_entry(__pa_symbol(table), _KERNPG_TABLE_NOENC);
}

/* Tables of the builder are reached through the image mapping. */
static pteval_t *__init ptboot_below(pteval_t entry)
{
	unsigned long pfn = xpv_m2p_read((entry & PTE_PFN_MASK) >> PAGE_SHIFT);

	return (pteval_t *)(__START_KERNEL_map + (pfn << PAGE_SHIFT));
}

static void __init ptboot_fill(const pteval_t *builder)
{
	pteval_t *top = (pteval_t *)init_top_pgt, *fixmap = (pteval_t *)level2_fixmap_pgt;
	pteval_t *image = ptboot_below(builder[pgd_index(__START_KERNEL_map)]);
	unsigned int i;

	image = ptboot_below(image[pud_index(__START_KERNEL_map)]);
	memcpy(level2_kernel_pgt, image, PAGE_SIZE);
	memcpy(ptboot_direct_pmd, image, PAGE_SIZE);
	for (i = 0; i < PTRS_PER_PMD; i++)
		if (image[i] & _PAGE_PRESENT)
			ptboot_mapped = (i + 1) * PTRS_PER_PTE;

	for (i = 0; i < PTRS_PER_PMD; i++)
		if (fixmap[i] & _PAGE_PRESENT)
			fixmap[i] = ptboot_entry(fixmap[i] & PTE_PFN_MASK, _KERNPG_TABLE_NOENC);

	memset(level3_kernel_pgt, 0, PAGE_SIZE);
	*(pteval_t *)&level3_kernel_pgt[pud_index(__START_KERNEL_map)] =
		ptboot_table(level2_kernel_pgt);
	*(pteval_t *)&level3_kernel_pgt[PTRS_PER_PUD - 1] = ptboot_table(level2_fixmap_pgt);
	*(pteval_t *)&ptboot_direct_pud[0] = ptboot_table(ptboot_direct_pmd);

	/* The p2m list's slot is the builder's, as is the shadow's, kasan.c. */
	memset(top, 0, PAGE_SIZE);
	for (i = pgd_index(XPV_P2M_BASE); i < PTRS_PER_PGD; i++)
		top[i] = builder[i];
	/* The builder lets the list be executed. */
	if (cpuid_edx(0x80000001) & BIT(X86_FEATURE_NX & 31))
		top[pgd_index(XPV_P2M_BASE)] |= _PAGE_NX;
	top[pgd_index(PAGE_OFFSET)] = ptboot_table(ptboot_direct_pud);
	top[pgd_index(__START_KERNEL_map)] = ptboot_table(level3_kernel_pgt);
}

static void __init ptboot_protect(const void *table)
{
	pteval_t pte = ptboot_entry(__pa_symbol(table), _PAGE_PRESENT | _PAGE_ACCESSED);

	xpv_must(xpv_hcall_va_mapping((unsigned long)table, pte, UVMF_INVLPG),
		 "update_va_mapping of a boot page table");
}

static void __init ptboot_load(const void *builder)
{
	unsigned long mfn = xpv_p2m_read(__pa_symbol(init_top_pgt) >> PAGE_SHIFT);
	struct mmuext_op op[3] = {
		{ .cmd = MMUEXT_PIN_L4_TABLE, .arg1.mfn = mfn },
		{ .cmd = MMUEXT_NEW_BASEPTR, .arg1.mfn = mfn },
		{ .cmd = MMUEXT_UNPIN_TABLE,
		  .arg1.mfn = xpv_p2m_read(__pa(builder) >> PAGE_SHIFT) },
	};

	xpv_must(xpv_hcall_mmuext(op, ARRAY_SIZE(op)), "mmuext_op for the kernel's tables");
}

void __init xpv_ptboot_switch(void)
{
	void *builder = (void *)xpv_start_info->pt_base;
	unsigned int i;

	__supported_pte_mask &= ~_PAGE_GLOBAL;
	__default_kernel_pte_mask &= ~_PAGE_GLOBAL;
	ptboot_fill(builder);
	for (i = 0; i < ARRAY_SIZE(ptboot_tables); i++)
		ptboot_protect(ptboot_tables[i]);
	for (i = 0; i < FIXMAP_PMD_NUM; i++)
		ptboot_protect(level1_fixmap_pgt + i * PTRS_PER_PTE);
	ptboot_load(builder);
	xpv_start_info = __va(__pa(xpv_start_info));
}

/* Frames that hold the builder's p2m list and the tables that map it. */
bool xpv_ptboot_reserved(unsigned long pfn)
{
	return pfn - xpv_start_info->first_p2m_pfn < xpv_start_info->nr_p2m_frames;
}

/*
 * The image mapping reaches beyond the image, and what the builder put there
 * is executable. The direct map keeps it, as data.
 */
static int __init ptboot_trim(void)
{
	unsigned long image = __pa_symbol(_text) >> PAGE_SHIFT;
	unsigned long end = PFN_UP(__pa_symbol(_end));
	unsigned long pmd = DIV_ROUND_UP(end, PTRS_PER_PTE);

	if (!xpv_domain_pv())
		return 0;
	for (; pmd < PTRS_PER_PMD; pmd++)
		if (!pmd_none(level2_kernel_pgt[pmd]))
			pmd_clear(&level2_kernel_pgt[pmd]);
	flush_tlb_all();
	set_memory_nx((unsigned long)__va(0), image);
	set_memory_nx((unsigned long)__va(PFN_PHYS(end)), ptboot_mapped - end);
	return 0;
}
core_initcall(ptboot_trim);
