// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start of a CPU that is not the boot CPU: the state Xen starts it with, and the
 * way from there to the idle loop.
 *
 * ABI: asm/xen/interface.h (struct vcpu_guest_context), xen/interface/vcpu.h
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/cpu.h>
#include <asm/cpu_entry_area.h>
#include <asm/fpu/api.h>
#include <asm/hw_irq.h>
#include <asm/processor.h>
#include <asm/segment.h>
#include <asm/spec-ctrl.h>
#include <asm/x86_init.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../internal.h"
#include "sched.h"

/* I/O privilege that lets a port access of the kernel reach Xen, which answers it. */
#define AP_RFLAGS	(X86_EFLAGS_FIXED | 1UL << X86_EFLAGS_IOPL_BIT)

static void ap_fill_registers(struct cpu_user_regs *regs, unsigned long stack)
{
	regs->rip = (unsigned long)xpv_ap_entry;
	regs->cs = __KERNEL_CS;
	regs->rflags = AP_RFLAGS;
	regs->rsp = stack;
	regs->ss = __KERNEL_DS;
	regs->ds = __USER_DS;
	regs->es = __USER_DS;
}

/* All that is not set here is 0: no LDT, no user page table, null %fs and %gs. */
static int ap_fill(struct vcpu_guest_context *ctxt, unsigned int cpu,
		   struct task_struct *idle)
{
	xpv_mfn_t root = xpv_virt_mfn(swapper_pg_dir);

	ctxt->flags = VGCF_IN_KERNEL;
	ap_fill_registers(&ctxt->user_regs, (unsigned long)task_pt_regs(idle));
	ctxt->gs_base_kernel = per_cpu_offset(cpu);
	ctxt->kernel_ss = __KERNEL_DS;
	ctxt->kernel_sp = (unsigned long)(cpu_entry_stack(cpu) + 1);
	ctxt->ctrlreg[3] = xen_pfn_to_cr3(xpv_mfn_number(root));
	xpv_trap_fill(ctxt);
	return xpv_desc_fill(cpu, ctxt);
}

/**
 * xpv_ap_initialise() - tell Xen the state in which a vCPU starts
 * @cpu: CPU that has never run
 * @idle: its idle task
 *
 * Xen copies it. Return: 0 or a negative errno.
 */
int xpv_ap_initialise(unsigned int cpu, struct task_struct *idle)
{
	struct vcpu_guest_context *ctxt = kzalloc(sizeof(*ctxt), GFP_KERNEL);
	int ret;

	if (!ctxt)
		return -ENOMEM;
	ret = ap_fill(ctxt, cpu, idle);
	if (!ret)
		ret = xpv_hcall_vcpu(VCPUOP_initialise, cpu, ctxt);
	kfree(ctxt);
	return ret;
}

static void ap_identify(unsigned int cpu)
{
	smp_store_cpu_info(cpu);
	/* The same for all: the counters run at one rate. */
	cpu_data(cpu).loops_per_jiffy = loops_per_jiffy;
	/* Topology must be complete before the CPU is announced. */
	set_cpu_sibling_map(cpu);
	speculative_store_bypass_ht_init();
}

/* The allocator of native vectors counts online CPUs under its lock. */
static void ap_set_online(unsigned int cpu)
{
	lock_vector_lock();
	set_cpu_online(cpu, true);
	lapic_online();
	unlock_vector_lock();
}

/*
 * Entered with events masked, from apentry.S. The order is that of the native start
 * (smpboot.c): nothing but CPU state before the hotplug core lets us on.
 */
asmlinkage __visible void notrace xpv_ap_start(void)
{
	unsigned int cpu = raw_smp_processor_id();

	cr4_init();
	cpu_init_exception_handling(false);
	xpv_trap_cpu_init();
	xpv_steal_start();
	cpuhp_ap_sync_alive();

	cpu_init();
	fpu__init_cpu();
	rcutree_report_cpu_starting(cpu);
	x86_cpuinit.early_percpu_clock_init();
	ap_identify(cpu);
	notify_cpu_starting(cpu);
	ap_set_online(cpu);
	x86_cpuinit.setup_percpu_clockev();
	local_irq_enable();
	cpu_startup_entry(CPUHP_AP_ONLINE_IDLE);
}
