// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time that other domains, or the host's administrator, took from a CPU: steal in
 * /proc/stat, and what the scheduler subtracts from a task's time.
 *
 * Xen writes each vCPU's times per state into an area of ours, whenever it takes
 * the vCPU off a processor or puts it on one. Stolen is the time in which the vCPU
 * could have run (runnable) or was kept from it (offline: paused, or beyond its
 * cap). What Xen counts as offline while this kernel has the CPU down is not.
 *
 * The clock of a CPU never goes back: where Xen's counts start anew or have run on
 * in the meantime, they are shifted to where the clock stopped.
 *
 * ABI: xen/interface/vcpu.h
 */
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/static_call.h>
#include <asm/paravirt.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/domain.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "sched.h"

/**
 * struct steal_cpu - one CPU's times
 * @area: Xen writes it, bracketed by XEN_RUNSTATE_UPDATE in state_entry_time
 * @shift: what the clock is ahead of @area, modulo 2^64. Written by the CPU itself
 *	or before it runs
 * @stopped: what the clock showed when the CPU went down; the CPU's own
 *
 * A cache line: @area is written at once.
 */
struct steal_cpu {
	struct vcpu_runstate_info area;
	u64 shift;
	u64 stopped;
};

static DEFINE_PER_CPU_ALIGNED(struct steal_cpu, steal_cpu);
static_assert(sizeof(struct steal_cpu) <= SMP_CACHE_BYTES);

static bool steal_tasks __initdata = true;

static int __init steal_no_tasks(char *arg)
{
	steal_tasks = false;
	return 0;
}
early_param("no-steal-acc", steal_no_tasks);

/* Another CPU's area may change meanwhile; this CPU's does not while it runs. */
static u64 steal_total(const struct vcpu_runstate_info *area)
{
	u64 entered, total;

	do {
		entered = READ_ONCE(area->state_entry_time);
		/* Pairs with Xen's barrier after it set the flag. */
		virt_rmb();
		total = READ_ONCE(area->time[RUNSTATE_runnable]) +
			READ_ONCE(area->time[RUNSTATE_offline]);
		/* Pairs with Xen's barrier before it clears the flag. */
		virt_rmb();
	} while (entered & XEN_RUNSTATE_UPDATE ||
		 READ_ONCE(area->state_entry_time) != entered);
	return total;
}

/**
 * xpv_steal_clock() - time stolen from a CPU
 * @cpu: any that has been registered
 *
 * Return: nanoseconds, since it first came up. Context: any.
 */
u64 xpv_steal_clock(int cpu)
{
	const struct steal_cpu *steal = per_cpu_ptr(&steal_cpu, cpu);

	return steal_total(&steal->area) + READ_ONCE(steal->shift);
}

static void steal_continue(struct steal_cpu *steal, u64 clock)
{
	WRITE_ONCE(steal->shift, clock - steal_total(&steal->area));
}

/**
 * xpv_steal_register() - give Xen the area of a vCPU
 * @cpu: this CPU, or one that is not up
 *
 * May be called again, as it must be in a domain that was restored: the clock goes
 * on where it was. Context: @cpu does not run anything else meanwhile.
 * Return: 0 or a negative errno.
 */
int xpv_steal_register(unsigned int cpu)
{
	struct steal_cpu *steal = per_cpu_ptr(&steal_cpu, cpu);
	struct vcpu_register_runstate_memory_area op = { .addr.v = &steal->area };
	u64 clock = xpv_steal_clock(cpu);
	int ret;

	/* For the domain; a Xen without it (before 4.9) writes without the flag. */
	xpv_hcall_assist(VMASST_CMD_enable, VMASST_TYPE_runstate_update_flag);
	ret = xpv_hcall_vcpu(VCPUOP_register_runstate_memory_area, cpu, &op);
	if (!ret)
		steal_continue(steal, clock);
	return ret;
}

void xpv_steal_stop(void)
{
	this_cpu_write(steal_cpu.stopped, xpv_steal_clock(smp_processor_id()));
}

void xpv_steal_start(void)
{
	struct steal_cpu *steal = this_cpu_ptr(&steal_cpu);

	steal_continue(steal, steal->stopped);
}

/*
 * Xen writes the area of a vCPU that it takes off a processor in user mode only
 * when that vCPU is back in the kernel: until then this says that it runs. Code
 * that waits for a CPU waits for one that is in the kernel.
 */
bool xpv_steal_preempted(unsigned int cpu)
{
	int state = READ_ONCE(per_cpu(steal_cpu.area.state, cpu));

	return state == RUNSTATE_runnable || state == RUNSTATE_offline;
}

void __init xpv_steal_boot(void)
{
	xpv_must(xpv_steal_register(0), "VCPUOP_register_runstate_memory_area");
	static_call_update(pv_steal_clock, xpv_steal_clock);
}

static int __init steal_init(void)
{
	if (!xpv_domain_pv())
		return 0;
	static_key_slow_inc(&paravirt_steal_enabled);
	if (steal_tasks)
		static_key_slow_inc(&paravirt_steal_rq_enabled);
	return 0;
}
core_initcall(steal_init);
