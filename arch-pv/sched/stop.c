// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stopping the other CPUs for good: reboot, power-off, panic.
 *
 * A CPU that still takes events stops itself between two instructions of
 * nobody's critical section. One that does not within the time-out is taken
 * down by Xen wherever it is.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/smp.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "sched.h"

#define STOP_TIMEOUT_US		USEC_PER_SEC

/* The CPU that stops the others; the first one to try wins. */
static atomic_t stop_owner = ATOMIC_INIT(-1);

void xpv_stop_self(void)
{
	local_irq_disable();
	set_cpu_online(smp_processor_id(), false);
	for (;;)
		xpv_park_down();
}

static void stop_ask(unsigned int self)
{
	unsigned int cpu, us;

	for_each_online_cpu(cpu)
		if (cpu != self)
			xpv_ipi_send(cpu, XPV_IPI_STOP);
	for (us = 0; us < STOP_TIMEOUT_US && num_online_cpus() > 1; us++)
		udelay(1);
}

static void stop_force(unsigned int self)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (cpu == self)
			continue;
		xpv_hcall_vcpu(VCPUOP_down, cpu, NULL);
		set_cpu_online(cpu, false);
	}
}

/**
 * xpv_stop_others() - let no CPU but this one run any more
 * @wait: unused; returns only when they are down in any case
 *
 * Context: interrupts may be off; on a panic, locks may be held by anyone.
 */
void xpv_stop_others(int wait)
{
	int self = smp_processor_id(), owner = -1;

	if (!atomic_try_cmpxchg(&stop_owner, &owner, self) && owner != self)
		return;
	stop_ask(self);
	stop_force(self);
}
