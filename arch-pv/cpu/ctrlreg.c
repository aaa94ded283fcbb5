// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control and debug registers.
 */
#include <linux/percpu.h>
#include <asm/processor-flags.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "cpu.h"

/*
 * CR0 as a PV guest always has it, but for TS. CPU-local; changed with
 * preemption off.
 */
static DEFINE_PER_CPU(unsigned long, ctrlreg_cr0) = CR0_STATE;

/* The bits of CR4 that Xen lets a guest choose; it keeps the others. */
#define CTRLREG_CR4_OURS (X86_CR4_TSD | X86_CR4_DE | X86_CR4_FSGSBASE | X86_CR4_OSXSAVE)

static DEFINE_PER_CPU(unsigned long, ctrlreg_cr4);

unsigned long xpv_ctrlreg_read_cr0(void)
{
	return this_cpu_read(ctrlreg_cr0);
}

void xpv_ctrlreg_write_cr0(unsigned long val)
{
	unsigned long old = this_cpu_read(ctrlreg_cr0);

	this_cpu_write(ctrlreg_cr0, val);
	if ((old ^ val) & X86_CR0_TS)
		xpv_hcall_fpu_taskswitch(val & X86_CR0_TS);
}

noinstr void xpv_ctrlreg_write_cr2(unsigned long val)
{
	this_cpu_write(xpv_vcpu_info.arch.cr2, val);
}

/* There is no hypercall for CR4: Xen interprets the instruction. */
void xpv_ctrlreg_write_cr4(unsigned long val)
{
	unsigned long ours = val & CTRLREG_CR4_OURS;

	if (ours == this_cpu_read(ctrlreg_cr4))
		return;
	this_cpu_write(ctrlreg_cr4, ours);
	asm volatile("mov %0, %%cr4" : : "r" (val) : "memory");
}

noinstr unsigned long xpv_ctrlreg_get_dr(int reg)
{
	return xpv_hcall_get_debugreg(reg);
}

noinstr void xpv_ctrlreg_set_dr(int reg, unsigned long val)
{
	xpv_hcall_set_debugreg(reg, val);
}
