// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page of a user page table, and what it is to Xen.
 *
 * held:  read-only to us, validated and pinned at its level; its entries change
 *        by hypercall. PG_pinned and PG_savepinned are set.
 * plain: memory of ours like any other, which no processor walks. A table is
 *        plain before it is hooked in for the first time, and while it is parked
 *        (ptpark.c).
 *
 * Validating a page costs Xen a look at each of its 512 entries. Hence a table
 * is held from the moment it is hooked in, stays so when it is unhooked and is
 * kept for the next address space (tcache.c).
 *
 * PG_pinned of a page of ptes that is hooked in changes under its own page-table
 * lock. A set flag is always right, since Xen accepts updates to a page that is
 * no table; a clear one only while the page is writable. Hence it is set before
 * the page becomes read-only and cleared after it has become writable.
 *
 * Tables of the kernel are typed by being hooked in, not pinned (pin.c): of the
 * two flags they have PG_pinned only.
 */
#include <linux/mm.h>
#include "../call/batch.h"
#include "../internal.h"
#include "mmu.h"

/* mremap holds the locks of two tables of pmds when it hooks one of ptes in. */
#define TABLE_LOCK_DEPTH	2

static const unsigned int table_pin_command[] = {
	[1] = MMUEXT_PIN_L1_TABLE,
	[2] = MMUEXT_PIN_L2_TABLE,
	[3] = MMUEXT_PIN_L3_TABLE,
	[4] = MMUEXT_PIN_L4_TABLE,
};

static struct mmuext_op table_pin(struct page *table, unsigned int command)
{
	return (struct mmuext_op){
		.cmd = command,
		.arg1.mfn = xpv_mfn_number(xpv_virt_mfn(page_address(table))),
	};
}

static void table_protect(struct xpv_batch *b, struct page *table, pgprot_t prot)
{
	pte_t pte = pfn_pte(page_to_pfn(table), prot);

	xpv_batch_add(b, __HYPERVISOR_update_va_mapping,
		      (unsigned long)page_address(table), native_pte_val(pte), UVMF_NONE);
}

static void table_mmuext(struct xpv_batch *b, const struct mmuext_op *op)
{
	xpv_batch_add(b, __HYPERVISOR_mmuext_op, (unsigned long)op, 1, 0);
}

static void table_entry(struct xpv_batch *b, const struct mmu_update *req)
{
	if (req)
		xpv_batch_add(b, __HYPERVISOR_mmu_update, (unsigned long)req, 1, 0);
}

/**
 * xpv_table_hold() - make a plain table page a held one
 * @table: the page; what it contains is valid for its level
 * @level: 1 for ptes to 4 for pgds
 * @hook: an entry to change afterwards, or NULL
 */
void xpv_table_hold(struct page *table, int level, const struct mmu_update *hook)
{
	struct mmuext_op pin = table_pin(table, table_pin_command[level]);
	struct xpv_batch b;

	SetPagePinned(table);
	SetPageSavePinned(table);
	xpv_batch_init(&b);
	table_protect(&b, table, PAGE_KERNEL_RO);
	table_mmuext(&b, &pin);
	table_entry(&b, hook);
	xpv_batch_send(&b);
}

/**
 * xpv_table_let_go() - make a held table page a plain one
 * @table: the page
 * @unhook: an entry to change before, or NULL where nothing leads to the page
 */
void xpv_table_let_go(struct page *table, const struct mmu_update *unhook)
{
	struct mmuext_op unpin = table_pin(table, MMUEXT_UNPIN_TABLE);
	struct xpv_batch b;

	xpv_batch_init(&b);
	table_entry(&b, unhook);
	table_mmuext(&b, &unpin);
	table_protect(&b, table, PAGE_KERNEL);
	xpv_batch_send(&b);
	ClearPagePinned(table);
	ClearPageSavePinned(table);
	xpv_table_clear_foreign(table);
}

/* A parked table that mremap moves has entries, which others may be changing. */
static void table_hold_ptes(struct page *table)
{
	spinlock_t *lock = ptlock_ptr(page_ptdesc(table));

	spin_lock_nested(lock, TABLE_LOCK_DEPTH);
	xpv_table_hold(table, 1, NULL);
	spin_unlock(lock);
}

/* About to be hooked in. One that tcache.c has kept is held already. */
static void table_alloc(struct mm_struct *mm, unsigned long pfn, int level)
{
	struct page *table = pfn_to_page(pfn);

	if (!static_branch_likely(&xpv_pin_marked) || mm == &init_mm)
		xpv_pin_alloc(pfn);
	else if (PagePinned(table))
		return;
	else if (level == 1)
		table_hold_ptes(table);
	else
		xpv_table_hold(table, level, NULL);
}

/* Just unhooked. It reaches the page allocator after this, or stays. */
static void table_release(unsigned long pfn, int level)
{
	struct page *table = pfn_to_page(pfn);

	if (!PagePinned(table))
		return;
	xpv_ptset_sync();
	if (!PageSavePinned(table))
		xpv_pin_release(pfn);
	else if (!xpv_tcache_put(table, level))
		xpv_table_let_go(table, NULL);
}

void xpv_table_alloc_pte(struct mm_struct *mm, unsigned long pfn)
{
	table_alloc(mm, pfn, 1);
}

void xpv_table_alloc_pmd(struct mm_struct *mm, unsigned long pfn)
{
	table_alloc(mm, pfn, 2);
}

void xpv_table_alloc_pud(struct mm_struct *mm, unsigned long pfn)
{
	table_alloc(mm, pfn, 3);
}

void xpv_table_release_pte(unsigned long pfn)
{
	table_release(pfn, 1);
}

void xpv_table_release_pmd(unsigned long pfn)
{
	table_release(pfn, 2);
}

void xpv_table_release_pud(unsigned long pfn)
{
	table_release(pfn, 3);
}

/**
 * xpv_table_forget() - a table page goes to the page allocator unused
 * @table: a page of any level that was allocated, but not hooked in
 */
void xpv_table_forget(struct page *table)
{
	if (PageSavePinned(table))
		xpv_table_let_go(table, NULL);
}
EXPORT_SYMBOL_GPL(xpv_table_forget);
