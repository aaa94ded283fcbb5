// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts between CPUs: one event channel per CPU for all reasons.
 *
 * The sender adds its reason to the target's set and notifies only if the set
 * was empty, so that many reasons in a row cost one hypercall. The target takes
 * the whole set at once. A set that is not empty therefore always has a
 * notification on its way, except before the CPU's channel is bound:
 * xpv_ipi_prepare() makes up for that.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <xen/interface/event_channel.h>
#include <xpv/evtchn.h>
#include "../call/batch.h"
#include "../internal.h"
#include "sched.h"

/**
 * struct ipi_cpu - reasons to interrupt one CPU
 * @due: A: bit per enum xpv_ipi
 * @port: notified for this CPU; XPV_PORT_NONE before it is bound, then the same
 *	until the domain is another
 * @irq: interrupt of @port, 0 before
 * @name: the interrupt's name
 */
struct ipi_cpu {
	atomic_t due;
	xpv_port_t port;
	int irq;
	char name[16];
};

static DEFINE_PER_CPU_ALIGNED(struct ipi_cpu, ipi_cpu);

/* Return: the port to notify, XPV_PORT_NONE where a notification is on its way. */
static xpv_port_t ipi_add(unsigned int cpu, enum xpv_ipi reason)
{
	struct ipi_cpu *ipi = per_cpu_ptr(&ipi_cpu, cpu);

	/* Full barrier: @due is written before @port is read; see ipi_open(). */
	if (atomic_fetch_or(BIT(reason), &ipi->due))
		return XPV_PORT_NONE;
	return READ_ONCE(ipi->port);
}

void xpv_ipi_send(unsigned int cpu, enum xpv_ipi reason)
{
	xpv_port_t port = ipi_add(cpu, reason);

	if (port != XPV_PORT_NONE)
		xpv_evtchn_notify(port);
}

static irqreturn_t ipi_interrupt(int irq, void *ctx)
{
	struct ipi_cpu *ipi = ctx;
	unsigned int due = atomic_xchg(&ipi->due, 0);

	if (due & BIT(XPV_IPI_STOP))
		xpv_stop_self();
	if (due & BIT(XPV_IPI_CALL)) {
		inc_irq_stat(irq_call_count);
		generic_smp_call_function_interrupt();
	}
	if (due & BIT(XPV_IPI_WORK)) {
		inc_irq_stat(apic_irq_work_irqs);
		irq_work_run();
	}
	if (due & BIT(XPV_IPI_RESCHED)) {
		inc_irq_stat(irq_resched_count);
		scheduler_ipi();
	}
	return IRQ_HANDLED;
}

static void ipi_open(struct ipi_cpu *ipi)
{
	WRITE_ONCE(ipi->port, xpv_evtchn_port(ipi->irq));
	/* @port is written before @due is read; pairs with xpv_ipi_send(). */
	smp_mb();
	if (atomic_read(&ipi->due))
		xpv_evtchn_notify(ipi->port);
}

int xpv_ipi_prepare(unsigned int cpu)
{
	struct ipi_cpu *ipi = per_cpu_ptr(&ipi_cpu, cpu);
	int irq;

	if (ipi->irq)
		return 0;
	snprintf(ipi->name, sizeof(ipi->name), "ipi%u", cpu);
	irq = xpv_evtchn_bind_ipi(cpu, ipi_interrupt,
				  IRQF_PERCPU | IRQF_NOBALANCING | IRQF_NO_SUSPEND |
				  IRQF_NO_THREAD, ipi->name, ipi);
	if (irq < 0)
		return irq;
	ipi->irq = irq;
	ipi_open(ipi);
	return 0;
}

/* What was due when the old ports went is announced on the new ones. */
void xpv_ipi_resume(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (per_cpu(ipi_cpu.irq, cpu))
			ipi_open(per_cpu_ptr(&ipi_cpu, cpu));
}

void xpv_ipi_reset(unsigned int cpu)
{
	atomic_set(&per_cpu_ptr(&ipi_cpu, cpu)->due, 0);
}

void xpv_ipi_reschedule(int cpu)
{
	xpv_ipi_send(cpu, XPV_IPI_RESCHED);
}

void xpv_ipi_call(int cpu)
{
	xpv_ipi_send(cpu, XPV_IPI_CALL);
}

/* One hypercall for all of them. */
void xpv_ipi_call_mask(const struct cpumask *mask)
{
	struct evtchn_send send[XPV_BATCH_MAX];
	struct xpv_batch b;
	unsigned int cpu;

	xpv_batch_init(&b);
	for_each_cpu(cpu, mask) {
		xpv_port_t port = ipi_add(cpu, XPV_IPI_CALL);

		if (port == XPV_PORT_NONE)
			continue;
		/* Full: sent now, so that the requests can be written over. */
		if (b.count == XPV_BATCH_MAX)
			xpv_batch_send(&b);
		send[b.count].port = xpv_port_number(port);
		xpv_batch_add(&b, __HYPERVISOR_event_channel_op, EVTCHNOP_send,
			      (unsigned long)&send[b.count], 0);
	}
	xpv_batch_send(&b);
}
