// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/watchdog: a timer at Xen that ends the domain (on_watchdog) unless it is
 * set anew in time.
 *
 * A new domain has no timer: one is started there for a watchdog that runs. In the
 * old one, after a checkpoint, the timer may have run out unheard; the next ping
 * sets it.
 *
 * ABI: SCHEDOP_watchdog in xen/interface/sched.h
 */
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/watchdog.h>
#include <xpv/domain.h>
#include <xenfront/suspend.h>

#define WATCHDOG_SECONDS	60
#define WATCHDOG_SECONDS_MAX	(24 * 60 * 60)

static bool nowayout = WATCHDOG_NOWAYOUT;
module_param(nowayout, bool, 0444);
MODULE_PARM_DESC(nowayout, "The watchdog cannot be stopped once it was started");

/*
 * Xen's name for the timer; 0: there is none. Under the watchdog core's lock of the
 * device, or with all tasks frozen.
 */
static unsigned int watchdog_id;

static int watchdog_set(struct watchdog_device *wdd)
{
	int ret = xpv_domain_watchdog(watchdog_id, wdd->timeout);

	if (ret < 0)
		return ret;
	if (!watchdog_id)
		watchdog_id = ret;
	return 0;
}

static int watchdog_stop(struct watchdog_device *wdd)
{
	int ret = xpv_domain_watchdog(watchdog_id, 0);

	if (!ret)
		watchdog_id = 0;
	return ret;
}

static const struct watchdog_info watchdog_facts = {
	.identity = "Xen domain watchdog",
	.options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING | WDIOF_MAGICCLOSE,
};

static const struct watchdog_ops watchdog_ops = {
	.start = watchdog_set,
	.stop = watchdog_stop,
	.ping = watchdog_set,
};

static struct watchdog_device watchdog_dev = {
	.info = &watchdog_facts,
	.ops = &watchdog_ops,
	.timeout = WATCHDOG_SECONDS,
	.min_timeout = 1,
	.max_timeout = WATCHDOG_SECONDS_MAX,
};

static int watchdog_moved(struct notifier_block *nb, unsigned long unused, void *data)
{
	watchdog_id = 0;
	if (watchdog_active(&watchdog_dev) && watchdog_set(&watchdog_dev))
		pr_err("xen watchdog: does not run any more: Xen has no timer for it\n");
	return NOTIFY_OK;
}

static struct notifier_block watchdog_nb = {
	.notifier_call = watchdog_moved,
};

static int __init watchdog_init(void)
{
	int err;

	if (!xpv_domain_pv())
		return 0;
	watchdog_set_nowayout(&watchdog_dev, nowayout);
	watchdog_stop_on_reboot(&watchdog_dev);
	err = watchdog_register_device(&watchdog_dev);
	if (err)
		return err;
	return xfsuspend_register(&watchdog_nb);
}
device_initcall(watchdog_init);
