// SPDX-License-Identifier: GPL-2.0-only
/*
 * Per-CPU timer: Xen's one-shot timer of the vCPU, announced by VIRQ_TIMER.
 *
 * There is no other timer: no PIT, no HPET, no local APIC. A vCPU's interrupt
 * is bound once, before it first runs, and kept while the vCPU is down.
 *
 * ABI: set_timer_op (absolute system time), xen/interface/vcpu.h
 */
#include <linux/clockchips.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <asm/pvclock.h>
#include <asm/x86_init.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "sched.h"

/* Xen takes a deadline 2^50 ns or more ahead for a mistake. */
#define TIMER_MAX_NS	((1UL << 49) - 1)

/**
 * struct timer_cpu - the timer of one CPU
 * @event: what the kernel programs; registered by the CPU each time it starts
 * @irq: interrupt of VIRQ_TIMER, 0 before the first start. Written in process
 *	context, by the boot CPU or under the hotplug lock
 * @name: the interrupt's name
 */
struct timer_cpu {
	struct clock_event_device event;
	int irq;
	char name[16];
};

static DEFINE_PER_CPU(struct timer_cpu, timer_cpu);

static irqreturn_t timer_interrupt(int irq, void *ctx)
{
	struct timer_cpu *timer = ctx;

	/* None until the CPU has registered: left over from before it went down. */
	if (timer->event.event_handler)
		timer->event.event_handler(&timer->event);
	return IRQ_HANDLED;
}

/* A deadline that has passed by the time Xen sees it fires at once. */
static int timer_next_event(unsigned long delta_ns, struct clock_event_device *event)
{
	u64 now = pvclock_clocksource_read_nowd(this_cpu_ptr(&xpv_vcpu_info.time));

	return xpv_hcall_timer(now + delta_ns);
}

static int timer_off(struct clock_event_device *event)
{
	return xpv_hcall_timer(0);
}

static void timer_register(void)
{
	struct timer_cpu *timer = this_cpu_ptr(&timer_cpu);

	timer->event = (struct clock_event_device) {
		.name = "xpv",
		.features = CLOCK_EVT_FEAT_ONESHOT,
		.rating = 500,
		.irq = timer->irq,
		.cpumask = cpumask_of(smp_processor_id()),
		.mult = 1,	/* Xen's unit is the nanosecond */
		.shift = 0,
		.min_delta_ns = 1,
		.min_delta_ticks = 1,
		.max_delta_ns = TIMER_MAX_NS,
		.max_delta_ticks = TIMER_MAX_NS,
		.set_next_event = timer_next_event,
		.set_state_shutdown = timer_off,
		.set_state_oneshot_stopped = timer_off,
	};
	clockevents_register_device(&timer->event);
}

int xpv_timer_prepare(unsigned int cpu)
{
	struct timer_cpu *timer = per_cpu_ptr(&timer_cpu, cpu);
	int ret;

	if (timer->irq)
		return 0;
	ret = xpv_hcall_vcpu(VCPUOP_stop_periodic_timer, cpu, NULL);
	if (ret)
		return ret;
	snprintf(timer->name, sizeof(timer->name), "timer%u", cpu);
	ret = xpv_evtchn_bind_virq(VIRQ_TIMER, cpu, timer_interrupt,
				   IRQF_PERCPU | IRQF_NOBALANCING | IRQF_TIMER,
				   timer->name, timer);
	if (ret < 0)
		return ret;
	timer->irq = ret;
	return 0;
}

/* Xen starts each vCPU of a domain with a tick that nobody wants. */
void xpv_timer_resume(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (per_cpu(timer_cpu.irq, cpu))
			xpv_hcall_vcpu(VCPUOP_stop_periodic_timer, cpu, NULL);
}

static void __init timer_boot(void)
{
	xpv_must(xpv_timer_prepare(0), "binding VIRQ_TIMER");
	xpv_clock_register();
	timer_register();
}

void __init xpv_timer_init(void)
{
	x86_init.timers.timer_init = timer_boot;
	/* The boot CPU's is registered by timer_init already. */
	x86_init.timers.setup_percpu_clockev = x86_init_noop;
	x86_init.timers.wallclock_init = x86_init_noop;	/* no clock chip to look for */
	x86_cpuinit.setup_percpu_clockev = timer_register;
}
