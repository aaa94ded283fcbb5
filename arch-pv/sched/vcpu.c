// SPDX-License-Identifier: GPL-2.0-only
/*
 * The block that each vCPU shares with Xen: upcall flags, pending selector,
 * CR2 and time.
 *
 * Lives in the per-CPU area, so that the flags are one %gs-relative access. It
 * becomes Xen's by registration, once and for ever. Before that Xen works on
 * the vCPU's slot in shared_info, where upcalls are masked, and what the flag
 * operations do to our copy has no effect.
 *
 * ABI: xen/interface/xen.h (struct vcpu_info), xen/interface/vcpu.h
 */
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/pvclock.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../internal.h"
#include "sched.h"

static_assert(sizeof(struct vcpu_info) == 64);

/* At the beginning of a page, where a next kernel has its own: vcpu_inherit(). */
DEFINE_PER_CPU_PAGE_ALIGNED(struct vcpu_info, xpv_vcpu_info) = {
	.evtchn_upcall_mask = 1,
};
/* Modules too have the flag operations inline: asm/paravirt.h */
EXPORT_PER_CPU_SYMBOL(xpv_vcpu_info);
static_assert(offsetof(struct vcpu_info, evtchn_upcall_mask) == 1);

/* CPUs whose block Xen has; changed by the boot CPU or under the hotplug lock, atomically. */
static struct cpumask vcpu_registered;

static const struct shared_info *vcpu_shared(void)
{
	return (const struct shared_info __force *)xpv_shared_info;
}

/**
 * xpv_vcpu_register() - give Xen the block of a vCPU
 * @cpu: this CPU, or one that is not up
 *
 * Xen copies the state it has into the block and raises one spurious upcall.
 * Return: 0, also when Xen already has it, or a negative errno.
 */
int xpv_vcpu_register(unsigned int cpu)
{
	struct vcpu_info *block = per_cpu_ptr(&xpv_vcpu_info, cpu);
	phys_addr_t pa = per_cpu_ptr_to_phys(block);
	struct vcpu_register_vcpu_info op = {
		.mfn = xpv_mfn_number(xpv_p2m_lookup(xpv_pfn(PHYS_PFN(pa)))),
		.offset = offset_in_page(pa),
	};
	int ret;

	if (cpumask_test_cpu(cpu, &vcpu_registered))
		return 0;
	ret = xpv_hcall_vcpu(VCPUOP_register_vcpu_info, cpu, &op);
	if (!ret)
		cpumask_set_cpu(cpu, &vcpu_registered);
	return ret;
}

/* What a kernel before this one has registered is still in force. */
static bool vcpu_inherits;

void xpv_vcpu_forget(void)
{
	cpumask_clear(&vcpu_registered);
	vcpu_inherits = false;
}

const struct xpv_handover *xpv_vcpu_inherited(void)
{
	return vcpu_inherits ? xpv_start_handover() : NULL;
}

u64 xpv_vcpu_block(unsigned int cpu)
{
	if (cpu < nr_cpu_ids && cpumask_test_cpu(cpu, &vcpu_registered))
		return xpv_mfn_number(xpv_virt_mfn(per_cpu_ptr(&xpv_vcpu_info, cpu)));
	return vcpu_inherits ? xpv_start_handover()->block[cpu] : 0;
}

/*
 * Xen keeps the pages that a kernel before this one has registered. So each comes to
 * where the block is to be.
 */
static void __init vcpu_inherit(const struct xpv_handover *h)
{
	unsigned int cpu;

	vcpu_inherits = true;
	for_each_possible_cpu(cpu) {
		if (cpu >= XPV_PARK_CPUS || !h->block[cpu])
			continue;
		xpv_swap_frame(per_cpu_ptr(&xpv_vcpu_info, cpu), sizeof(struct vcpu_info),
			       xpv_mfn(h->block[cpu]));
		cpumask_set_cpu(cpu, &vcpu_registered);
	}
}

/* Interrupts are off, as they are for Xen: the flags agree when it takes over. */
void __init xpv_vcpu_boot(void)
{
	if (xpv_start_handover())
		vcpu_inherit(xpv_start_handover());
	xpv_must(xpv_vcpu_register(0), "VCPUOP_register_vcpu_info");
}

void xpv_vcpu_boot_time(struct pvclock_vcpu_time_info *copy)
{
	const struct pvclock_vcpu_time_info *time = &vcpu_shared()->vcpu_info[0].time;
	unsigned int version;

	do {
		version = pvclock_read_begin(time);
		*copy = *time;
	} while (pvclock_read_retry(time, version));
}

void xpv_vcpu_wall(u64 *sec, u32 *nsec)
{
	const struct shared_info *shared = vcpu_shared();
	const struct pvclock_wall_clock *wall = &shared->wc;
	u32 version;

	do {
		version = READ_ONCE(wall->version) & ~1U;	/* odd: under way */
		/* Pairs with Xen's barrier before it makes the version even. */
		virt_rmb();
		*sec = (u64)READ_ONCE(shared->wc_sec_hi) << 32 | READ_ONCE(wall->sec);
		*nsec = READ_ONCE(wall->nsec);
		/* Pairs with Xen's barrier after it made the version odd. */
		virt_rmb();
	} while (READ_ONCE(wall->version) != version);
}
