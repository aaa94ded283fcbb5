// SPDX-License-Identifier: GPL-2.0-only
/*
 * The store when another kernel takes over the domain (kexec). Devices are closed
 * already: bus_probe.c.
 */
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/syscore_ops.h>
#include <xpv/domain.h>
#include <xenfront/suspend.h>
#include "store_link.h"

/*
 * Process context. After this no page of another domain is mapped, nobody sends, and both
 * rings are at the end of a message.
 */
static void leave_store(void *unused)
{
	if (!kexec_in_progress)
		return;
	xfsuspend_leaving();
	xfstore_watch_reset();
	xfstore_link_suspend();
}

static const struct syscore_ops leave_ops = {
	.shutdown = leave_store,
};

static struct syscore leave_syscore = {
	.ops = &leave_ops,
};

static int __init xfleave_init(void)
{
	if (xpv_domain_pv())
		register_syscore(&leave_syscore);
	return 0;
}
core_initcall(xfleave_init);
