// SPDX-License-Identifier: GPL-2.0-only
/*
 * The grant table: its frames, and the entries that let other domains in.
 *
 * The table's frames belong to Xen. They are mapped into a vmalloc area for
 * the largest table there can be, whose page tables exist from the start, so
 * that the table grows in any context. An entry has one owner, who took its
 * reference: granting and revoking need no lock.
 *
 * ABI: xen/interface/grant_table.h, version 1
 */
#define pr_fmt(fmt) "xpv: " fmt

#include <linux/export.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <xen/interface/grant_table.h>
#include <xpv/domain.h>
#include <xpv/gnttab.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "gntref.h"
#include "shared.h"

/* How often the worker tries the grants that another domain holds on to. */
#define RETRY_INTERVAL	HZ

/*
 * Times that revoking tries to win against another domain that begins and ends
 * accesses all the time.
 */
#define REVOKE_TRIES	8

static_assert(sizeof(struct grant_entry_v1) == 8);
static_assert(XPV_GNTREF_CHUNK * sizeof(struct grant_entry_v1) == PAGE_SIZE);

/**
 * struct gnttab - the table
 *
 * I: fixed by xpv_gnttab_init(); L: under @lock
 *
 * @lock: serializes taking, putting and growing; innermost, interrupts off
 * @refs: L: free references, and by its chunks the number of mapped frames
 * @frames: L: buffer for Xen's answer, one entry per possible frame
 * @entries: I: the mapping of all frames
 */
struct gnttab {
	spinlock_t lock;	/* see above */
	struct xpv_gntref refs;
	xen_pfn_t *frames;
	struct grant_entry_v1 __shared *entries;
};

static struct gnttab table = {
	.lock = __SPIN_LOCK_UNLOCKED(table.lock),
};

/**
 * struct stuck_grant - a grant that another domain has not let go
 * @node: in stuck_grants, under stuck_lock
 * @ref: its reference
 * @page: released with it, or NULL
 */
struct stuck_grant {
	struct list_head node;
	xpv_gref_t ref;
	struct page *page;
};

static LIST_HEAD(stuck_grants);
static DEFINE_SPINLOCK(stuck_lock);

static void retry_stuck(struct work_struct *work);
static DECLARE_DELAYED_WORK(stuck_work, retry_stuck);

static struct grant_entry_v1 __shared *entry_of(xpv_gref_t ref)
{
	return table.entries + xpv_gref_number(ref);
}

/* Have Xen make the table @count frames long and name them in table.frames. */
static int setup_frames(unsigned int count)
{
	struct gnttab_setup_table op = {
		.dom = DOMID_SELF,
		.nr_frames = count,
	};
	long err;

	set_xen_guest_handle(op.frame_list, table.frames);
	err = xpv_hcall_gnttab(GNTTABOP_setup_table, &op, 1);
	if (err)
		return err;
	return op.status == GNTST_okay ? 0 : -ENOSPC;
}

static int map_frame(unsigned int index)
{
	unsigned long addr = (unsigned long __force)table.entries + index * PAGE_SIZE;
	pte_t pte = xpv_pteval_mfn(xpv_mfn(table.frames[index]), PAGE_KERNEL);

	/* Nothing was mapped there before, so no CPU can have it cached. */
	return xpv_hcall_va_mapping(addr, pte.pte, UVMF_NONE);
}

/*
 * What a kernel before this one has granted. In one that crashed, a back-end may come to
 * use what it has not used yet: that must still be the old page.
 */
static bool entry_left(xpv_gref_t ref)
{
	if (xpv_start_usable())
		return xpv_shared_load16(&entry_of(ref)->flags) != GTF_invalid;
	return !xpv_gnttab_revoke(ref);
}

static void mark_left(unsigned int index, u32 *chunk)
{
	u32 i, base = index * XPV_GNTREF_CHUNK;

	for (i = 0; i < XPV_GNTREF_CHUNK; i++)
		if (base + i >= GNTTAB_NR_RESERVED_ENTRIES && entry_left(xpv_gref(base + i)))
			chunk[i] = XPV_GNTREF_TAKEN;
}

/* Under table.lock. */
static int add_frame(void)
{
	unsigned int index = table.refs.chunks;
	u32 *chunk;
	int err;

	chunk = kcalloc(XPV_GNTREF_CHUNK, sizeof(*chunk), GFP_ATOMIC | __GFP_NOWARN);
	if (!chunk)
		return -ENOSPC;
	err = setup_frames(index + 1);
	if (!err)
		err = map_frame(index);
	if (!err && xpv_domain_inherited())
		mark_left(index, chunk);
	if (!err)
		err = xpv_gntref_grow(&table.refs, chunk);
	if (err)
		kfree(chunk);
	return err;
}

