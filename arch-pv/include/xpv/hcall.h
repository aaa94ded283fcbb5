/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall instruction and its typed wrappers.
 *
 * ABI (xen/include/public/arch-x86/xen-x86_64.h): number in rax, arguments in
 * rdi, rsi, rdx, r10, r8; result in rax; rcx and r11 are lost to SYSCALL.
 * Xen may read and write memory that the arguments point to.
 *
 * The wrappers return what Xen returned: 0 or a count, or a negative errno,
 * whose values equal Linux's. Calls that cannot legitimately fail go through
 * xpv_must() (call/hcall.c), which stops the guest with a reason.
 */
#ifndef XPV_HCALL_H
#define XPV_HCALL_H

#include <linux/types.h>
#include <linux/objtool.h>
#include <asm/unwind_hints.h>
#include <xen/interface/xen.h>

/* objtool is told that the stack is the same when SYSCALL comes back. */
#define XPV_HCALL_INSN		UNWIND_HINT_SAVE "syscall\n" UNWIND_HINT_RESTORE
#define XPV_HCALL_OUT(ret)	"=a" (ret)
#define XPV_HCALL_LOST		"rcx", "r11", "memory"

static __always_inline long xpv_hcall1(unsigned int nr, unsigned long a1)
{
	long ret;

	asm volatile(XPV_HCALL_INSN
		     : XPV_HCALL_OUT(ret), "+D" (a1)
		     : "0" ((unsigned long)nr)
		     : XPV_HCALL_LOST);
	return ret;
}

static __always_inline long xpv_hcall2(unsigned int nr, unsigned long a1,
				       unsigned long a2)
{
	long ret;

	asm volatile(XPV_HCALL_INSN
		     : XPV_HCALL_OUT(ret), "+D" (a1), "+S" (a2)
		     : "0" ((unsigned long)nr)
		     : XPV_HCALL_LOST);
	return ret;
}

static __always_inline long xpv_hcall3(unsigned int nr, unsigned long a1,
				       unsigned long a2, unsigned long a3)
{
	long ret;

	asm volatile(XPV_HCALL_INSN
		     : XPV_HCALL_OUT(ret), "+D" (a1), "+S" (a2), "+d" (a3)
		     : "0" ((unsigned long)nr)
		     : XPV_HCALL_LOST);
	return ret;
}

static __always_inline long xpv_hcall4(unsigned int nr, unsigned long a1,
				       unsigned long a2, unsigned long a3,
				       unsigned long a4)
{
	register unsigned long r10 asm("r10") = a4;
	long ret;

	asm volatile(XPV_HCALL_INSN
		     : XPV_HCALL_OUT(ret), "+D" (a1), "+S" (a2), "+d" (a3),
		       "+r" (r10)
		     : "0" ((unsigned long)nr)
		     : XPV_HCALL_LOST);
	return ret;
}

static __always_inline long xpv_hcall5(unsigned int nr, unsigned long a1,
				       unsigned long a2, unsigned long a3,
				       unsigned long a4, unsigned long a5)
{
	register unsigned long r10 asm("r10") = a4;
	register unsigned long r8 asm("r8") = a5;
	long ret;

	asm volatile(XPV_HCALL_INSN
		     : XPV_HCALL_OUT(ret), "+D" (a1), "+S" (a2), "+d" (a3),
		       "+r" (r10), "+r" (r8)
		     : "0" ((unsigned long)nr)
		     : XPV_HCALL_LOST);
	return ret;
}

/* Operations with a sub-command and a pointer to its argument. */
static inline long xpv_hcall_memory(unsigned int cmd, void *arg)
{
	return xpv_hcall2(__HYPERVISOR_memory_op, cmd, (unsigned long)arg);
}

static inline long xpv_hcall_evtchn(unsigned int cmd, void *arg)
{
	return xpv_hcall2(__HYPERVISOR_event_channel_op, cmd, (unsigned long)arg);
}

static inline long xpv_hcall_gnttab(unsigned int cmd, void *arg,
				    unsigned int count)
{
	return xpv_hcall3(__HYPERVISOR_grant_table_op, cmd, (unsigned long)arg,
			  count);
}

