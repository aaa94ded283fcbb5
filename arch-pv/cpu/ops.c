// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processor and interrupt operations of a PV guest: tables, and the
 * operations that are nothing.
 *
 * The names of the tables are ones that objtool knows to hold paravirt
 * functions.
 */
#include <linux/init.h>
#include <linux/sched.h>
#include <asm/desc.h>
#include <asm/io_bitmap.h>
#include <asm/paravirt.h>
#include <asm/processor.h>
#include <asm/tlbflush.h>
#include <xen/interface/xen.h>
#include <xen/interface/physdev.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "cpu.h"

/* The task register is Xen's and constant. */
static void ops_load_tr(void) { }

static unsigned long ops_store_tr(void)
{
	return 0;
}

/* Gates reach Xen when they are written; there is no table to load. */
static void ops_load_idt(const struct desc_ptr *dtr) { }

/* No device of this guest bypasses the caches: there is nothing to write back. */
static void ops_wbinvd(void) { }

/* The delay is for ISA devices, of which there are none. */
static void ops_io_delay(void) { }

/* Where Xen puts frames of user mode: the entry stack, set once for each CPU. */
static void ops_load_sp0(unsigned long sp0)
{
	xpv_must(xpv_hcall_stack_switch(__KERNEL_DS, sp0), "stack_switch");
	this_cpu_write(cpu_tss_rw.x86_tss.sp0, sp0);
}

/* Xen's performance counters are not offered: nothing to read. */
static u64 ops_read_pmc(int counter)
{
	return 0;
}

static void ops_start_switch(struct task_struct *prev)
{
	xpv_ptset_switch_out(prev);
}

static void ops_end_switch(struct task_struct *next)
{
	xpv_ptset_switch_in(next);
}

#ifdef CONFIG_X86_IOPL_IOPERM
static void ops_io_bitmap(void *bitmap, unsigned int ports)
{
	struct physdev_set_iobitmap op = { .nr_ports = ports };

	set_xen_guest_handle(op.bitmap, bitmap);
	xpv_hcall_physdev(PHYSDEVOP_set_iobitmap, &op);
}

static void ops_invalidate_io_bitmap(void)
{
	ops_io_bitmap(NULL, 0);
	native_tss_invalidate_io_bitmap();
}

static void ops_update_io_bitmap(void)
{
	struct tss_struct *tss = this_cpu_ptr(&cpu_tss_rw);

	native_tss_update_io_bitmap();
	if (tss->x86_tss.io_bitmap_base == IO_BITMAP_OFFSET_VALID_ALL)
		ops_io_bitmap(tss->io_bitmap.mapall, IO_BITMAP_BITS);
	else if (tss->x86_tss.io_bitmap_base == IO_BITMAP_OFFSET_VALID_MAP)
		ops_io_bitmap(tss->io_bitmap.bitmap, IO_BITMAP_BITS);
	else
		ops_io_bitmap(NULL, 0);
}
#endif

static const typeof(pv_ops) xen_cpu_ops __initconst = {
	.cpu = {
		.io_delay = ops_io_delay,
		.get_debugreg = xpv_ctrlreg_get_dr,
		.set_debugreg = xpv_ctrlreg_set_dr,
		.read_cr0 = xpv_ctrlreg_read_cr0,
		.write_cr0 = xpv_ctrlreg_write_cr0,
		.write_cr4 = xpv_ctrlreg_write_cr4,

		.load_tr_desc = ops_load_tr,
		.store_tr = ops_store_tr,
		.load_gdt = xpv_desc_load_gdt,
		.load_idt = ops_load_idt,
		.set_ldt = xpv_desc_set_ldt,
		.load_tls = xpv_desc_load_tls,
		.load_gs_index = xpv_gsbase_load_index,
		.write_ldt_entry = xpv_desc_write_ldt,
		.write_gdt_entry = xpv_desc_write_gdt,
		.write_idt_entry = xpv_trap_write_gate,
		.alloc_ldt = xpv_desc_alloc_ldt,
		.free_ldt = xpv_desc_free_ldt,

		.load_sp0 = ops_load_sp0,
#ifdef CONFIG_X86_IOPL_IOPERM
		.invalidate_io_bitmap = ops_invalidate_io_bitmap,
		.update_io_bitmap = ops_update_io_bitmap,
#endif
		.wbinvd = ops_wbinvd,
		.cpuid = xpv_cpuid_read,
		.read_msr = xpv_msr_read,
		.write_msr = xpv_msr_write,
		.read_msr_safe = xpv_msr_read_safe,
		.write_msr_safe = xpv_msr_write_safe,
		.read_pmc = ops_read_pmc,

		.start_context_switch = ops_start_switch,
		.end_context_switch = ops_end_switch,
	},
};

static const typeof(pv_ops) xen_irq_ops __initconst = {
	.irq = {
		.save_fl = __PV_IS_CALLEE_SAVE(xpv_irqflags_save),
		.irq_disable = __PV_IS_CALLEE_SAVE(xpv_irqflags_disable),
		.irq_enable = __PV_IS_CALLEE_SAVE(xpv_irqflags_enable),
	},
};

/*
 * Without I/O privilege a stray port access of the kernel would be an
 * exception; with it Xen answers as if no device were there.
 */
static void __init ops_allow_ports(void)
{
	struct physdev_set_iopl op = { .iopl = 1 };

	xpv_must(xpv_hcall_physdev(PHYSDEVOP_set_iopl, &op), "PHYSDEVOP_set_iopl");
}

/* safe_halt and halt come with xpv_idle_init(). */
void __init xpv_cpu_ops_init(void)
{
	pv_info.name = "Xen";
	pv_info.extra_user_64bit_cs = FLAT_USER_CS64;
	pv_ops.cpu = xen_cpu_ops.cpu;
	pv_ops.irq = xen_irq_ops.irq;
	ops_allow_ports();
}
