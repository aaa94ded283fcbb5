// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing page-table entries.
 *
 * A table that is held (table.c) is read-only to us. Its entries are changed by
 * mmu_update; in a lazy MMU section many of them go in one hypercall, or the
 * table is parked (ptpark.c). A plain table is written with plain stores.
 *
 * Read-modify-write. Nothing but the processor can change an entry behind the
 * back of whoever holds its page-table lock, and the processor only sets
 * Accessed, and Dirty where the entry is writable. So:
 *  - an entry that is not writable, or is dirty already, cannot change in a
 *    way that matters, and is replaced by a plain update;
 *  - for a writable clean entry MMU_PT_UPDATE_PRESERVE_AD makes Xen carry
 *    Accessed and Dirty over atomically.
 *
 * ABI: mmu_update and MMU_* in xen/interface/xen.h
 */
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <xpv/ptset.h>
#include "../internal.h"
#include "mmu.h"

#define PTSET_BATCH 256

/*
 * This many changes of one table in a row make parking it cheaper than telling
 * Xen of each: validating a table costs Xen as much as about 25 updates, and
 * those that have come together suggest as many to follow.
 */
#define PTSET_PARK 40

/**
 * struct ptset_run - queued updates of one table
 * @table: its address
 * @frame: its machine address
 * @count: how many
 */
struct ptset_run {
	unsigned long table;
	u64 frame;
	unsigned int count;
};

/**
 * struct ptset_queue - updates that wait for the end of a lazy MMU section
 * @count: valid entries of @req
 * @run: of the tables that are being changed; fork works on two in turn. No
 *	longer than the queue is not empty, so that @frame is up to date
 * @req: the updates in order
 *
 * Per CPU, touched by the task that runs there with preemption off, never
 * from interrupts: those update at once.
 */
struct ptset_queue {
	unsigned int count;
	struct ptset_run run[2];
	struct mmu_update req[PTSET_BATCH];
};

static DEFINE_PER_CPU(struct ptset_queue, ptset_queue);
DEFINE_PER_CPU(bool, xpv_ptset_lazy);

static void ptset_send(struct ptset_queue *q)
{
	if (!q->count)
		return;
	xpv_must(xpv_hcall_mmu_update(q->req, q->count, NULL), "mmu_update");
	q->count = 0;
	memset(q->run, 0, sizeof(q->run));
}

static u64 ptset_where(const void *entry, unsigned int command)
{
	unsigned long mfn = xpv_p2m_read(__pa(entry) >> PAGE_SHIFT);

	return ((u64)mfn << PAGE_SHIFT) | offset_in_page(entry) | command;
}

static void ptset_now(u64 where, u64 val)
{
	struct mmu_update req = { .ptr = where, .val = val };

	xpv_must(xpv_hcall_mmu_update(&req, 1, NULL), "mmu_update");
}

/* The less used of the two is given to a table that has none. */
static noinline struct ptset_run *ptset_run_other(struct ptset_queue *q, unsigned long table)
{
	struct ptset_run *run = &q->run[1];

	if (run->table == table)
		return run;
	if (run->count > q->run[0].count)
		run = &q->run[0];
	*run = (struct ptset_run){
		.table = table,
		.frame = ptset_where((void *)table, 0),
	};
	return run;
}

/* Return: how many updates of the same table are queued now. */
static __always_inline unsigned int ptset_queued(struct ptset_queue *q, const void *entry,
						 unsigned int command, u64 val)
{
	unsigned long table = (unsigned long)entry & PAGE_MASK;
	struct ptset_run *run = &q->run[0];

	if (q->count == PTSET_BATCH)
		ptset_send(q);
	if (run->table != table)
		run = ptset_run_other(q, table);
	q->req[q->count++] = (struct mmu_update){
		.ptr = run->frame | offset_in_page(entry) | command,
		.val = val,
	};
	return ++run->count;
}

/* A plain store, to a table that has been parked. */
static void ptset_apply(void *table, const struct mmu_update *req)
{
	u64 *entry = table + (offset_in_page(req->ptr) & ~(sizeof(*entry) - 1));
	u64 val = req->val;

	if (req->ptr % sizeof(*entry) == MMU_PT_UPDATE_PRESERVE_AD)
		val |= READ_ONCE(*entry) & (_PAGE_ACCESSED | _PAGE_DIRTY);
	WRITE_ONCE(*entry, val);
}

/*
 * Park a table, unless it must stay held, and store what is queued for it; the rest
 * stays queued.
 */
static noinline void ptset_park(struct ptset_queue *q, struct mm_struct *mm,
				unsigned long addr, const pte_t *ptep)
{
	void *table = (void *)((unsigned long)ptep & PAGE_MASK);
	u64 frame = ptset_where(table, 0);
	unsigned int i, kept = 0;

	if (xpv_table_foreign(virt_to_page(table)))
		return;
	xpv_ptpark(mm, addr, virt_to_page(table));
	for (i = 0; i < q->count; i++)
		if ((q->req[i].ptr & PAGE_MASK) == frame)
			ptset_apply(table, &q->req[i]);
		else
			q->req[kept++] = q->req[i];
	q->count = kept;
	for (i = 0; i < ARRAY_SIZE(q->run); i++)
		if (!kept || q->run[i].frame == frame)
			q->run[i] = (struct ptset_run){};
}

