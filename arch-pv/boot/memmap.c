// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory map: asks Xen, decides (memmap_calc.c), tells e820 and memblock.
 *
 * ABI: XENMEM_memory_map in xen/interface/memory.h
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/pfn.h>
#include <linux/sort.h>
#include <asm/cmdline.h>
#include <asm/e820/api.h>
#include <asm/setup.h>
#include <xen/interface/xen.h>
#include <xen/interface/memory.h>
#include <xpv/domain.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../internal.h"
#include "memmap_calc.h"

static struct boot_e820_entry memmap_raw[XPV_MEMMAP_MAX] __initdata;
static struct xpv_memmap_range memmap_host[XPV_MEMMAP_MAX] __initdata;
static struct xpv_memmap memmap_guest __initdata;

/* To a crash kernel only its own memory is any. */
static bool __init memmap_has(unsigned long pfn)
{
	unsigned long usable = xpv_start_usable();

	return xpv_pfn_owned(xpv_pfn(pfn)) && (!usable || pfn < usable);
}

static int __init memmap_compare(const void *a, const void *b)
{
	const struct xpv_memmap_range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

/* Whole frames only: RAM shrinks to frame borders, anything else grows. */
static struct xpv_memmap_range __init memmap_frames(const struct boot_e820_entry *e)
{
	u64 end = e->addr + e->size;

	if (e->type == XPV_MEMMAP_RAM)
		return (struct xpv_memmap_range){ PFN_UP(e->addr), PFN_DOWN(end), e->type };
	return (struct xpv_memmap_range){ PFN_DOWN(e->addr), PFN_UP(end), e->type };
}

static unsigned int __init memmap_ask(void)
{
	struct xen_memory_map op = { .nr_entries = ARRAY_SIZE(memmap_raw) };
	unsigned int i;

	set_xen_guest_handle(op.buffer, memmap_raw);
	if (xpv_hcall_memory(XENMEM_memory_map, &op) || !op.nr_entries) {
		memmap_host[0] = (struct xpv_memmap_range){ 0, xpv_start_info->nr_pages,
							    XPV_MEMMAP_RAM };
		return 1;
	}
	op.nr_entries = min_t(unsigned int, op.nr_entries, ARRAY_SIZE(memmap_raw));
	for (i = 0; i < op.nr_entries; i++)
		memmap_host[i] = memmap_frames(&memmap_raw[i]);
	sort(memmap_host, op.nr_entries, sizeof(memmap_host[0]), memmap_compare, NULL);
	return op.nr_entries;
}

static void __init memmap_reserve_page(unsigned long mfn)
{
	xpv_pfn_t pfn = xpv_m2p_lookup(xpv_mfn(mfn));

	if (mfn && xpv_pfn_owned(pfn))
		memblock_reserve(PFN_PHYS(xpv_pfn_number(pfn)), PAGE_SIZE);
}

/* So that nobody takes it for init's. */
static int __init memmap_known(char *text)
{
	return 0;
}
early_param("xpv_maxmem", memmap_known);

/* xpv_maxmem=SIZE: how far memory may grow. No parameter is parsed yet. */
static unsigned long __init memmap_wanted(void)
{
	char text[32];

	if (xpv_start_usable())
		return 0;
	if (cmdline_find_option(boot_command_line, "xpv_maxmem", text, sizeof(text)) <= 0)
		return XPV_MEMMAP_ANY;
	return memparse(text, NULL) >> PAGE_SHIFT;
}

/* Frames from the end of the builder's list to @limit get memory later, or never. */
static void __init memmap_vacant(unsigned long limit)
{
	unsigned long frames = xpv_start_info->nr_pages;

	if (limit == frames)
		return;
	memblock_reserve(PFN_PHYS(frames), PFN_PHYS(limit - frames));
	xpv_p2m_reserve(limit);
	pr_info("xpv: memory may grow from %lu to %lu MiB\n",
		frames >> (20 - PAGE_SHIFT), limit >> (20 - PAGE_SHIFT));
}

/* Pages that Xen or CPUs go on using, and what a crash kernel is to read. */
static void __init memmap_inherit(const struct xpv_handover *h)
{
	unsigned int cpu;

	for (cpu = 0; cpu < XPV_PARK_CPUS; cpu++)
		memmap_reserve_page(h->block[cpu]);
	memmap_reserve_page(h->park_page);
	memblock_reserve(PFN_PHYS(h->header), PFN_PHYS(h->header_frames));
}

/* What the builder left in memory that is still used. */
static void __init memmap_reserve(const struct start_info *si)
{
	memblock_reserve(__pa(si), PAGE_SIZE);
	memblock_reserve(__pa(si->pt_base), PFN_PHYS(si->nr_pt_frames));
	memblock_reserve(PFN_PHYS(si->first_p2m_pfn), PFN_PHYS(si->nr_p2m_frames));
	if (xpv_start_handover())
		memmap_inherit(xpv_start_handover());
	if (xpv_domain_initial())
		return;
	memmap_reserve_page(si->store_mfn);
	memmap_reserve_page(si->console.domU.mfn);
}

char *__init xpv_memmap_setup(void)
{
	unsigned int i, count = memmap_ask();
	unsigned long frames = xpv_start_info->nr_pages;
	unsigned long limit = xpv_memmap_limit(memmap_host, count, frames, memmap_wanted());
	struct xpv_memmap *map = &memmap_guest;

	xpv_memmap_calc(map, memmap_host, count, frames, limit, memmap_has);
	for (i = 0; i < map->count; i++)
		e820__range_add(PFN_PHYS(map->range[i].start),
				PFN_PHYS(map->range[i].end - map->range[i].start),
				map->range[i].type);
	e820__update_table(e820_table);
	if (map->lost)
		pr_warn("xpv: %lu pages lie where the host's memory map has no RAM; they are not used\n",
			map->lost);
	memmap_reserve(xpv_start_info);
	memmap_vacant(limit);
	return "Xen";
}
