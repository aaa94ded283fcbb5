// SPDX-License-Identifier: GPL-2.0-only
/*
 * A crash kernel: on our side what it needs to know, and how all CPUs stop for it; on
 * its own side how it reads our memory.
 *
 * Its own memory is that of crashkernel=, so nothing of ours has to be given back to
 * Xen first: page tables stay as they are, and whatever back-ends still write goes
 * where it went before. It runs on vCPU 0, since Xen starts no vCPU twice.
 */
#include <linux/crash_core.h>
#include <linux/crash_dump.h>
#include <linux/elf.h>
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/uio.h>
#include <linux/vmalloc.h>
#include <asm/kexec.h>
#include <asm/reboot.h>
#include <asm/tlbflush.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/domain.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "kexec.h"

/* How long vCPU 0 waits for the CPU that crashed to save what it has. */
#define CRASH_WAIT_NS	(10ULL * NSEC_PER_SEC)

static int crash_count(struct resource *res, void *count)
{
	++*(unsigned int *)count;
	return 0;
}

static int crash_range(struct resource *res, void *arg)
{
	struct crash_mem *mem = arg;

	mem->ranges[mem->nr_ranges].start = res->start;
	mem->ranges[mem->nr_ranges++].end = res->end;
	return 0;
}

/* All RAM but that of the crash kernel, which splits at most one range. */
static struct crash_mem *crash_ranges(void)
{
	unsigned int count = 1;
	struct crash_mem *mem;

	walk_system_ram_res(0, -1, &count, crash_count);
	mem = kvzalloc(struct_size(mem, ranges, count), GFP_KERNEL);
	if (!mem)
		return NULL;
	mem->max_nr_ranges = count;
	if (!walk_system_ram_res(0, -1, mem, crash_range) &&
	    !crash_exclude_mem_range(mem, crashk_res.start, crashk_res.end))
		return mem;
	kvfree(mem);
	return NULL;
}

int xpv_kexec_headers(unsigned long usable, void **header, unsigned long *len)
{
	struct crash_mem *mem = crash_ranges();
	struct elf64_phdr *p;
	struct elf64_hdr *h;
	unsigned int i;
	int err;

	if (!mem)
		return -ENOMEM;
	err = crash_prepare_elf64_headers(mem, true, header, len);
	kvfree(mem);
	if (err)
		return err;
	h = *header;
	p = *header + h->e_phoff;
	/* Addresses are ours, what is read is where the new kernel has it. */
	for (i = 0; i < h->e_phnum; i++)
		p[i].p_offset += (u64)usable << PAGE_SHIFT;
	return 0;
}

/* Set by the CPU that crashed, for vCPU 0; both have stopped. */
static struct kimage *crash_image;

void __noreturn xpv_kexec_crash_elsewhere(struct kimage *kimage)
{
	/* Pairs with the acquire in crash_stopped(). */
	smp_store_release(&crash_image, kimage);
	for (;;)
		xpv_hcall_vcpu(VCPUOP_down, smp_processor_id(), NULL);
}

static void crash_take_down(void)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		if (cpu && cpu != smp_processor_id())
			xpv_hcall_vcpu(VCPUOP_down, cpu, NULL);
}

/* The image, from the CPU that crashed, or in spite of it. */
static struct kimage *crash_await(void)
{
	u64 end = sched_clock() + CRASH_WAIT_NS;
	struct kimage *kimage;

	/* Pairs with the release in xpv_kexec_crash_elsewhere(). */
	while (!(kimage = smp_load_acquire(&crash_image)) && sched_clock() < end)
		xpv_domain_yield();
	if (kimage)
		return kimage;
	crash_take_down();
	return kexec_crash_image;
}

/* NMI. vCPU 0 stays, to enter the crash kernel; others go down behind this. */
static void crash_stopped(int cpu, struct pt_regs *regs)
{
	crash_save_cpu(regs, cpu);
	if (!cpu)
		xpv_kexec_leave(crash_await());
}

/**
 * xpv_kexec_crash_shutdown() - machine_ops.crash_shutdown
 * @regs: of the CPU that crashed, on which this runs
 */
void xpv_kexec_crash_shutdown(struct pt_regs *regs)
{
	local_irq_disable();
	nmi_shootdown_cpus(crash_stopped);
	/* One that did not come is taken down wherever it is. */
	crash_take_down();
	crash_save_cpu(regs, smp_processor_id());
}

#ifdef CONFIG_PROC_VMCORE
/* Where old memory is looked at, a page at a time; under old_lock. */
static DEFINE_MUTEX(old_lock);
static struct vm_struct *old_area;
static pte_t *old_pte;

static int old_found(pte_t *ptep, unsigned long addr, void *unused)
{
	old_pte = ptep;
	return 0;
}

static int old_reserve(void)
{
	if (old_pte)
		return 0;
	old_area = old_area ?: get_vm_area(PAGE_SIZE, VM_MAP);
	if (!old_area)
		return -ENOMEM;
	return apply_to_page_range(&init_mm, (unsigned long)old_area->addr, PAGE_SIZE,
				   old_found, NULL);
}

/**
 * xpv_kexec_old_copy() - copy_oldmem_page() of a PV guest
 * @iter: to where
 * @pfn: frame as this kernel numbers it, maybe a page table to Xen
 * @len: bytes
 * @offset: in the page
 *
 * Return: bytes copied, or a negative errno.
 */
ssize_t xpv_kexec_old_copy(struct iov_iter *iter, unsigned long pfn, size_t len,
			   unsigned long offset)
{
	unsigned long addr;
	ssize_t done;

	guard(mutex)(&old_lock);
	done = old_reserve();
	if (done)
		return done;
	/* Given to Xen when the kernel crashed: no memory, no contents. */
	if (!xpv_pfn_owned(xpv_pfn(pfn)))
		return iov_iter_zero(len, iter);
	addr = (unsigned long)old_area->addr;
	set_pte_at(&init_mm, addr, old_pte, pfn_pte(pfn, PAGE_KERNEL_RO));
	done = copy_to_iter(old_area->addr + offset, len, iter);
	pte_clear(&init_mm, addr, old_pte);
	flush_tlb_kernel_range(addr, addr + PAGE_SIZE);
	return done;
}
#endif
