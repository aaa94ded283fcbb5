// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for the next event: the vCPU leaves its processor to others.
 *
 * ABI: xen/interface/sched.h
 */
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <asm/paravirt.h>
#include <xen/interface/xen.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include "../internal.h"

/* Xen unmasks events and blocks in one step: an event in between is not lost. */
static noinstr void idle_safe_halt(void)
{
	xpv_hcall2(__HYPERVISOR_sched_op, SCHEDOP_block, 0);
}

/* Halted with events masked, nothing would ever wake this CPU: it goes down. */
static void idle_halt(void)
{
	if (irqs_disabled())
		xpv_hcall_vcpu(VCPUOP_down, raw_smp_processor_id(), NULL);
	else
		idle_safe_halt();
}

void __init xpv_idle_init(void)
{
	pv_ops.irq.safe_halt = idle_safe_halt;
	pv_ops.irq.halt = idle_halt;
}
