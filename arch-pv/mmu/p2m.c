// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's frame list: which machine frame is behind each of our frames.
 *
 * The domain builder writes the list and maps it at XPV_P2M_BASE, where the
 * INIT_P2M note asks for it; there it stays. Where memory may grow, pages of our
 * own are mapped behind the builder's. An entry is written only by a
 * single aligned store, so that the toolstack, which reads the list through
 * our page tables while it saves the guest, never sees half of one.
 *
 * ABI: struct arch_shared_info in asm/xen/interface.h (p2m_cr3, p2m_vaddr,
 * p2m_generation), XENMEM_machphys_mapping in xen/interface/memory.h
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <xen/interface/xen.h>
#include <xen/interface/memory.h>
#include <asm/pgtable.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "mmu.h"

unsigned long xpv_p2m_entries __ro_after_init;
unsigned long xpv_p2m_built __ro_after_init;
unsigned long xpv_m2p_entries __read_mostly;

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

/* How far the list shall reach once memory can be allocated. */
static unsigned long p2m_limit __initdata;

void __init xpv_p2m_reserve(unsigned long limit)
{
	p2m_limit = min(limit, XPV_P2M_MAX_ENTRIES);
}

static void p2m_query_m2p(void)
{
	struct xen_machphys_mapping map;

	xpv_m2p_entries = MACH2PHYS_NR_ENTRIES;
	if (!xpv_hcall_memory(XENMEM_machphys_mapping, &map))
		xpv_m2p_entries = min(map.max_mfn + 1, MACH2PHYS_NR_ENTRIES);
}

/* Both tables can be used from here on, before any page table is touched. */
void __init xpv_p2m_init(const struct start_info *si)
{
	xpv_p2m_entries = min(si->nr_pages, si->nr_p2m_frames * 512);
	xpv_p2m_built = xpv_p2m_entries;
	p2m_query_m2p();
}

/* The toolstack's older view: a page of frames of pages of frames of the list. */
#define P2M_PER_PAGE	(PAGE_SIZE / sizeof(unsigned long))

/*
 * The tree: its top, and the pages below it, by our addresses. Made at boot, then
 * only filled anew in a new domain.
 */
static unsigned long *p2m_tree __ro_after_init;
static unsigned long **p2m_below __ro_after_init;

/* A page of the list by its address in the direct map. */
static void *p2m_list_page(unsigned long index)
{
	return __va(slow_virt_to_phys((void *)(XPV_P2M_BASE + index * PAGE_SIZE)));
}

/* As far as a tree reaches: 512 GiB. */
static unsigned long p2m_list_pages(void)
{
	return min(DIV_ROUND_UP(xpv_p2m_entries, P2M_PER_PAGE), P2M_PER_PAGE * P2M_PER_PAGE);
}

static void p2m_fill_tree(void)
{
	unsigned long i, pages = p2m_list_pages();

	for (i = 0; i < pages; i++)
		p2m_below[i / P2M_PER_PAGE][i % P2M_PER_PAGE] =
			xpv_mfn_number(xpv_virt_mfn(p2m_list_page(i)));
	for (i = 0; i * P2M_PER_PAGE < pages; i++)
		p2m_tree[i] = xpv_mfn_number(xpv_virt_mfn(p2m_below[i]));
}

static int __init p2m_make_tree(void)
{
	unsigned long i, pages = p2m_list_pages();

	p2m_tree = (unsigned long *)get_zeroed_page(GFP_KERNEL);
	p2m_below = (unsigned long **)get_zeroed_page(GFP_KERNEL);
	if (!p2m_tree || !p2m_below)
		return -ENOMEM;
	for (i = 0; i * P2M_PER_PAGE < pages; i++) {
		p2m_below[i] = (unsigned long *)get_zeroed_page(GFP_KERNEL);
		if (!p2m_below[i])
			return -ENOMEM;
	}
	return 0;
}

/*
 * For the crash utility, which looks for the frame behind a machine frame and cannot
 * read the list where it is: a page of pages of the list's pages. Names and shape are
 * those of __xen_pvops_m2p_l3() in its kernel.c, which skips what equals the other two.
 */
static void ***p2m_top __used __ro_after_init;
static void *p2m_mid_missing __used, *p2m_missing __used;

static int __init p2m_make_index(void)
{
	unsigned long i, pages = p2m_list_pages();

	p2m_top = (void ***)get_zeroed_page(GFP_KERNEL);
	if (!p2m_top)
		return -ENOMEM;
	for (i = 0; i < pages; i++) {
		void ***mid = &p2m_top[i / P2M_PER_PAGE];

		if (!*mid)
			*mid = (void **)get_zeroed_page(GFP_KERNEL);
		if (!*mid)
			return -ENOMEM;
		(*mid)[i % P2M_PER_PAGE] = p2m_list_page(i);
	}
	return 0;
}

static int __init p2m_add_page(pte_t *ptep, unsigned long addr, void *unused)
{
	void *page = (void *)__get_free_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	memset(page, 0xff, PAGE_SIZE);
	set_pte_at(&init_mm, addr, ptep, pfn_pte(__pa(page) >> PAGE_SHIFT, PAGE_KERNEL));
	return 0;
}

/*
 * Entries for frames that may get memory, all saying that they have none. The
 * length is raised last: entries beyond it read the same.
 */
static int __init p2m_grow(void)
{
	unsigned long *list = (unsigned long *)XPV_P2M_BASE;
	unsigned long start = PAGE_ALIGN((unsigned long)(list + xpv_p2m_entries));
	unsigned long end = PAGE_ALIGN((unsigned long)(list + p2m_limit));
	int err = 0;

	if (p2m_limit <= xpv_p2m_entries)
		return 0;
	if (start < end)
		err = apply_to_page_range(&init_mm, start, end - start, p2m_add_page, NULL);
	if (err)
		return err;
	memset(list + xpv_p2m_entries, 0xff, start - (unsigned long)(list + xpv_p2m_entries));
	smp_wmb();	/* pairs with the dependency from length to entry in xpv_p2m_read() */
	WRITE_ONCE(xpv_p2m_entries, p2m_limit);
	return 0;
}

/* The list in our own page tables; @out->p2m_cr3 makes the other fields valid. */
static void p2m_publish_list(struct arch_shared_info *out)
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
static void p2m_publish(void)
{
	struct arch_shared_info *out;

	out = (struct arch_shared_info __force *)&xpv_shared_info->arch;
	WRITE_ONCE(out->max_pfn, xpv_p2m_entries);
	if (xpv_start_info->flags & SIF_VIRT_P2M_4TOOLS) {
		p2m_publish_list(out);
		return;
	}
	p2m_fill_tree();
	WRITE_ONCE(out->pfn_to_mfn_frame_list_list, xpv_mfn_number(xpv_virt_mfn(p2m_tree)));
}

/* The next host may want the tree although this one does not: it is made anyhow. */
static int __init p2m_publish_init(void)
{
	int err;

	if (!xpv_domain_pv())
		return 0;
	if (p2m_grow())
		pr_warn("xpv: no memory for a longer frame list: memory cannot grow\n");
	err = p2m_make_tree();
	if (!err)
		p2m_publish();
	return err ?: p2m_make_index();
}
core_initcall(p2m_publish_init);

/* The list has been written anew; Xen's table is that of another host, maybe. */
void xpv_p2m_resume(void)
{
	p2m_query_m2p();
	p2m_publish();
}
