// SPDX-License-Identifier: GPL-2.0-only
/*
 * A save of the whole domain, asked for by the toolstack: everything stops in
 * order, the arch layer lets go, and everything starts again, in the same domain
 * or in a new one.
 *
 * Tasks are frozen first, so that none is in the middle of anything. Devices come
 * next, while the store still answers, and the store last. In a new domain the
 * store comes first: devices learn from it who their back-ends are now.
 *
 * Locks: none is held on entry; the order is system sleep, a device's, link.send.
 */
#include <linux/freezer.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/suspend.h>
#include <linux/workqueue.h>
#include <xpv/suspend.h>
#include <xenfront/suspend.h>
#include "bus_probe.h"
#include "store_link.h"

static BLOCKING_NOTIFIER_HEAD(save_chain);

int xfsuspend_register(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&save_chain, nb);
}

void xfsuspend_leaving(void)
{
	blocking_notifier_call_chain(&save_chain, XFSUSPEND_LEAVING, NULL);
}

static int freeze(void)
{
	int err = freeze_processes();

	if (err)
		return err;
	err = freeze_kernel_threads();
	if (err)
		thaw_processes();
	return err;
}

static void settle_in(void)
{
	blocking_notifier_call_chain(&save_chain, XFSUSPEND_MOVED, NULL);
	xfbus_scan_moved();
	xfstore_watch_resume();
}

/* Return: as xpv_suspend() does. */
static int leave_and_return(void)
{
	int ret;

	xfsuspend_leaving();
	xfbus_scan_suspend();
	xfstore_link_suspend();
	ret = xpv_suspend();
	xfstore_link_resume(!ret);
	if (!ret)
		settle_in();
	xfbus_scan_resume(!ret);
	return ret;
}

static void suspend_work_fn(struct work_struct *work)
{
	unsigned int sleep = lock_system_sleep();
	int ret = freeze();

	if (!ret) {
		ret = leave_and_return();
		thaw_processes();
	}
	unlock_system_sleep(sleep);
	if (ret < 0)
		pr_err("xen control: the guest could not be suspended: %d\n", ret);
	else
		pr_info("xen control: %s\n", ret ? "suspend cancelled, going on" :
			"resumed in a new domain");
}

static DECLARE_WORK(suspend_work, suspend_work_fn);

void xfsuspend_start(void)
{
	queue_work(system_unbound_wq, &suspend_work);
}
