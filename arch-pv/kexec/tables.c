// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page tables that a new kernel finds, as a domain builder makes them: its first
 * frames from virt_base on, its p2m list, and the page of the jump where it is now.
 *
 * Entries name machine frames. Nothing is allocated; our own mapping of each page
 * that becomes a table is read-only when it is done.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../internal.h"
#include "../mmu/mmu.h"
#include "kexec.h"

/**
 * struct tables - tables in the making
 * @k: the kernel they are for
 * @next: frame that becomes the next one
 */
struct tables {
	struct xpv_kexec *k;
	unsigned long next;
};

static u64 tables_machine(struct page *page)
{
	return (u64)xpv_mfn_number(xpv_page_mfn(page)) << PAGE_SHIFT;
}

static u64 *tables_below(struct tables *t, u64 *entry)
{
	struct page *page;

	if (*entry)
		return __va(xpv_m2p_read((*entry & XPV_PTE_FRAME) >> PAGE_SHIFT) << PAGE_SHIFT);
	page = t->k->page[t->next++];
	*entry = tables_machine(page) | XPV_KEXEC_TABLE;
	return page_address(page);
}

static void tables_map(struct tables *t, unsigned long va, u64 leaf)
{
	u64 *table = page_address(t->k->page[t->k->layout.tables]);
	int shift;

	for (shift = PGDIR_SHIFT; shift > PAGE_SHIFT; shift -= PMD_SHIFT - PAGE_SHIFT)
		table = tables_below(t, &table[(va >> shift) % PTRS_PER_PTE]);
	table[(va >> PAGE_SHIFT) % PTRS_PER_PTE] = leaf;
}

static bool tables_is_table(const struct xpv_kexec_layout *l, unsigned long frame)
{
	return (frame >= l->list_tables && frame < l->info) ||
	       (frame >= l->tables && frame < l->stack);
}

void xpv_kexec_protect(struct page *page)
{
	pte_t pte = pfn_pte(page_to_pfn(page), PAGE_KERNEL_RO);

	xpv_must(xpv_hcall_va_mapping((unsigned long)page_address(page), native_pte_val(pte),
				      UVMF_NONE), "update_va_mapping of a new table");
}

void xpv_kexec_pin(u64 root)
{
	struct mmuext_op op = { .cmd = MMUEXT_PIN_L4_TABLE, .arg1.mfn = root };

	xpv_must(xpv_hcall_mmuext(&op, 1), "MMUEXT_PIN_L4_TABLE of new tables");
}

/**
 * xpv_kexec_tables() - make them
 * @k: the kernel, its page tables zero, its p2m list made
 *
 * Context: interrupts off, nobody else runs.
 * Return: the machine address of the top level.
 */
u64 xpv_kexec_tables(struct xpv_kexec *k)
{
	const struct xpv_kexec_layout *l = &k->layout;
	struct tables list = { k, l->list_tables }, other = { k, l->tables + 1 };
	unsigned long i;

	for (i = l->list; i < l->list_tables; i++)
		tables_map(&list, k->image.list_base + ((i - l->list) << PAGE_SHIFT),
			   tables_machine(k->page[i]) | XPV_KEXEC_LEAF);
	for (i = 0; i < l->end; i++)
		tables_map(&other, k->image.virt_base + (i << PAGE_SHIFT),
			   xpv_kexec_list_get(k, i) << PAGE_SHIFT |
			   (tables_is_table(l, i) ? XPV_KEXEC_LEAF & ~_PAGE_RW : XPV_KEXEC_LEAF));
	tables_map(&other, (unsigned long)page_address(k->jump),
		   tables_machine(k->jump) | XPV_KEXEC_LEAF);
	for (i = 0; i < l->end; i++)
		if (tables_is_table(l, i))
			xpv_kexec_protect(k->page[i]);
	return tables_machine(k->page[l->tables]);
}
