// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptor tables.
 *
 * Xen validates each descriptor, so GDT and LDT pages are read-only to us
 * while it uses them, through every mapping, and change by hypercall. The task
 * register and its descriptor are Xen's own.
 *
 * ABI: set_gdt, update_descriptor, MMUEXT_SET_LDT in xen/interface/xen.h
 */
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/vmalloc.h>
#include <asm/desc.h>
#include <asm/processor.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "../internal.h"
#include "cpu.h"

/* TLS descriptors as Xen last got them; CPU-local, preemption off. */
static DEFINE_PER_CPU(u64 [GDT_ENTRY_TLS_ENTRIES], desc_tls);

static xpv_pfn_t desc_pfn(const void *addr)
{
	if (is_vmalloc_addr(addr))
		return xpv_pfn(vmalloc_to_pfn(addr));
	if ((unsigned long)addr >= PAGE_OFFSET && (unsigned long)addr < VMALLOC_START)
		return xpv_pfn(__pa(addr) >> PAGE_SHIFT);
	return xpv_pfn(slow_virt_to_phys((void *)addr) >> PAGE_SHIFT);
}

static void desc_set_va(unsigned long va, xpv_pfn_t pfn, pgprot_t prot)
{
	pte_t pte = pfn_pte(xpv_pfn_number(pfn), prot);

	xpv_must(xpv_hcall_va_mapping(va, native_pte_val(pte), UVMF_INVLPG | UVMF_ALL),
		 "update_va_mapping of a descriptor table");
}

/* Both the mapping in use and the one in the direct map. */
static xpv_pfn_t desc_protect(const void *page, pgprot_t prot)
{
	xpv_pfn_t pfn = desc_pfn(page);
	unsigned long direct = (unsigned long)__va(xpv_pfn_number(pfn) << PAGE_SHIFT);

	desc_set_va(direct, pfn, prot);
	if (is_vmalloc_addr(page))
		desc_set_va((unsigned long)page, pfn, prot);
	return pfn;
}

void xpv_desc_load_gdt(const struct desc_ptr *dtr)
{
	xpv_pfn_t pfn = desc_protect((void *)dtr->address, PAGE_KERNEL_RO);
	unsigned long frame = xpv_mfn_number(xpv_p2m_lookup(pfn));

	xpv_must(xpv_hcall_set_gdt(&frame, (dtr->size + 1) / sizeof(struct desc_struct)),
		 "set_gdt");
}

int xpv_desc_fill(unsigned int cpu, struct vcpu_guest_context *ctxt)
{
	struct desc_struct *gdt = get_cpu_gdt_rw(cpu);
	xpv_pfn_t pfn = desc_protect(gdt, PAGE_KERNEL_RO);

	ctxt->gdt_frames[0] = xpv_mfn_number(xpv_p2m_lookup(pfn));
	ctxt->gdt_ents = GDT_ENTRIES;
	return 0;
}

static void desc_update(struct desc_struct *entry, u64 val)
{
	u64 where = (u64)xpv_mfn_number(xpv_p2m_lookup(desc_pfn(entry))) << PAGE_SHIFT;

	xpv_must(xpv_hcall_descriptor(where | offset_in_page(entry), val),
		 "update_descriptor");
}

void xpv_desc_write_gdt(struct desc_struct *gdt, int entry, const void *desc, int type)
{
	if (type != DESC_TSS && type != DESC_LDT)
		desc_update(&gdt[entry], *(const u64 *)desc);
}

void xpv_desc_write_ldt(struct desc_struct *ldt, int entry, const void *desc)
{
	desc_update(&ldt[entry], *(const u64 *)desc);
}

static void desc_protect_ldt(struct desc_struct *ldt, unsigned int entries, pgprot_t prot)
{
	void *page = ldt, *end = ldt + entries;

	for (; page < end; page += PAGE_SIZE)
		desc_protect(page, prot);
}

void xpv_desc_alloc_ldt(struct desc_struct *ldt, unsigned int entries)
{
	desc_protect_ldt(ldt, entries, PAGE_KERNEL_RO);
}

void xpv_desc_free_ldt(struct desc_struct *ldt, unsigned int entries)
{
	desc_protect_ldt(ldt, entries, PAGE_KERNEL);
}

void xpv_desc_set_ldt(const void *ldt, unsigned int entries)
{
	struct mmuext_op op = {
		.cmd = MMUEXT_SET_LDT,
		.arg1.linear_addr = (unsigned long)ldt,
		.arg2.nr_ents = entries,
	};

	xpv_must(xpv_hcall_mmuext(&op, 1), "MMUEXT_SET_LDT");
}

static noinline void desc_change_tls(const u64 *want, unsigned int cpu)
{
	struct desc_struct *gdt = get_cpu_gdt_rw(cpu) + GDT_ENTRY_TLS_MIN;
	u64 *seen = per_cpu_ptr(desc_tls, cpu);
	unsigned int i;

	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++) {
		if (seen[i] == want[i])
			continue;
		seen[i] = want[i];
		desc_update(&gdt[i], want[i]);
	}
}

/* Most tasks have none, and so had the one before. */
void xpv_desc_load_tls(struct thread_struct *t, unsigned int cpu)
{
	const u64 *want = (const u64 *)t->tls_array;

	static_assert(GDT_ENTRY_TLS_ENTRIES == 3);
	if ((this_cpu_read(desc_tls[0]) ^ want[0]) | (this_cpu_read(desc_tls[1]) ^ want[1]) |
	    (this_cpu_read(desc_tls[2]) ^ want[2]))
		desc_change_tls(want, cpu);
}