/* Under table.lock. Does not start on what the table's limit forbids to end. */
static int make_room(unsigned int n)
{
	const struct xpv_gntref *refs = &table.refs;
	int err = 0;

	if (n > refs->free +
	    (refs->max_chunks - refs->chunks) * XPV_GNTREF_CHUNK)
		return -ENOSPC;
	while (!err && refs->free < n)
		err = add_frame();
	return err ? -ENOSPC : 0;
}

int xpv_gnttab_take(xpv_gref_t *refs, unsigned int n)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&table.lock, flags);
	err = make_room(n);
	if (!err)
		err = xpv_gntref_take(&table.refs, refs, n);
	spin_unlock_irqrestore(&table.lock, flags);
	return err;
}
EXPORT_SYMBOL_GPL(xpv_gnttab_take);

/*
 * Under table.lock. A reference that comes back wrong is kept out of use:
 * handing it to another driver would hand over somebody's page.
 */
static void put_one(xpv_gref_t ref)
{
	if (!xpv_gntref_taken(&table.refs, ref))
		WARN_ONCE(1, "grant reference %u put, but not taken\n",
			  xpv_gref_number(ref));
	else if (xpv_shared_load16(&entry_of(ref)->flags) != GTF_invalid)
		WARN_ONCE(1, "grant reference %u put while granted\n",
			  xpv_gref_number(ref));
	else
		xpv_gntref_put(&table.refs, ref);
}

void xpv_gnttab_put(const xpv_gref_t *refs, unsigned int n)
{
	unsigned long flags;

	spin_lock_irqsave(&table.lock, flags);
	while (n--)
		put_one(refs[n]);
	spin_unlock_irqrestore(&table.lock, flags);
}
EXPORT_SYMBOL_GPL(xpv_gnttab_put);

void xpv_gnttab_grant(xpv_gref_t ref, u16 domain, xpv_mfn_t mfn, bool readonly)
{
	struct grant_entry_v1 __shared *entry = entry_of(ref);
	unsigned long frame = xpv_mfn_number(mfn);

	/* The entry is then not valid, and the other domain gets an error. */
	if (WARN_ONCE(frame > U32_MAX, "frame %lx does not fit a grant\n", frame))
		return;
	xpv_shared_store32(&entry->frame, frame);
	xpv_shared_store16(&entry->domid, domain);
	/* Partner: Xen reads the flags before it uses frame and domain. */
	virt_wmb();
	xpv_shared_store16(&entry->flags,
			   GTF_permit_access | (readonly ? GTF_readonly : 0));
	/* Partner: the other domain, which learns of the grant by a later write. */
	virt_wmb();
}
EXPORT_SYMBOL_GPL(xpv_gnttab_grant);

/*
 * The exchange is a full barrier: what the other domain wrote is visible after
 * it. It fails when Xen marks the entry as used, or unused, meanwhile.
 */
bool xpv_gnttab_revoke(xpv_gref_t ref)
{
	u16 __shared *flags = &entry_of(ref)->flags;
	u16 seen, old = xpv_shared_load16(flags);
	unsigned int tries;

	for (tries = 0; tries < REVOKE_TRIES; tries++) {
		if (old & (GTF_reading | GTF_writing))
			return false;
		seen = xpv_shared_cmpxchg16(flags, old, GTF_invalid);
		if (seen == old)
			return true;
		old = seen;
	}
	return false;
}
EXPORT_SYMBOL_GPL(xpv_gnttab_revoke);

/* If the grant has ended, release what it held and forget it. */
static void end_stuck(struct stuck_grant *stuck)
{
	if (!xpv_gnttab_revoke(stuck->ref))
		return;
	list_del(&stuck->node);
	xpv_gnttab_put(&stuck->ref, 1);
	if (stuck->page)
		put_page(stuck->page);
	kfree(stuck);
}

static void add_stuck(struct list_head *more)
{
	unsigned long flags;

	spin_lock_irqsave(&stuck_lock, flags);
	list_splice_tail(more, &stuck_grants);
	if (!list_empty(&stuck_grants))
		schedule_delayed_work(&stuck_work, RETRY_INTERVAL);
	spin_unlock_irqrestore(&stuck_lock, flags);
}

static void retry_stuck(struct work_struct *work)
{
	struct stuck_grant *stuck, *next;
	LIST_HEAD(todo);

	spin_lock_irq(&stuck_lock);
	list_splice_init(&stuck_grants, &todo);
	spin_unlock_irq(&stuck_lock);
	list_for_each_entry_safe(stuck, next, &todo, node) {
		end_stuck(stuck);
		cond_resched();
	}
	add_stuck(&todo);
}

