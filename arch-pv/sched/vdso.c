// SPDX-License-Identifier: GPL-2.0-only
/*
 * The time for programs without a system call.
 *
 * A page that every process may map has a copy of vCPU 0's time block, which Xen
 * keeps up to date. It serves whoever reads it where Xen vouches that the counters of
 * all processors agree; the vDSO looks at Xen's flag each time, since the next host
 * may not. Nowhere else, not even for a single vCPU: Xen cannot write the page while
 * the vCPU is in user mode, so that a program would read by the scale of the processor
 * that it was on before.
 *
 * ABI: VCPUOP_register_vcpu_time_memory_area in xen/interface/vcpu.h
 */
#include <linux/init.h>
#include <linux/linkage.h>
#include <linux/percpu.h>
#include <asm/pvclock.h>
#include <vdso/clocksource.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "sched.h"

/* Written by Xen alone; its version brackets each change. */
static union {
	struct pvclock_vsyscall_time_info time;
	u8 page[PAGE_SIZE];
} vdso_page __page_aligned_bss;

static bool vdso_used __ro_after_init;

static int vdso_register(void)
{
	struct vcpu_register_time_memory_area op = { .addr.v = &vdso_page.time.pvti };

	return xpv_hcall_vcpu(VCPUOP_register_vcpu_time_memory_area, 0, &op);
}

/**
 * xpv_vdso_init() - choose how the vDSO reads the clock
 *
 * Context: boot, on the boot CPU, which is registered.
 * Return: the clocksource's mode.
 */
enum vdso_clock_mode __init xpv_vdso_init(void)
{
	vdso_used = this_cpu_read(xpv_vcpu_info.time.flags) & PVCLOCK_TSC_STABLE_BIT &&
		    !vdso_register();
	if (!vdso_used)
		return VDSO_CLOCKMODE_NONE;
	pvclock_set_pvti_cpu0_va(&vdso_page.time);
	return VDSO_CLOCKMODE_PVCLOCK;
}

/**
 * xpv_vdso_resume() - give Xen the page in a domain that was restored
 *
 * Return: 0, also where none is needed, or a negative errno.
 */
int xpv_vdso_resume(void)
{
	return vdso_used ? vdso_register() : 0;
}
