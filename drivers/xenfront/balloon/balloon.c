// SPDX-License-Identifier: GPL-2.0-only
/*
 * The balloon: follows the amount of memory that the toolstack wants this domain
 * to have ("memory/target" in the store, in KiB).
 *
 * One worker goes towards the target in steps (target.c says how far, pages.c does
 * it). A step that did nothing, since Xen or the kernel has no memory, is tried
 * again after a pause that doubles; the log has one line about it for each target.
 */
#define pr_fmt(fmt) "xen balloon: " fmt

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/printk.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <xpv/domain.h>
#include <xenfront/store.h>
#include "balloon.h"
#include "target.h"

#define KIB_PER_PAGE	(PAGE_SIZE / 1024)

/* Given back to a kernel that has no memory, and how long it then keeps it. */
#define OOM_BATCHES	4
#define OOM_KEEP	(30 * HZ)

struct xfballoon xfballoon_state = {
	.lock = __MUTEX_INITIALIZER(xfballoon_state.lock),
};

static unsigned long in_mib(unsigned long pages)
{
	return pages >> (20 - PAGE_SHIFT);
}

static void balloon_look(struct xfballoon_view *view)
{
	unsigned long anon = global_node_page_state(NR_ANON_MAPPED);
	long swap = get_nr_swap_pages(), available = si_mem_available();

	*view = (struct xfballoon_view){
		.target = READ_ONCE(xfballoon_state.target),
		.owned = READ_ONCE(xfballoon_state.owned),
		.limit = xfballoon_state.limit,
		.total = totalram_pages(),
		.available = max(available, 0L),
		.swappable = min_t(unsigned long, max(swap, 0L), anon),
		.batch = XPV_BALLOON_BATCH,
	};
}

/* Why the target is not reached: a line for each target. */
static void balloon_tell(const struct xfballoon_view *view)
{
	unsigned long want = in_mib(view->target), have = in_mib(READ_ONCE(xfballoon_state.owned));

	if (xfballoon_state.told == view->target)
		return;
	xfballoon_state.told = view->target;
	if (xfballoon_target_goal(view) < view->owned)
		pr_info("cannot shrink to %lu MiB: kernel and programs need the last of its %lu MiB\n",
			want, have);
	else if (view->owned < view->limit)
		pr_info("cannot grow to %lu MiB: has %lu MiB, Xen gives no more; tries again\n",
			want, have);
	else
		pr_info("cannot grow to %lu MiB: %lu MiB were prepared for at boot (see maxmem, xpv_maxmem=)\n",
			want, in_mib(view->limit));
}

/* After a deflation for want of memory: milliseconds to leave it so. */
static unsigned int balloon_resting(void)
{
	long left = READ_ONCE(xfballoon_state.resume) - jiffies;

	return jiffies_to_msecs(clamp(left, 0L, (long)OOM_KEEP));
}

static unsigned int balloon_move(long step)
{
	if (step >= 0)
		return step ? xfballoon_pages_take(step) : 0;
	return balloon_resting() ? 0 : xfballoon_pages_give(-step);
}

static void balloon_again(unsigned int ms)
{
	queue_delayed_work(system_freezable_wq, &xfballoon_state.work, msecs_to_jiffies(ms));
}

/* One step. Freezing waits for its end. */
static void balloon_work_fn(struct work_struct *work)
{
	struct xfballoon_view view;

	balloon_look(&view);
	if (balloon_move(xfballoon_target_step(&view))) {
		xfballoon_state.failures = 0;
		balloon_again(0);
		return;
	}
	if (view.owned != view.target)
		balloon_tell(&view);
	if (view.owned != xfballoon_target_goal(&view))
		balloon_again(max(xfballoon_target_pause(++xfballoon_state.failures), balloon_resting()));
}

/**
 * xfballoon_set_target() - the domain is to have so much memory
 * @pages: how much; any value
 *
 * Context: any. The worker begins at once.
 */
void xfballoon_set_target(unsigned long pages)
{
	WRITE_ONCE(xfballoon_state.target, pages);
	mod_delayed_work(system_freezable_wq, &xfballoon_state.work, 0);
}

static void target_changed(struct xfstore_watch *watch, const char *path)
{
	u64 kib;

	/* A toolstack that names no target wants none. */
	if (!xfstore_read_number(XFSTORE_NO_TX, "memory", "target", &kib) && kib)
		xfballoon_set_target(min_t(u64, kib / KIB_PER_PAGE, ULONG_MAX));
}

static struct xfstore_watch target_watch = {
	.path		= "memory/target",
	.changed	= target_changed,
};

/* The kernel is about to kill somebody for memory: Xen may have some left for us. */
static int balloon_oom(struct notifier_block *nb, unsigned long unused, void *freed)
{
	unsigned int i, more, got = 0;

	for (i = 0; i < OOM_BATCHES; i++) {
		more = xfballoon_pages_take(XPV_BALLOON_BATCH);
		if (!more)
			break;
		got += more;
	}
	WRITE_ONCE(xfballoon_state.resume, jiffies + OOM_KEEP);
	*(unsigned long *)freed += got;
	if (got)
		pr_info_ratelimited("the guest is out of memory: took %u KiB back from Xen\n",
				    got * (unsigned int)KIB_PER_PAGE);
	return NOTIFY_OK;
}

static struct notifier_block balloon_oom_nb = {
	.notifier_call	= balloon_oom,
};

/* On a worker, so that a silent store does not hold up boot. */
static void listen_work_fn(struct work_struct *work)
{
	int err = xfstore_watch_register(&target_watch);

	if (err)
		pr_warn("changes of memory/target are not heard: %d\n", err);
}

static DECLARE_WORK(listen_work, listen_work_fn);

static int __init xfballoon_init(void)
{
	int err;

	if (!xpv_domain_pv())
		return 0;
	xfballoon_pages_init();
	xfballoon_state.target = xfballoon_state.owned;
	xfballoon_state.told = xfballoon_state.target;
	xfballoon_state.resume = jiffies;
	INIT_DELAYED_WORK(&xfballoon_state.work, balloon_work_fn);
	err = register_oom_notifier(&balloon_oom_nb);
	if (!err)
		err = xfballoon_sysfs_init();
	if (err)
		pr_warn("not complete: %d\n", err);
	if (xfstore_usable())
		queue_work(system_unbound_wq, &listen_work);
	return 0;
}
device_initcall(xfballoon_init);
