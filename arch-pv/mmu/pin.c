// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making page tables known to Xen, and taking them back.
 *
 * A pinned address space is one whose table pages are all read-only to us and
 * whose top levels Xen holds validated, so that loading them is cheap. It is
 * pinned when it becomes usable (exec: activate_mm; fork: after the copy) and
 * unpinned when it is torn down, so that building and destroying it are plain
 * stores.
 *
 * PG_pinned of a table page decides how its entries are written. For pages of
 * ptes, the flag changes under the page's own page-table lock: reclaim may
 * work on an address space that is being pinned. A set flag is always right,
 * since Xen accepts updates to a page that is not a table yet; a clear flag is
 * right only while the page is writable. Hence the flag is set before the page
 * becomes read-only and cleared after it has become writable.
 */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <asm/mmu_context.h>
#include <asm/tlbflush.h>
#include "../call/batch.h"
#include "../internal.h"
#include "mmu.h"

#define PTRS_PER_PTE_SHIFT 9

DEFINE_STATIC_KEY_FALSE(xpv_pin_marked);

/*
 * During boot a table is filled before it is hooked in, and only then made
 * read-only: whether it is, the entry that maps it shows.
 */
bool xpv_pin_holds_early(const void *entry)
{
	unsigned long va = (unsigned long)entry;
	const pteval_t *table = (const pteval_t *)init_top_pgt;
	int shift;

	for (shift = PAGE_SHIFT + 3 * PTRS_PER_PTE_SHIFT; ; shift -= PTRS_PER_PTE_SHIFT) {
		pteval_t val = table[(va >> shift) % PTRS_PER_PTE];

		if (shift == PAGE_SHIFT)
			return !(val & _PAGE_RW);
		table = __va(xpv_pteval_to_pfn(val) & PTE_PFN_MASK);
	}
}

static void pin_protect(struct xpv_batch *b, const void *table, pgprot_t prot)
{
	pte_t pte = pfn_pte(__pa(table) >> PAGE_SHIFT, prot);

	xpv_batch_add(b, __HYPERVISOR_update_va_mapping, (unsigned long)table,
		      native_pte_val(pte), UVMF_NONE);
}

static void pin_set_flag(struct page *table, bool pinned)
{
	if (pinned)
		SetPagePinned(table);
	else
		ClearPagePinned(table);
}

/* Whoever writes entries of a last-level table holds its lock and goes by the flag. */
static void pin_flag(struct page *table, int level, bool pinned)
{
	spinlock_t *lock;

	if (level != 1) {
		pin_set_flag(table, pinned);
		return;
	}
	lock = ptlock_ptr(page_ptdesc(table));
	spin_lock(lock);
	pin_set_flag(table, pinned);
	spin_unlock(lock);
}

static void pin_one(struct page *table, int level, void *ctx)
{
	pin_flag(table, level, true);
	pin_protect(ctx, page_address(table), PAGE_KERNEL_RO);
}

static void pin_make_writable(struct page *table, int level, void *ctx)
{
	pin_protect(ctx, page_address(table), PAGE_KERNEL);
}

static void pin_unmark(struct page *table, int level, void *ctx)
{
	pin_flag(table, level, false);
}

/* Both top levels, pinned or unpinned in one call. */
static void pin_top(pgd_t *pgd, unsigned int command)
{
	struct mmuext_op op[2] = {
		{ .cmd = command, .arg1.mfn = xpv_mfn_number(xpv_virt_mfn(pgd)) },
		{ .cmd = command, .arg1.mfn =
			xpv_mfn_number(xpv_virt_mfn(xpv_mm_user_pgd(pgd))) },
	};

	xpv_must(xpv_hcall_mmuext(op, ARRAY_SIZE(op)), "mmuext_op pin");
}

void xpv_pin_enter_mmap(struct mm_struct *mm)
{
	pgd_t *user = xpv_mm_user_pgd(mm->pgd);
	struct xpv_batch b;

	if (PagePinned(virt_to_page(mm->pgd)))
		return;
	xpv_batch_init(&b);
	xpv_walk_user(mm->pgd, pin_one, &b);
	pin_one(virt_to_page(user), 4, &b);
	xpv_batch_send(&b);
	pin_top(mm->pgd, MMUEXT_PIN_L4_TABLE);
}

/* A CPU that still has a dying address space loaded only does so lazily. */
static void pin_leave(void *ctx)
{
	if (this_cpu_read(cpu_tlbstate.loaded_mm) == ctx)
		leave_mm();
}

static void pin_undo(pgd_t *pgd)
{
	struct page *user = virt_to_page(xpv_mm_user_pgd(pgd));
	struct xpv_batch b;

	xpv_batch_init(&b);
	pin_top(pgd, MMUEXT_UNPIN_TABLE);
	xpv_walk_user(pgd, pin_make_writable, &b);
	pin_make_writable(user, 4, &b);
	xpv_batch_send(&b);
	xpv_walk_user(pgd, pin_unmark, NULL);
	pin_unmark(user, 4, NULL);
}

void xpv_pin_exit_mmap(struct mm_struct *mm)
{
	if (!PagePinned(virt_to_page(mm->pgd)))
		return;
	xpv_ptset_sync();
	on_each_cpu_mask(mm_cpumask(mm), pin_leave, mm, true);
	pin_undo(mm->pgd);
}

static void pin_set_access(unsigned long pfn, pgprot_t prot)
{
	unsigned long va = (unsigned long)__va(pfn << PAGE_SHIFT);

	xpv_must(xpv_hcall_va_mapping(va, native_pte_val(pfn_pte(pfn, prot)), UVMF_NONE),
		 "update_va_mapping of a page table");
}

/*
 * A new table page, about to be hooked into the tables of @mm; nobody else
 * knows it yet. Before the marks exist, every table is part of a pinned one.
 */
void xpv_pin_alloc(struct mm_struct *mm, unsigned long pfn)
{
	if (static_branch_likely(&xpv_pin_marked)) {
		if (!PagePinned(virt_to_page(mm->pgd)))
			return;
		SetPagePinned(pfn_to_page(pfn));
	}
	pin_set_access(pfn, PAGE_KERNEL_RO);
}

/* A table page that has just been unhooked; it will be freed as plain memory. */
void xpv_pin_release(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	if (!PagePinned(page))
		return;
	xpv_ptset_sync();
	pin_set_access(pfn, PAGE_KERNEL);
	ClearPagePinned(page);
}

static void __init pin_mark(struct page *table, int level, void *ctx)
{
	SetPagePinned(table);
}

/* All struct pages are final: from here on the marks tell. */
void __init xpv_pin_kernel(void)
{
	xpv_walk_kernel(swapper_pg_dir, pin_mark, NULL);
	static_branch_enable(&xpv_pin_marked);
}
