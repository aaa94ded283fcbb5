// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the processor looks like to this kernel.
 *
 * Read through Xen, which hides what a guest cannot have, and then made to
 * show the topology that sched/smp.c registers: every vCPU a package of its
 * own whose APIC id is its number.
 *
 * ABI: XEN_CPUID in asm/xen/interface.h
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>
#include <xen/interface/xen.h>
#include "../internal.h"
#include "cpu.h"

/* Bits that stay, for each register of a leaf; leaves not named stay whole. */
static const struct {
	u32 leaf;
	u32 eax, ebx, ecx, edx;
} cpuid_masks[] = {
	/* no MONITOR, x2APIC; no logical processors to count */
	{ 0x00000001, ~0, 0x0000ffff, ~(1U << 3 | 1U << 21), ~(1U << 28) },
	/* caches without a count of who shares them */
	{ 0x00000004, 0x00003fff, ~0, ~0, ~0 },
	{ 0x00000005, 0, 0, 0, 0 },		/* MWAIT */
	{ 0x00000006, 0, 0, 0, 0 },		/* power and thermal */
	{ 0x0000000b, 0, 0, 0, 0 },		/* topology */
	{ 0x0000001f, 0, 0, 0, 0 },
	{ 0x80000001, ~0, ~0, ~(1U << 1 | 1U << 22), ~0 },	/* CMP_LEGACY, TOPOEXT */
	{ 0x80000008, ~0, ~0, 0, ~0 },		/* cores */
	{ 0x8000001e, 0, 0, 0, 0 },
	{ 0x80000026, 0, 0, 0, 0 },
};

/* What the host keeps for itself, or what cannot work without ring 0. */
static const u16 cpuid_absent[] __initconst = {
	X86_FEATURE_PSE, X86_FEATURE_PSE36, X86_FEATURE_PGE, X86_FEATURE_GBPAGES,
	X86_FEATURE_PCID, X86_FEATURE_INVPCID, X86_FEATURE_LA57,
	X86_FEATURE_MTRR, X86_FEATURE_MCE, X86_FEATURE_MCA,
	X86_FEATURE_ACPI, X86_FEATURE_ACC, X86_FEATURE_DCA, X86_FEATURE_APERFMPERF,
	X86_FEATURE_X2APIC, X86_FEATURE_TSC_DEADLINE_TIMER, X86_FEATURE_MWAIT,
	X86_FEATURE_SME, X86_FEATURE_LKGS, X86_FEATURE_FRED,
	X86_FEATURE_PKU, X86_FEATURE_OSPKE, X86_FEATURE_UMIP,
	X86_FEATURE_SHSTK, X86_FEATURE_IBT,
};

static void cpuid_xen(unsigned int *eax, unsigned int *ebx, unsigned int *ecx,
		      unsigned int *edx)
{
	asm volatile(XEN_CPUID
		     : "+a" (*eax), "=b" (*ebx), "+c" (*ecx), "=d" (*edx));
}

void xpv_cpuid_read(unsigned int *eax, unsigned int *ebx, unsigned int *ecx,
		    unsigned int *edx)
{
	unsigned int i, leaf = *eax;

	cpuid_xen(eax, ebx, ecx, edx);
	for (i = 0; i < ARRAY_SIZE(cpuid_masks); i++) {
		if (cpuid_masks[i].leaf != leaf)
			continue;
		*eax &= cpuid_masks[i].eax;
		*ebx &= cpuid_masks[i].ebx;
		*ecx &= cpuid_masks[i].ecx;
		*edx &= cpuid_masks[i].edx;
	}
	if (leaf == 1)
		*ebx |= BIT(16) | raw_smp_processor_id() << 24;
}

void __init xpv_cpuid_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cpuid_absent); i++)
		setup_clear_cpu_cap(cpuid_absent[i]);
}