static inline long xpv_hcall_sched(unsigned int cmd, void *arg)
{
	return xpv_hcall2(__HYPERVISOR_sched_op, cmd, (unsigned long)arg);
}

static inline long xpv_hcall_vcpu(unsigned int cmd, unsigned int vcpu, void *arg)
{
	return xpv_hcall3(__HYPERVISOR_vcpu_op, cmd, vcpu, (unsigned long)arg);
}

static inline long xpv_hcall_version(unsigned int cmd, void *arg)
{
	return xpv_hcall2(__HYPERVISOR_xen_version, cmd, (unsigned long)arg);
}

static inline long xpv_hcall_console(unsigned int cmd, unsigned int len,
				     const char *text)
{
	return xpv_hcall3(__HYPERVISOR_console_io, cmd, len, (unsigned long)text);
}

static inline long xpv_hcall_timer(u64 deadline_ns)
{
	return xpv_hcall1(__HYPERVISOR_set_timer_op, deadline_ns);
}

static inline long xpv_hcall_callback(unsigned int cmd, void *arg)
{
	return xpv_hcall2(__HYPERVISOR_callback_op, cmd, (unsigned long)arg);
}

static inline long xpv_hcall_assist(unsigned int cmd, unsigned int type)
{
	return xpv_hcall2(__HYPERVISOR_vm_assist, cmd, type);
}

static inline long xpv_hcall_physdev(unsigned int cmd, void *arg)
{
	return xpv_hcall2(__HYPERVISOR_physdev_op, cmd, (unsigned long)arg);
}

/* Privileged-instruction replacements. */
static inline long xpv_hcall_trap_table(const struct trap_info *table)
{
	return xpv_hcall1(__HYPERVISOR_set_trap_table, (unsigned long)table);
}

static inline long xpv_hcall_set_gdt(const unsigned long *frames,
				     unsigned int entries)
{
	return xpv_hcall2(__HYPERVISOR_set_gdt, (unsigned long)frames, entries);
}

static inline long xpv_hcall_descriptor(u64 machine_addr, u64 value)
{
	return xpv_hcall2(__HYPERVISOR_update_descriptor, machine_addr, value);
}

static inline long xpv_hcall_stack_switch(unsigned long ss, unsigned long sp)
{
	return xpv_hcall2(__HYPERVISOR_stack_switch, ss, sp);
}

static inline long xpv_hcall_fpu_taskswitch(bool set)
{
	return xpv_hcall1(__HYPERVISOR_fpu_taskswitch, set);
}

static inline long xpv_hcall_segment_base(unsigned int which, unsigned long value)
{
	return xpv_hcall2(__HYPERVISOR_set_segment_base, which, value);
}

static __always_inline long xpv_hcall_set_debugreg(unsigned int reg, unsigned long value)
{
	return xpv_hcall2(__HYPERVISOR_set_debugreg, reg, value);
}

static __always_inline unsigned long xpv_hcall_get_debugreg(unsigned int reg)
{
	return xpv_hcall1(__HYPERVISOR_get_debugreg, reg);
}

/* Page tables. */
static inline long xpv_hcall_mmu_update(const struct mmu_update *req,
					unsigned int count, unsigned int *done)
{
	return xpv_hcall4(__HYPERVISOR_mmu_update, (unsigned long)req, count,
			  (unsigned long)done, DOMID_SELF);
}

static inline long xpv_hcall_mmuext(const struct mmuext_op *op,
				    unsigned int count)
{
	return xpv_hcall4(__HYPERVISOR_mmuext_op, (unsigned long)op, count, 0,
			  DOMID_SELF);
}

static inline long xpv_hcall_va_mapping(unsigned long va, u64 pte,
					unsigned long flags)
{
	return xpv_hcall3(__HYPERVISOR_update_va_mapping, va, pte, flags);
}

static inline long xpv_hcall_multicall(struct multicall_entry *calls,
				       unsigned int count)
{
	return xpv_hcall2(__HYPERVISOR_multicall, (unsigned long)calls, count);
}

#endif /* XPV_HCALL_H */