static void ptset_update(const void *entry, unsigned int command, u64 val)
{
	if (xpv_ptset_deferring()) {
		ptset_queued(get_cpu_ptr(&ptset_queue), entry, command, val);
		put_cpu_ptr(&ptset_queue);
	} else {
		ptset_now(ptset_where(entry, command), val);
	}
}

/* Queue an update in a lazy section; it may be the one that makes parking worth it. */
void xpv_ptset_defer(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
		     unsigned int command, u64 val)
{
	struct ptset_queue *q = get_cpu_ptr(&ptset_queue);

	if (ptset_queued(q, ptep, command, val) >= PTSET_PARK && mm != &init_mm)
		ptset_park(q, mm, addr, ptep);
	put_cpu_ptr(&ptset_queue);
}

/* As ptset_update(), of an entry whose table may be parked. */
static void ptset_update_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			    unsigned int command, u64 val)
{
	if (xpv_ptset_deferring())
		xpv_ptset_defer(mm, addr, ptep, command, val);
	else
		ptset_now(ptset_where(ptep, command), val);
}

void xpv_ptset_sync(void)
{
	if (!in_task())
		return;
	ptset_send(get_cpu_ptr(&ptset_queue));
	put_cpu_ptr(&ptset_queue);
}

void xpv_ptset_lazy_enter(void)
{
	this_cpu_write(xpv_ptset_lazy, true);
}

/* As lazy_enter(), but false when the task was in a section already. */
bool xpv_ptset_lazy_begin(void)
{
	return !this_cpu_xchg(xpv_ptset_lazy, true);
}

void xpv_ptset_lazy_leave(void)
{
	xpv_ptset_sync();
	this_cpu_write(xpv_ptset_lazy, false);
}

void xpv_ptset_lazy_flush(void)
{
	if (xpv_ptset_deferring())
		xpv_ptset_sync();
}

/* A task that is switched out in a lazy section finds it again when it returns. */
void xpv_ptset_switch_out(struct task_struct *prev)
{
	if (!this_cpu_read(xpv_ptset_lazy))
		return;
	ptset_send(this_cpu_ptr(&ptset_queue));
	this_cpu_write(xpv_ptset_lazy, false);
	set_ti_thread_flag(task_thread_info(prev), TIF_LAZY_MMU_UPDATES);
}

void xpv_ptset_switch_in(struct task_struct *next)
{
	if (test_and_clear_ti_thread_flag(task_thread_info(next), TIF_LAZY_MMU_UPDATES))
		this_cpu_write(xpv_ptset_lazy, true);
}

/* The direct map must not offer a writable view of the builder's p2m tables. */
static pte_t ptset_boot_filter(pte_t pte)
{
	if (pte_present(pte) && xpv_ptboot_reserved(pte_pfn(pte)))
		pte.pte &= ~_PAGE_RW;
	return pte;
}

void xpv_ptset_pte(pte_t *ptep, pte_t pte)
{
	if (!static_branch_likely(&xpv_pin_marked))
		pte = ptset_boot_filter(pte);
	if (xpv_pin_holds(ptep))
		ptset_update(ptep, MMU_NORMAL_PT_UPDATE, native_pte_val(pte));
	else
		native_set_pte(ptep, pte);
}

/* As xpv_ptset_pte() where it is known what the entry maps. */
void xpv_ptset_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte)
{
	if (!static_branch_likely(&xpv_pin_marked))
		xpv_ptset_pte(ptep, pte);
	else if (xpv_pin_holds(ptep))
		ptset_update_at(mm, addr, ptep, MMU_NORMAL_PT_UPDATE, native_pte_val(pte));
	else
		native_set_pte(ptep, pte);
}

void xpv_ptset_pmd(pmd_t *pmdp, pmd_t pmd)
{
	if (xpv_pin_holds(pmdp))
		ptset_update(pmdp, MMU_NORMAL_PT_UPDATE, native_pmd_val(pmd));
	else
		native_set_pmd(pmdp, pmd);
}

void xpv_ptset_pud(pud_t *pudp, pud_t pud)
{
	if (xpv_pin_holds(pudp))
		ptset_update(pudp, MMU_NORMAL_PT_UPDATE, native_pud_val(pud));
	else
		native_set_pud(pudp, pud);
}

/*
 * User mode has a top level of its own, with the user half only. The two are held
 * and let go together.
 */
