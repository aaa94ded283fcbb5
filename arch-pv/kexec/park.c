// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs that wait for the next kernel.
 *
 * A vCPU that has run keeps a stack, page tables and descriptors of ours as long as it is
 * down. So before another kernel comes, each is brought up once more, gives all of that
 * back and goes down in a page, and with tables, that belong to no kernel: made by the
 * first that needs them, handed on by all, and in nobody's p2m list but for the page.
 * How it starts again is in sched/adopt.c.
 *
 * ABI: xen/interface/vcpu.h
 */
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/iopoll.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../internal.h"
#include "../mmu/mmu.h"
#include "jump.h"
#include "kexec.h"

/* Where parked CPUs have their page: in a half of the address space that no kernel has. */
#define PARK_VA		PGDIR_SIZE

#define PARK_TIMEOUT_US	USEC_PER_SEC

static_assert(offsetof(struct xpv_park_slot, parked) == PARK_PARKED);
static_assert(offsetof(struct xpv_park_slot, entry) == PARK_ENTRY);
static_assert(offsetof(struct xpv_park_slot, arg) == PARK_ARG);
static_assert(VCPUOP_down == PARK_DOWN);
static_assert(XPV_PARK_SLOTS + XPV_PARK_CPUS * sizeof(struct xpv_park_slot) <= PAGE_SIZE);

/* Set once by the CPU that enters the next kernel, before it wakes the others. */
static bool park_wanted;
/* Written before that, too; read by each that is woken. */
static struct mmuext_op park_ops[] = {
	{ .cmd = MMUEXT_NEW_BASEPTR },
	{ .cmd = MMUEXT_NEW_USER_BASEPTR },
};

/* The CPU goes down by itself, and looks at @park_wanted behind that; its own. */
static DEFINE_PER_CPU(bool, park_ready);

static void __noreturn park_self(unsigned int cpu)
{
	xpv_kexec_leave_vcpu(cpu);
	xpv_kexec_leave_descriptors();
	xpv_park_enter(park_ops, PARK_VA,
		       PARK_VA + XPV_PARK_SLOTS + cpu * sizeof(struct xpv_park_slot), cpu);
}

/**
 * xpv_park_down() - take this CPU down
 *
 * Context: events masked, nothing of the CPU is needed any more.
 * Returns when it is brought up again, unless that is for another kernel.
 */
void xpv_park_down(void)
{
	unsigned int cpu = raw_smp_processor_id();

	this_cpu_write(park_ready, true);
	xpv_must(xpv_hcall_vcpu(VCPUOP_down, cpu, NULL), "VCPUOP_down");
	/* Behind VCPUOP_up, a full barrier, of the CPU that set it. */
	if (READ_ONCE(park_wanted))
		park_self(cpu);
	this_cpu_write(park_ready, false);
}

int xpv_kexec_park_alloc(struct xpv_kexec *k)
{
	unsigned int i;

	for (i = 0; i < XPV_PARK_PAGES; i++) {
		k->park[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!k->park[i])
			return -ENOMEM;
	}
	return 0;
}

void xpv_kexec_park_free(struct xpv_kexec *k)
{
	unsigned int i;

	for (i = 0; i < XPV_PARK_PAGES; i++)
		if (k->park[i])
			__free_page(k->park[i]);
}

/* Pages of @k, the code first, each table behind what it maps; no kernel has the tables. */
static void park_build(struct xpv_kexec *k, struct xpv_handover *to)
{
	unsigned int level, shift = PAGE_SHIFT;

	memcpy(page_address(k->park[0]), xpv_park_code, xpv_park_code_end - xpv_park_code);
	for (level = 1; level < XPV_PARK_PAGES; level++) {
		u64 *table = page_address(k->park[level]);

		table[(PARK_VA >> shift) % PTRS_PER_PTE] =
			(u64)xpv_mfn_number(xpv_page_mfn(k->park[level - 1])) << PAGE_SHIFT |
			(level == 1 ? XPV_KEXEC_LEAF : XPV_KEXEC_TABLE);
		xpv_kexec_protect(k->park[level]);
		__set_bit(page_to_pfn(k->park[level]), k->taken);
		shift += PMD_SHIFT - PAGE_SHIFT;
	}
	to->park_page = xpv_mfn_number(xpv_page_mfn(k->park[0]));
	to->park_root = xpv_mfn_number(xpv_page_mfn(k->park[XPV_PARK_PAGES - 1]));
	xpv_kexec_pin(to->park_root);
}

static bool park_is_up(unsigned int cpu)
{
	return xpv_hcall_vcpu(VCPUOP_is_up, cpu, NULL);
}

static bool park_is_down(unsigned int cpu)
{
	bool up;

	return !read_poll_timeout_atomic(park_is_up, up, !up, 1, PARK_TIMEOUT_US, false, cpu);
}

static bool park_one(unsigned int cpu, struct xpv_park_slot *slot)
{
	bool there;

	if (!park_is_down(cpu) || !per_cpu(park_ready, cpu))
		return false;
	slot->parked = false;
	slot->entry = 0;
	if (xpv_hcall_vcpu(VCPUOP_up, cpu, NULL))
		return false;
	return !read_poll_timeout_atomic(READ_ONCE, there, there, 1, PARK_TIMEOUT_US, false,
					 slot->parked) && park_is_down(cpu);
}

/**
 * xpv_kexec_park() - part the other CPUs from this kernel
 * @k: the kernel that is to have them
 * @to: gets what it must know of that
 *
 * Context: interrupts off, all other CPUs are down or about to be.
 * Return: 0, -ETIMEDOUT with a message.
 */
int xpv_kexec_park(struct xpv_kexec *k, struct xpv_handover *to)
{
	const struct cpumask *ours = xpv_smp_initialised();
	const struct xpv_handover *from = xpv_vcpu_inherited();
	struct xpv_park_slot *slots;
	unsigned int cpu;

	if (from && from->park_root) {
		to->park_root = from->park_root;
		to->park_page = from->park_page;
	} else if (!cpumask_empty(ours)) {
		park_build(k, to);
	} else {
		return 0;
	}
	slots = xpv_adopt_slots(to);
	park_ops[0].arg1.mfn = to->park_root;
	xpv_adopt_image(to->park_root, true);
	WRITE_ONCE(park_wanted, true);
	for_each_cpu(cpu, ours)
		if (!park_one(cpu, &slots[cpu])) {
			pr_emerg("kexec: CPU%u does not come to rest\n", cpu);
			return -ETIMEDOUT;
		}
	xpv_adopt_image(to->park_root, false);
	return 0;
}
