// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers.
 *
 * Three kinds: segment bases have a hypercall; the system-call registers are
 * Xen's and are replaced by callbacks; the rest Xen interprets when the
 * instruction faults, or refuses. A refused write is no error of the kernel's:
 * the register is the host's business.
 */
#include <asm/msr.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "cpu.h"

enum msr_kind { MSR_HOST, MSR_BASE, MSR_GSBASE, MSR_SYSCALL, MSR_IGNORED };

static const struct {
	u32 msr;
	enum msr_kind kind;
	unsigned int base;
} msr_rules[] = {
	{ MSR_FS_BASE, MSR_BASE, SEGBASE_FS },
	{ MSR_KERNEL_GS_BASE, MSR_GSBASE },
	{ MSR_GS_BASE, MSR_BASE, SEGBASE_GS_KERNEL },
	{ MSR_LSTAR, MSR_SYSCALL },
	{ MSR_STAR, MSR_IGNORED },
	{ MSR_CSTAR, MSR_IGNORED },
	{ MSR_SYSCALL_MASK, MSR_IGNORED },
	{ MSR_IA32_SYSENTER_CS, MSR_IGNORED },
	{ MSR_IA32_SYSENTER_ESP, MSR_IGNORED },
	{ MSR_IA32_SYSENTER_EIP, MSR_IGNORED },
};

u64 xpv_msr_read_safe(unsigned int msr, int *err)
{
	return native_read_msr_safe(msr, err);
}

u64 xpv_msr_read(unsigned int msr)
{
	int err;
	u64 val = native_read_msr_safe(msr, &err);

	return err ? 0 : val;
}

int xpv_msr_write_safe(unsigned int msr, unsigned int low, unsigned int high)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(msr_rules) && msr_rules[i].msr != msr; i++)
		;
	if (i == ARRAY_SIZE(msr_rules))
		return native_write_msr_safe(msr, low, high);
	if (msr_rules[i].kind == MSR_BASE)
		return xpv_hcall_segment_base(msr_rules[i].base, (u64)high << 32 | low) ?
			-EIO : 0;
	if (msr_rules[i].kind == MSR_GSBASE)
		return xpv_gsbase_write((u64)high << 32 | low);
	if (msr_rules[i].kind == MSR_SYSCALL)
		xpv_trap_cpu_init();
	return 0;
}

void xpv_msr_write(unsigned int msr, unsigned int low, unsigned int high)
{
	xpv_msr_write_safe(msr, low, high);
}
