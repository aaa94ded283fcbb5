// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs: how many there are, bringing them up, taking them down.
 *
 * Linux's CPU n is Xen's vCPU n. What a vCPU needs is made once, before it first
 * runs, and kept: Xen lets go of none of it while the domain lives. A vCPU that
 * comes back continues behind the hypercall by which it went down.
 *
 * Context: the functions here run on the boot CPU during boot, or on the
 * controlling CPU under the hotplug lock, unless they say otherwise.
 *
 * ABI: xen/interface/vcpu.h
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/iopoll.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/fpu/api.h>
#include <asm/mpspec.h>
#include <asm/smp.h>
#include <asm/spec-ctrl.h>
#include <asm/x86_init.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/domain.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "sched.h"

/* A vCPU that reported dead has only its VCPUOP_down left to do. */
#define SMP_DOWN_POLL_US	100
#define SMP_DOWN_TIMEOUT_US	(10 * USEC_PER_SEC)

/* CPUs that Xen has a context for. */
static struct cpumask smp_initialised;

/* Return: 1 up, 0 down, negative errno where the domain has no such vCPU. */
static int smp_is_up(unsigned int cpu)
{
	return xpv_hcall_vcpu(VCPUOP_is_up, cpu, NULL);
}

/*
 * One package per vCPU, APIC id equal to CPU number; cpu/cpuid.c shows the same.
 * The boot CPU comes first, or generic code takes this for a crash kernel.
 */
static void __init smp_find_cpus(void)
{
	/* A crash kernel cannot start what the other one had started. */
	unsigned int cpu, limit = xpv_start_usable() ? 1 : nr_cpu_ids;

	xpv_apic_install();
	smp_found_config = 1;
	topology_register_boot_apic(0);
	for (cpu = 0; cpu < limit && smp_is_up(cpu) >= 0; cpu++)
		topology_register_apic(cpu, CPU_ACPIID_INVALID, true);
}

static void __init smp_boot_cpu(void)
{
	native_smp_prepare_boot_cpu();
	xpv_vcpu_boot();
	xpv_adopt_boot();
	xpv_clock_boot();
	xpv_steal_boot();
	xpv_lock_boot();
}

static void __init smp_prepare(unsigned int max_cpus)
{
	smp_prepare_cpus_common();
	xpv_must(xpv_ipi_prepare(0), "binding the boot CPU's IPI");
	xpv_must(xpv_lock_prepare(0), "binding the boot CPU's lock port");
	speculative_store_bypass_ht_init();
	pr_info("CPU0: ");
	print_cpu_info(&cpu_data(0));
}

/* Each step is skipped when an earlier attempt has done it. */
static int smp_initialise(unsigned int cpu, struct task_struct *idle)
{
	int ret;

	ret = xpv_vcpu_register(cpu);
	if (!ret)
		ret = xpv_evtchn_cpu_prepare(cpu);
	if (!ret)
		ret = xpv_timer_prepare(cpu);
	if (!ret)
		ret = xpv_ipi_prepare(cpu);
	if (!ret)
		ret = xpv_lock_prepare(cpu);
	if (!ret)
		ret = xpv_steal_register(cpu);
	if (!ret)
		ret = xpv_adopt_has(cpu) ? xpv_adopt_prepare(cpu, idle) :
					   xpv_ap_initialise(cpu, idle);
	if (!ret)
		cpumask_set_cpu(cpu, &smp_initialised);
	return ret;
}

static int smp_kick(unsigned int cpu, struct task_struct *idle)
{
	int ret;

	/* An attempt that timed out may still be running on that stack. */
	if (smp_is_up(cpu))
		return -EBUSY;
	ret = common_cpu_up(cpu, idle);
	if (ret)
		return ret;
	per_cpu(fpu_fpregs_owner_ctx, cpu) = NULL;
	idle->thread.sp = (unsigned long)task_pt_regs(idle);
	xpv_ipi_reset(cpu);
	if (!cpumask_test_cpu(cpu, &smp_initialised))
		ret = smp_initialise(cpu, idle);
	if (!ret)
		ret = xpv_hcall_vcpu(VCPUOP_up, cpu, NULL);
	if (ret)
		pr_err("xpv: CPU%u cannot be brought up: %d\n", cpu, ret);
	return ret;
}

/* Context: the CPU that goes down, all others waiting. */
static int smp_disable(void)
{
	cpu_disable_common();
	return 0;
}

/* Context: idle task of the CPU that goes down. */
static void smp_play_dead(void)
{
	play_dead_common();
	xpv_hcall_timer(0);
	xpv_steal_stop();
	xpv_park_down();
	/* Brought up again: as new, on an empty stack. */
	xpv_ap_restart((unsigned long)task_pt_regs(current));
}

static void smp_cleanup_dead(unsigned int cpu)
{
	int up;

	if (read_poll_timeout(smp_is_up, up, up <= 0, SMP_DOWN_POLL_US,
			      SMP_DOWN_TIMEOUT_US, false, cpu))
		pr_err("xpv: CPU%u does not go down\n", cpu);
}

const struct cpumask *xpv_smp_initialised(void)
{
	return &smp_initialised;
}

/* A CPU that is down starts as one that never ran here. */
void xpv_smp_resume(void)
{
	unsigned int cpu;

	cpumask_and(&smp_initialised, &smp_initialised, cpu_online_mask);
	xpv_vcpu_forget();
	xpv_adopt_forget();
	for_each_possible_cpu(cpu)
		xpv_lock_forget(cpu);
}

void __init xpv_smp_init(void)
{
	x86_init.mpparse.find_mptable = x86_init_noop;
	x86_init.mpparse.early_parse_smp_cfg = x86_init_noop;
	x86_init.mpparse.parse_smp_cfg = smp_find_cpus;
	/* The real-mode trampoline's way of starting many at a time. */
	x86_cpuinit.parallel_bringup = false;

	smp_ops.smp_prepare_boot_cpu = smp_boot_cpu;
	smp_ops.smp_prepare_cpus = smp_prepare;
	smp_ops.kick_ap_alive = smp_kick;
	smp_ops.poll_sync_state = xpv_domain_yield;
	smp_ops.cpu_disable = smp_disable;
	smp_ops.play_dead = smp_play_dead;
	smp_ops.cleanup_dead_cpu = smp_cleanup_dead;
	smp_ops.stop_other_cpus = xpv_stop_others;
	smp_ops.stop_this_cpu = xpv_stop_self;
	/* No crash kernel: generic code falls back on stop_other_cpus. */
	smp_ops.crash_stop_other_cpus = NULL;
	smp_ops.smp_send_reschedule = xpv_ipi_reschedule;
	smp_ops.send_call_func_ipi = xpv_ipi_call_mask;
	smp_ops.send_call_func_single_ipi = xpv_ipi_call;
}
