// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suspension: the domain is saved, and goes on as the same one (checkpoint,
 * cancelled migration) or as a new one, here or on another host.
 *
 * All CPUs are stopped. The boot CPU leads, since the toolstack looks for the
 * start-info page in its registers; the others wait. In a new domain nothing of
 * what was registered with Xen exists: event channels, the grant table's frames,
 * blocks of vCPUs, timers. Registers, page tables and memory are as they were.
 *
 * What the two sides do, and in which order, is in suspend_leave() and in
 * suspend_arrive_new() and suspend_arrive_same().
 *
 * ABI: SHUTDOWN_suspend in xen/interface/sched.h: the page's machine frame is the
 * third argument; 0 in a new domain, 1 in the old one
 */
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>
#include <linux/syscore_ops.h>
#include <linux/tick.h>
#include <xen/interface/xen.h>
#include <xen/interface/sched.h>
#include <xpv/domain.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include <xpv/suspend.h>
#include "../internal.h"
#include "sched.h"

enum suspend_outcome { SUSPEND_PENDING, SUSPEND_SAME, SUSPEND_NEW };

/**
 * struct suspend - one suspension
 * @gathered: CPUs that wait for the leader
 * @outcome: enum suspend_outcome, written once by the leader; a release that
 *	makes visible what it did for the others
 * @result: what xpv_suspend() returns; the leader's
 */
struct suspend {
	atomic_t gathered;
	int outcome;
	int result;
};

static void suspend_leave(void)
{
	xpv_clock_suspend();
	xpv_gnttab_suspend();
	xpv_mmu_suspend();
	xpv_start_suspend();
}

/* Return: 0 in a new domain, else in the old one. */
static long suspend_call(void)
{
	struct sched_shutdown op = { .reason = SHUTDOWN_suspend };

	return xpv_hcall3(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (unsigned long)&op,
			  xpv_mfn_number(xpv_virt_mfn(xpv_start_info)));
}

/* What each CPU has to tell Xen for itself. */
static void suspend_cpu_arrive(void)
{
	unsigned int cpu = smp_processor_id();

	xpv_must(xpv_vcpu_register(cpu), "VCPUOP_register_vcpu_info");
	xpv_must(xpv_steal_register(cpu), "VCPUOP_register_runstate_memory_area");
	xpv_trap_cpu_init();
}

static void suspend_arrive_new(void)
{
	xpv_mmu_resume();
	xpv_smp_resume();
	suspend_cpu_arrive();
	xpv_mmu_resume_new();
	xpv_must(xpv_evtchn_resume(), "binding event channels again");
	xpv_must(xpv_gnttab_resume(), "mapping the grant table again");
	xpv_timer_resume();
	xpv_ipi_resume();
	xpv_must(xpv_vdso_resume(), "VCPUOP_register_vcpu_time_memory_area");
}

static void suspend_arrive_same(void)
{
	xpv_start_resume();
	xpv_mmu_resume();
	xpv_must(xpv_gnttab_resume(), "mapping the grant table again");
}

static enum suspend_outcome suspend_go(void)
{
	bool new;

	suspend_leave();
	new = !suspend_call();
	if (new)
		suspend_arrive_new();
	else
		suspend_arrive_same();
	xpv_clock_resume();
	return new ? SUSPEND_NEW : SUSPEND_SAME;
}

static void suspend_lead(struct suspend *s)
{
	int outcome = SUSPEND_SAME;

	while (atomic_read(&s->gathered) < num_online_cpus() - 1)
		xpv_domain_yield();
	s->result = syscore_suspend();
	if (!s->result) {
		outcome = suspend_go();
		s->result = outcome == SUSPEND_SAME;
		syscore_resume();
	}
	/* Pairs with the acquire in suspend_follow(). */
	smp_store_release(&s->outcome, outcome);
}

static void suspend_follow(struct suspend *s)
{
	int outcome;

	tick_suspend_local();
	atomic_inc(&s->gathered);
	/* Pairs with the release in suspend_lead(). */
	while ((outcome = smp_load_acquire(&s->outcome)) == SUSPEND_PENDING)
		xpv_domain_yield();
	if (outcome == SUSPEND_NEW)
		suspend_cpu_arrive();
	tick_resume_local();
}

static int suspend_cpu(void *arg)
{
	if (smp_processor_id())
		suspend_follow(arg);
	else
		suspend_lead(arg);
	return 0;
}

/* Until a CPU has its port, it spins for locks. No CPU goes up or down. */
static void suspend_bind_locks(void)
{
	unsigned int cpu;
	int err = 0;

	for_each_online_cpu(cpu)
		err = err ?: xpv_lock_prepare(cpu);
	if (err)
		pr_warn("xpv: no port to wait for locks: %d\n", err);
}

/**
 * xpv_suspend() - let the toolstack save the domain
 *
 * Context: process, tasks frozen. Locks: that of CPUs that go up and down, and within
 * it, as where a CPU that comes up binds its interrupts, that of event channels.
 * Return: 0 when this is a new domain, 1 when it is the one that was saved, or a
 * negative errno when nothing was saved.
 */
int xpv_suspend(void)
{
	struct suspend s = { .outcome = SUSPEND_PENDING };
	int err;

	cpus_read_lock();
	xpv_evtchn_hold();
	err = stop_machine_cpuslocked(suspend_cpu, &s, cpu_online_mask);
	xpv_evtchn_release();
	if (s.outcome == SUSPEND_NEW)
		suspend_bind_locks();
	cpus_read_unlock();
	return err ?: s.result;
}
EXPORT_SYMBOL_GPL(xpv_suspend);
