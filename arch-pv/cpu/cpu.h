/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of cpu/ share.
 */
#ifndef XPV_CPU_H
#define XPV_CPU_H

#include <linux/linkage.h>
#include <asm/desc_defs.h>

struct thread_struct;

/* entry.S */
#define XPV_ENTRY(name) asmlinkage void xpv_entry_##name(void)
XPV_ENTRY(divide); XPV_ENTRY(debug); XPV_ENTRY(nmi); XPV_ENTRY(int3);
XPV_ENTRY(overflow); XPV_ENTRY(bounds); XPV_ENTRY(invalid_op);
XPV_ENTRY(no_device); XPV_ENTRY(double_fault); XPV_ENTRY(overrun);
XPV_ENTRY(invalid_tss); XPV_ENTRY(no_segment); XPV_ENTRY(stack_segment);
XPV_ENTRY(protection); XPV_ENTRY(page_fault); XPV_ENTRY(spurious);
XPV_ENTRY(coprocessor); XPV_ENTRY(alignment); XPV_ENTRY(simd);
XPV_ENTRY(machine_check); XPV_ENTRY(int80);
XPV_ENTRY(syscall64); XPV_ENTRY(syscall32); XPV_ENTRY(sysenter);
XPV_ENTRY(failsafe);
asmlinkage void xen_iret(void);

/* entry_64.S of generic x86 */
extern u8 early_xen_iret_patch[];

/* irqflags.S: paravirt callee-save convention, not callable from C */
asmlinkage void xpv_irqflags_save(void);
asmlinkage void xpv_irqflags_disable(void);
asmlinkage void xpv_irqflags_enable(void);
asmlinkage void xpv_irqflags_read_cr2(void);

/* trap.c */
void xpv_trap_write_gate(gate_desc *idt, int vector, const gate_desc *gate);
#ifdef CONFIG_IA32_EMULATION
void xpv_trap_compat_init(void);
#else
static inline void xpv_trap_compat_init(void) { }
#endif

/* desc.c */
void xpv_desc_load_gdt(const struct desc_ptr *dtr);
void xpv_desc_write_gdt(struct desc_struct *gdt, int entry, const void *desc, int type);
void xpv_desc_write_ldt(struct desc_struct *ldt, int entry, const void *desc);
void xpv_desc_alloc_ldt(struct desc_struct *ldt, unsigned int entries);
void xpv_desc_free_ldt(struct desc_struct *ldt, unsigned int entries);
void xpv_desc_set_ldt(const void *ldt, unsigned int entries);
void xpv_desc_load_tls(struct thread_struct *t, unsigned int cpu);

/* ctrlreg.c */
unsigned long xpv_ctrlreg_read_cr0(void);
void xpv_ctrlreg_write_cr0(unsigned long val);
void xpv_ctrlreg_write_cr2(unsigned long val);
void xpv_ctrlreg_write_cr4(unsigned long val);
unsigned long xpv_ctrlreg_get_dr(int reg);
void xpv_ctrlreg_set_dr(int reg, unsigned long val);

/* msr.c */
u64 xpv_msr_read(unsigned int msr);
u64 xpv_msr_read_safe(unsigned int msr, int *err);
void xpv_msr_write(unsigned int msr, unsigned int low, unsigned int high);
int xpv_msr_write_safe(unsigned int msr, unsigned int low, unsigned int high);

/* gsbase.c; xpv_gsbase_switch() is called by generic x86 */
int xpv_gsbase_write(unsigned long base);
void xpv_gsbase_load_index(unsigned int selector);

/* cpuid.c */
void xpv_cpuid_read(unsigned int *eax, unsigned int *ebx, unsigned int *ecx,
		    unsigned int *edx);

#endif /* XPV_CPU_H */
