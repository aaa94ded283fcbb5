// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens when a hypercall that cannot legitimately fail does: the guest
 * says why on every console it has and ends as crashed.
 *
 * The wrappers themselves are inline, in include/xpv/hcall.h.
 */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <xen/interface/sched.h>
#include <xpv/domain.h>
#include <xpv/hcall.h>
#include <xpv/suspend.h>
#include "../internal.h"

int xpv_domain_log(const char *text, unsigned int len)
{
	return xpv_hcall_console(CONSOLEIO_write, len, text);
}

void xpv_domain_yield(void)
{
	xpv_hcall_sched(SCHEDOP_yield, NULL);
}
EXPORT_SYMBOL_GPL(xpv_domain_yield);

int xpv_domain_watchdog(unsigned int id, unsigned int seconds)
{
	struct sched_watchdog op = { .id = id, .timeout = seconds };

	return xpv_hcall_sched(SCHEDOP_watchdog, &op);
}
EXPORT_SYMBOL_GPL(xpv_domain_watchdog);

/**
 * xpv_shutdown() - leave for good
 * @reason: SHUTDOWN_* of xen/interface/sched.h
 */
void __noreturn xpv_shutdown(unsigned int reason)
{
	struct sched_shutdown op = { .reason = reason };

	for (;;)
		xpv_hcall_sched(SCHEDOP_shutdown, &op);
}
EXPORT_SYMBOL_GPL(xpv_shutdown);

static void hcall_say(const char *text)
{
	xpv_domain_log(text, strlen(text));
	xpv_earlycon_write(text, strlen(text));
}

void __noreturn xpv_die(const char *why)
{
	hcall_say("xpv: cannot go on: ");
	hcall_say(why);
	hcall_say("\n");
	xpv_shutdown(SHUTDOWN_crash);
}

void __noreturn xpv_must_not(long ret, const char *call)
{
	char text[64];

	snprintf(text, sizeof(text), "%s failed with %ld", call, ret);
	xpv_die(text);
}
