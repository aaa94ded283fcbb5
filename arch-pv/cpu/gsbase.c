// SPDX-License-Identifier: GPL-2.0-only
/*
 * The user's GS base, which is Xen's to load on the way to user mode.
 *
 * With CR4.FSGSBASE a program can change it by WRGSBASE, which is not offered and
 * which we would not see. So a switch between programs always loads it. What runs in
 * the kernel only does not need it, and where the same program then goes on, it is
 * still loaded: a switch to and from the idle task costs nothing.
 *
 * ABI: xen/interface/xen.h (SEGBASE_*)
 */
#include <linux/percpu.h>
#include <linux/sched.h>
#include <asm/fpu/api.h>
#include <asm/fsgsbase.h>
#include <xpv/hcall.h>
#include "cpu.h"

/* Not canonical: equal to the base of no task. */
#define GSBASE_UNKNOWN	(1UL << 63)

/* What was loaded last on this CPU. Interrupts off, or no task of the CPU's yet. */
static DEFINE_PER_CPU(unsigned long, loaded) = GSBASE_UNKNOWN;

int xpv_gsbase_write(unsigned long base)
{
	long err = xpv_hcall_segment_base(SEGBASE_GS_USER, base);

	this_cpu_write(loaded, err ? GSBASE_UNKNOWN : base);
	return err ? -EIO : 0;
}

void xpv_gsbase_load_index(unsigned int selector)
{
	xpv_hcall_segment_base(SEGBASE_GS_USER_SEL, selector);
	this_cpu_write(loaded, GSBASE_UNKNOWN);
}

/*
 * No other program was in user mode on this CPU since @task was: it would have loaded
 * its own FPU registers on the way there.
 */
static bool ran_last(const struct task_struct *task)
{
	const struct fpu *fpu = &task->thread.fpu;

	return this_cpu_read(fpu_fpregs_owner_ctx) == fpu &&
	       fpu->last_cpu == smp_processor_id();
}

/**
 * xpv_gsbase_switch() - the user's GS base in a switch between tasks
 * @next: about to run, its GS selector has no base of its own
 *
 * Context: __switch_to(), interrupts off.
 */
void xpv_gsbase_switch(struct task_struct *next)
{
	unsigned long base = next->thread.gsbase;

	if (next->flags & (PF_KTHREAD | PF_USER_WORKER))
		return;
	if (ran_last(next) && this_cpu_read(loaded) == base)
		return;
	xpv_gsbase_write(base);
}