void xpv_gnttab_revoke_later(xpv_gref_t ref, struct page *page)
{
	struct stuck_grant *stuck = kmalloc(sizeof(*stuck), GFP_ATOMIC);
	LIST_HEAD(one);

	if (!stuck) {
		/* Both stay out of use for ever, which is safe. */
		pr_warn_ratelimited("out of memory, grant %u is given up with its page\n",
				    xpv_gref_number(ref));
		return;
	}
	stuck->ref = ref;
	stuck->page = page;
	list_add(&stuck->node, &one);
	add_stuck(&one);
}
EXPORT_SYMBOL_GPL(xpv_gnttab_revoke_later);

/* Return: frames that the table can have at most, or a negative errno. */
static int __init query_limit(void)
{
	struct gnttab_query_size op = { .dom = DOMID_SELF };
	long err = xpv_hcall_gnttab(GNTTABOP_query_size, &op, 1);

	if (err)
		return err;
	if (op.status != GNTST_okay || !op.max_nr_frames ||
	    op.max_nr_frames > XPV_GNTREF_TAKEN / XPV_GNTREF_CHUNK)
		return -EINVAL;
	return op.max_nr_frames;
}

/* Version 1 is what a domain starts with; whoever loaded us may have changed it. */
static int select_version(void)
{
	struct gnttab_set_version op = { .version = 1 };

	return xpv_hcall_gnttab(GNTTABOP_set_version, &op, 1);
}

/* Address space for @limit frames, with its page tables and nothing in them. */
static int __init reserve_space(unsigned int limit)
{
	struct vm_struct *area = get_vm_area(limit * PAGE_SIZE, VM_MAP);
	int err;

	if (!area)
		return -ENOMEM;
	err = apply_to_page_range(&init_mm, (unsigned long)area->addr,
				  limit * PAGE_SIZE, NULL, NULL);
	if (err) {
		free_vm_area(area);
		return err;
	}
	table.entries = (struct grant_entry_v1 __shared __force *)area->addr;
	return 0;
}

static int __init build_table(unsigned int limit)
{
	u32 **links = kcalloc(limit, sizeof(*links), GFP_KERNEL);
	int err = -ENOMEM;

	table.frames = kcalloc(limit, sizeof(*table.frames), GFP_KERNEL);
	if (!links || !table.frames)
		goto err_free;
	err = reserve_space(limit);
	if (err)
		goto err_free;
	xpv_gntref_init(&table.refs, links, limit);
	spin_lock_irq(&table.lock);
	err = add_frame();
	spin_unlock_irq(&table.lock);
	/* From here on the empty table stays: it refuses every reference. */
	return err;

err_free:
	kfree(table.frames);
	kfree(links);
	return err;
}

/**
 * xpv_gnttab_suspend() - have no frame of Xen's in our page tables
 *
 * Context: all CPUs stopped, interrupts off; nobody grants or revokes.
 */
void xpv_gnttab_suspend(void)
{
	unsigned int i;

	for (i = 0; i < table.refs.chunks; i++)
		xpv_must(xpv_hcall_va_mapping((unsigned long __force)table.entries +
					      i * PAGE_SIZE, 0, UVMF_INVLPG | UVMF_ALL),
			 "update_va_mapping of the grant table");
}

/**
 * xpv_gnttab_resume() - map the table again, that of a new domain or the old one
 *
 * In a new domain no entry grants anything. References stay taken by who has
 * them. Context: as xpv_gnttab_suspend(). Return: 0 or a negative errno.
 */
int xpv_gnttab_resume(void)
{
	unsigned int i, count = table.refs.chunks;
	int err;

	if (!count)
		return 0;
	err = select_version();
	if (!err)
		err = setup_frames(count);
	for (i = 0; !err && i < count; i++)
		err = map_frame(i);
	return err;
}

/**
 * xpv_gnttab_init() - map the table's first frame
 *
 * Return: 0 or a negative errno; then no reference can be taken.
 */
int __init xpv_gnttab_init(void)
{
	int limit, err;

	if (!xpv_domain_pv())
		return 0;
	err = select_version();
	limit = query_limit();
	if (!err && limit < 0)
		err = limit;
	if (!err)
		err = build_table(limit);
	if (err)
		pr_err("no grant table, so no devices: %d\n", err);
	else
		pr_info("grant table of up to %d frames\n", limit);
	return err;
}
core_initcall(xpv_gnttab_init);
