// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ends of the guest's life, as the toolstack shall see them: power-off, reboot,
 * crash.
 *
 * A panic takes the kernel's own way to its end, so that dumpers run and the
 * console is flushed first, and becomes SHUTDOWN_crash where a machine would
 * reboot. panic=N still waits N seconds; where it would wait for ever, for a
 * screen nobody looks at, the toolstack's on_crash decides at once.
 */
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/panic_notifier.h>
#include <linux/pm.h>
#include <linux/smp.h>
#include <asm/reboot.h>
#include <xen/interface/xen.h>
#include <xen/interface/sched.h>
#include <xpv/suspend.h>
#include "../internal.h"

/* Written by the one CPU that panics. */
static bool shutdown_crashed;

static int shutdown_panic(struct notifier_block *nb, unsigned long action, void *text)
{
	shutdown_crashed = true;
	if (!panic_timeout)
		panic_timeout = -1;
	return NOTIFY_DONE;
}

static struct notifier_block shutdown_panic_nb = {
	.notifier_call = shutdown_panic,
	.priority = INT_MIN,
};

static void shutdown_restart(void)
{
	xpv_shutdown(shutdown_crashed ? SHUTDOWN_crash : SHUTDOWN_reboot);
}

static void shutdown_power_off(void)
{
	xpv_shutdown(SHUTDOWN_poweroff);
}

/* No APIC, no HPET, no firmware to hand the machine back to. */
static void shutdown_quiesce(void)
{
	local_irq_disable();
	smp_send_stop();
}

/* A halted guest would only hold its memory. */
static void shutdown_halt(void)
{
	shutdown_quiesce();
	shutdown_power_off();
}

/* restart and power_off remain native: they end in these. */
void __init xpv_shutdown_init(void)
{
	machine_ops.shutdown = shutdown_quiesce;
	machine_ops.emergency_restart = shutdown_restart;
	machine_ops.halt = shutdown_halt;
#ifdef CONFIG_XPV_CRASH
	machine_ops.crash_shutdown = xpv_kexec_crash_shutdown;
#endif
	pm_power_off = shutdown_power_off;
	atomic_notifier_chain_register(&panic_notifier_list, &shutdown_panic_nb);
}
