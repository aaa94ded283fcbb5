// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU that a kernel before this one has started.
 *
 * Xen starts a vCPU once. So the other kernel has parked it (kexec/park.c): it is down,
 * with page tables of its own that map nothing but the code to which it wakes up. That
 * code goes where its slot says, which is here, once the kernel image is in those tables.
 *
 * ABI: MMU_NORMAL_PT_UPDATE in xen/interface/xen.h, xen/interface/vcpu.h
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <asm/desc.h>
#include <asm/segment.h>
#include <xen/interface/xen.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../internal.h"
#include "../layout.h"
#include "adopt.h"
#include "sched.h"

/**
 * struct adopt - what a CPU needs before it has a stack; apentry.S has the offsets
 * @root: loads our page tables
 * @gs_base: of its per-CPU area
 * @stack: of its idle task
 * @busy: a CPU has not read this yet
 *
 * Written under the hotplug lock while it is not busy, and by the CPU, which lets it go.
 * In the kernel image, which is what the CPU has mapped.
 */
struct adopt {
	struct mmuext_op root;
	u64 gs_base, stack, busy;
};

static struct adopt adopt;
static_assert(offsetof(struct adopt, gs_base) == ADOPT_GS_BASE);
static_assert(offsetof(struct adopt, stack) == ADOPT_STACK);
static_assert(offsetof(struct adopt, busy) == ADOPT_BUSY);
static_assert(DOMID_SELF == XPV_DOMID_SELF);

/* CPUs that have not run here; changed at boot or under the hotplug lock. */
static struct cpumask adopt_parked;

void __init xpv_adopt_boot(void)
{
	const struct xpv_handover *h = xpv_vcpu_inherited();
	unsigned int cpu;

	for (cpu = 1; h && h->park_root && cpu < min(nr_cpu_ids, XPV_PARK_CPUS); cpu++)
		if (h->block[cpu])
			cpumask_set_cpu(cpu, &adopt_parked);
}

bool xpv_adopt_has(unsigned int cpu)
{
	return cpumask_test_cpu(cpu, &adopt_parked);
}

void xpv_adopt_forget(void)
{
	cpumask_clear(&adopt_parked);
}

/**
 * xpv_adopt_image() - map the kernel image in the page tables of parked CPUs, or no longer
 * @root: machine frame of the top level
 * @mapped: it is to be
 */
void xpv_adopt_image(u64 root, bool mapped)
{
	unsigned int slot = pgd_index(__START_KERNEL_map);
	struct mmu_update update = {
		.ptr = (root << PAGE_SHIFT) + slot * sizeof(pgd_t) + MMU_NORMAL_PT_UPDATE,
		.val = mapped ? READ_ONCE(swapper_pg_dir[slot].pgd) : 0,
	};

	xpv_must(xpv_hcall_mmu_update(&update, 1, NULL), "mmu_update of parked CPUs' tables");
}

struct xpv_park_slot *xpv_adopt_slots(const struct xpv_handover *h)
{
	unsigned long pfn = xpv_pfn_number(xpv_m2p_lookup(xpv_mfn(h->park_page)));

	return __va(PFN_PHYS(pfn)) + XPV_PARK_SLOTS;
}

/**
 * xpv_adopt_prepare() - tell a parked CPU where it goes when it is up
 * @cpu: CPU that has not run here
 * @idle: its idle task
 *
 * Return: 0, -EBUSY where the one before has never come.
 */
int xpv_adopt_prepare(unsigned int cpu, struct task_struct *idle)
{
	const struct xpv_handover *h = xpv_vcpu_inherited();
	struct xpv_park_slot *slot = xpv_adopt_slots(h) + cpu;

	if (READ_ONCE(adopt.busy))
		return -EBUSY;
	xpv_adopt_image(h->park_root, true);
	adopt.root = (struct mmuext_op){
		.cmd = MMUEXT_NEW_BASEPTR,
		.arg1.mfn = xpv_mfn_number(xpv_virt_mfn(swapper_pg_dir)),
	};
	adopt.gs_base = per_cpu_offset(cpu);
	adopt.stack = (unsigned long)task_pt_regs(idle);
	adopt.busy = true;
	slot->arg = (unsigned long)&adopt;
	/* The CPU is down: it looks after VCPUOP_up, which is a full barrier. */
	slot->entry = (unsigned long)xpv_adopt_entry;
	cpumask_clear_cpu(cpu, &adopt_parked);
	return 0;
}

/* From apentry.S, on the stack of the idle task: what Xen else gives a new vCPU. */
asmlinkage __visible void notrace xpv_adopt_start(void)
{
	load_direct_gdt(raw_smp_processor_id());
	loadsegment(ds, __USER_DS);
	loadsegment(es, __USER_DS);
	xpv_trap_again();
	xpv_ap_start();
}
