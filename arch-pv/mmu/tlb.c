// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading address spaces and flushing translations.
 *
 * CR3 belongs to Xen; what the kernel reads back is the value it wrote. Xen
 * flushes by itself whenever a frame changes from table to plain memory or
 * back, so these flushes only serve Linux's own rules.
 *
 * ABI: MMUEXT_* in xen/interface/xen.h
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <asm/tlbflush.h>
#include "../internal.h"
#include "mmu.h"

/* Physical address of the loaded pgd; 0 until the CPU first loads one itself. */
static DEFINE_PER_CPU(unsigned long, tlb_cr3);

unsigned long xpv_tlb_read_cr3(void)
{
	return this_cpu_read(tlb_cr3) ?: __pa_symbol(swapper_pg_dir);
}

/*
 * The operations that load an address space, filled in but for the frames: written
 * in every switch, with interrupts off.
 */
static DEFINE_PER_CPU(struct mmuext_op [2], tlb_load_ops) = {
	{ .cmd = MMUEXT_NEW_BASEPTR },
	{ .cmd = MMUEXT_NEW_USER_BASEPTR },
};

/* @user: the address of user mode's top level, or 0 for the kernel's own tables */
static __always_inline void tlb_load(unsigned long cr3, unsigned long user)
{
	struct mmuext_op *op = this_cpu_ptr(tlb_load_ops);

	xpv_ptset_sync();
	this_cpu_write(tlb_cr3, cr3);
	op[0].arg1.mfn = xpv_p2m_read(cr3 >> PAGE_SHIFT);
	op[1].arg1.mfn = user ? xpv_p2m_read((user - PAGE_OFFSET) >> PAGE_SHIFT) : 0;
	xpv_must(xpv_hcall_mmuext(op, 2), "mmuext_op NEW_BASEPTR");
}

/* kasan_init() fills a copy of the kernel's top level and loads it for a while. */
static noinline void tlb_load_early(unsigned long cr3)
{
	if (!xpv_pin_holds_early(__va(cr3)))
		xpv_pin_alloc(cr3 >> PAGE_SHIFT);
	tlb_load(cr3, 0);
}

void xpv_tlb_write_cr3(unsigned long cr3)
{
	struct page *top;

	cr3 &= CR3_ADDR_MASK;
	if (!static_branch_likely(&xpv_pin_marked)) {
		tlb_load_early(cr3);
		return;
	}
	top = pfn_to_page(cr3 >> PAGE_SHIFT);
	/* An address space that went neither through exec nor through fork. */
	if (unlikely(!PagePinned(top)))
		xpv_mm_hold(__va(cr3));
	tlb_load(cr3, page_private(top));
}

static void tlb_ops(const struct mmuext_op *op, unsigned int count)
{
	xpv_ptset_sync();
	xpv_must(xpv_hcall_mmuext(op, count), "mmuext_op flush");
}

void xpv_tlb_flush_user(void)
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };

	tlb_ops(&op, 1);
}

void xpv_tlb_flush_one(unsigned long addr)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_INVLPG_LOCAL,
		.arg1.linear_addr = addr & PAGE_MASK,
	};

	tlb_ops(&op, 1);
}

/* Xen reaches the other vCPUs itself; no interrupt of ours is needed. */
void xpv_tlb_flush_multi(const struct cpumask *cpus, const struct flush_tlb_info *info)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_TLB_FLUSH_MULTI,
		.arg2.vcpumask = (void *)cpumask_bits(cpus),
	};

	if (info->end != TLB_FLUSH_ALL && info->end - info->start <= PAGE_SIZE) {
		op.cmd = MMUEXT_INVLPG_MULTI;
		op.arg1.linear_addr = info->start & PAGE_MASK;
	}
	tlb_ops(&op, 1);
}

/* So many pages are named to Xen one by one; from there on all is flushed. */
#define TLB_NAMED	16

static void tlb_named(unsigned int command, unsigned long start, unsigned long end,
		      unsigned int stride_shift)
{
	struct mmuext_op op[TLB_NAMED];
	unsigned int count = 0;

	for (; start < end; start += 1UL << stride_shift)
		op[count++] = (struct mmuext_op){
			.cmd = command,
			.arg1.linear_addr = start & PAGE_MASK,
		};
	tlb_ops(op, count);
}

static bool tlb_few(unsigned long start, unsigned long end, unsigned int stride_shift)
{
	return end != TLB_FLUSH_ALL && DIV_ROUND_UP(end - start, 1UL << stride_shift) <= TLB_NAMED;
}

/* Addresses of the address space that is loaded here. */
void xpv_tlb_flush_range(unsigned long start, unsigned long end, unsigned int stride_shift)
{
	if (tlb_few(start, end, stride_shift))
		tlb_named(MMUEXT_INVLPG_LOCAL, start, end, stride_shift);
	else
		xpv_tlb_flush_user();
}

/* Addresses of the kernel, on all CPUs. */
void xpv_tlb_flush_kernel(unsigned long start, unsigned long end)
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_ALL };

	if (tlb_few(start, end, PAGE_SHIFT))
		tlb_named(MMUEXT_INVLPG_ALL, start, end, PAGE_SHIFT);
	else
		tlb_ops(&op, 1);
}
