// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC that a PV guest does not have.
 *
 * Generic code keeps CPUs apart by APIC id and sends itself irq_work through
 * the APIC driver. This one answers with ids equal to CPU numbers, turns sent
 * vectors into event channels, and touches neither MSR nor memory.
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "sched.h"

static u32 xpv_apic_id(u32 id)
{
	return id;
}

/* Only the id register holds anything. */
static u32 xpv_apic_read(u32 reg)
{
	return reg == APIC_ID ? raw_smp_processor_id() : 0;
}

/* Nothing to program: interrupts come as events. */
static void xpv_apic_write(u32 reg, u32 value)
{
}

/* Nothing to end: event/ ends the delivery. */
static void xpv_apic_eoi(void)
{
}

static u64 xpv_apic_icr_read(void)
{
	return 0;
}

/* Nobody writes the command register but through the send functions. */
static void xpv_apic_icr_write(u32 low, u32 id)
{
}

static void xpv_apic_send(int cpu, int vector)
{
	switch (vector) {
	case RESCHEDULE_VECTOR:
		xpv_ipi_send(cpu, XPV_IPI_RESCHED);
		break;
	case CALL_FUNCTION_VECTOR:
	case CALL_FUNCTION_SINGLE_VECTOR:
		xpv_ipi_send(cpu, XPV_IPI_CALL);
		break;
	case IRQ_WORK_VECTOR:
		xpv_ipi_send(cpu, XPV_IPI_WORK);
		break;
	case REBOOT_VECTOR:
		xpv_ipi_send(cpu, XPV_IPI_STOP);
		break;
	case NMI_VECTOR:
		xpv_hcall_vcpu(VCPUOP_send_nmi, cpu, NULL);
		break;
	default:
		pr_warn_once("xpv: no event stands for interrupt vector %#x\n", vector);
	}
}

static void xpv_apic_send_mask(const struct cpumask *mask, int vector)
{
	unsigned int cpu;

	for_each_cpu(cpu, mask)
		xpv_apic_send(cpu, vector);
}

static void xpv_apic_send_mask_others(const struct cpumask *mask, int vector)
{
	unsigned int cpu, self = smp_processor_id();

	for_each_cpu(cpu, mask)
		if (cpu != self)
			xpv_apic_send(cpu, vector);
}

static void xpv_apic_send_others(int vector)
{
	xpv_apic_send_mask_others(cpu_online_mask, vector);
}

static void xpv_apic_send_all(int vector)
{
	xpv_apic_send_mask(cpu_online_mask, vector);
}

static void xpv_apic_send_self(int vector)
{
	xpv_apic_send(smp_processor_id(), vector);
}

static struct apic xpv_apic __ro_after_init = {
	.name			  = "xpv",
	.max_apic_id		  = U32_MAX,
	.cpu_present_to_apicid	  = default_cpu_present_to_apicid,
	.calc_dest_apicid	  = apic_flat_calc_apicid,
	.get_apic_id		  = xpv_apic_id,
	.read			  = xpv_apic_read,
	.write			  = xpv_apic_write,
	.eoi			  = xpv_apic_eoi,
	.icr_read		  = xpv_apic_icr_read,
	.icr_write		  = xpv_apic_icr_write,
	.send_IPI		  = xpv_apic_send,
	.send_IPI_mask		  = xpv_apic_send_mask,
	.send_IPI_mask_allbutself = xpv_apic_send_mask_others,
	.send_IPI_allbutself	  = xpv_apic_send_others,
	.send_IPI_all		  = xpv_apic_send_all,
	.send_IPI_self		  = xpv_apic_send_self,
};

void __init xpv_apic_install(void)
{
	apic_install_driver(&xpv_apic);
}