void xpv_ptset_p4d(p4d_t *p4dp, p4d_t p4d)
{
	pgd_t *pgd = (pgd_t *)((unsigned long)p4dp & PAGE_MASK);
	unsigned int slot = offset_in_page(p4dp) / sizeof(*p4dp);
	pgd_t *user = slot < PTRS_PER_PGD / 2 ? xpv_mm_user_pgd(pgd) : NULL;
	struct mmu_update req[2];

	if (!xpv_pin_holds(p4dp)) {
		WRITE_ONCE(*p4dp, p4d);
		if (user)
			WRITE_ONCE(user[slot], (pgd_t){ native_p4d_val(p4d) });
		return;
	}
	xpv_ptset_sync();
	req[0].ptr = ptset_where(p4dp, MMU_NORMAL_PT_UPDATE);
	req[0].val = native_p4d_val(p4d);
	if (user) {
		req[1].ptr = ptset_where(user + slot, MMU_NORMAL_PT_UPDATE);
		req[1].val = native_p4d_val(p4d);
	}
	xpv_must(xpv_hcall_mmu_update(req, user ? 2 : 1, NULL), "mmu_update of a pgd");
}

pte_t xpv_ptset_modify_start(struct vm_area_struct *vma, unsigned long addr, pte_t *ptep)
{
	return ptep_get(ptep);
}

void xpv_ptset_modify_commit(struct vm_area_struct *vma, unsigned long addr,
			     pte_t *ptep, pte_t pte)
{
	if (xpv_pin_holds(ptep))
		ptset_update_at(vma->vm_mm, addr, ptep, MMU_PT_UPDATE_PRESERVE_AD,
				native_pte_val(pte));
	else
		native_set_pte(ptep, pte);
}

/*
 * Xen leaves the Accessed and Dirty bits that it preserves in the entry: they are
 * what the processor had set meanwhile, and are cleared in turn. Never left for
 * the end of a lazy section: the old value is due now, and userfaultfd looks at
 * the entry again at once.
 */
static pteval_t ptset_clear_preserving(pte_t *ptep, pteval_t old)
{
	pteval_t left;

	xpv_ptset_sync();
	ptset_now(ptset_where(ptep, MMU_PT_UPDATE_PRESERVE_AD), 0);
	left = native_pte_val(ptep_get(ptep));
	if (left)
		ptset_now(ptset_where(ptep, MMU_NORMAL_PT_UPDATE), 0);
	return old | (left & (_PAGE_ACCESSED | _PAGE_DIRTY));
}

pte_t xpv_ptset_get_and_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	pteval_t old;

	if (!xpv_pin_holds(ptep))
		return native_ptep_get_and_clear(ptep);
	old = native_pte_val(ptep_get(ptep));
	if (xpv_ptset_may_dirty(old) || old & _PAGE_UFFD_WP)
		old = ptset_clear_preserving(ptep, old);
	else if (old)
		ptset_update_at(mm, addr, ptep, MMU_NORMAL_PT_UPDATE, 0);
	return native_make_pte(old);
}
EXPORT_SYMBOL_GPL(xpv_ptset_get_and_clear);

void xpv_ptset_wrprotect(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	pte_t old = ptep_get(ptep);

	if (!(native_pte_val(old) & _PAGE_RW))
		return;
	if (!xpv_pin_holds(ptep)) {
		while (!try_cmpxchg((long *)&ptep->pte, (long *)&old.pte,
				    (long)pte_wrprotect(old).pte))
			;
		return;
	}
	ptset_update_at(mm, addr, ptep, xpv_ptset_may_dirty(native_pte_val(old)) ?
			MMU_PT_UPDATE_PRESERVE_AD : MMU_NORMAL_PT_UPDATE,
			native_pte_val(pte_wrprotect(old)));
}
EXPORT_SYMBOL_GPL(xpv_ptset_wrprotect);

/*
 * Preserving would keep Accessed too, so a writable clean entry is made
 * read-only first: from then on its Dirty bit is final. Whoever writes to the
 * page meanwhile faults, waits for the page-table lock and finds the entry
 * writable again.
 */
static void ptset_make_old(pte_t *ptep, pteval_t old)
{
	if (xpv_ptset_may_dirty(old)) {
		xpv_ptset_sync();
		ptset_now(ptset_where(ptep, MMU_PT_UPDATE_PRESERVE_AD), old & ~_PAGE_RW);
		old |= native_pte_val(ptep_get(ptep)) & _PAGE_DIRTY;
	}
	ptset_update(ptep, MMU_NORMAL_PT_UPDATE, old & ~_PAGE_ACCESSED);
}

int xpv_ptset_test_and_clear_young(struct vm_area_struct *vma, unsigned long addr,
				   pte_t *ptep)
{
	pteval_t old = native_pte_val(ptep_get(ptep));

	if (!(old & _PAGE_ACCESSED))
		return 0;
	if (xpv_pin_holds(ptep))
		ptset_make_old(ptep, old);
	else
		return test_and_clear_bit(_PAGE_BIT_ACCESSED, (unsigned long *)&ptep->pte);
	return 1;
}
EXPORT_SYMBOL_GPL(xpv_ptset_test_and_clear_young);
