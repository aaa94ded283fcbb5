/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt flag: the upcall mask in this vCPU's block shared with Xen.
 *
 * Each clobbers nothing but its result, as the callee-save paravirt calls
 * require. The mask is 0 or 1 and written by this vCPU alone, and by Xen on
 * this vCPU's behalf; there is no race between its threads of control.
 */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/frame.h>
#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include <asm/unwind_hints.h>
#include <xen/interface/xen.h>

#define UPCALL_MASK	PER_CPU_VAR(xpv_vcpu_info + XEN_vcpu_info_mask)
#define UPCALL_PENDING	PER_CPU_VAR(xpv_vcpu_info + XEN_vcpu_info_pending)

.pushsection .noinstr.text, "ax"

/* rax: X86_EFLAGS_IF when events are let through, otherwise 0 */
SYM_FUNC_START(xpv_irqflags_save)
	movzbl	UPCALL_MASK, %eax
	xorl	$1, %eax
	shll	$X86_EFLAGS_IF_BIT, %eax
	RET
SYM_FUNC_END(xpv_irqflags_save)

SYM_FUNC_START(xpv_irqflags_disable)
	movb	$1, UPCALL_MASK
	RET
SYM_FUNC_END(xpv_irqflags_disable)

/*
 * An event that came while masked has left pending set and will not be
 * announced again: any hypercall makes Xen deliver it on its way back. If the
 * vCPU changes between the two instructions, the new one has delivered its own.
 */
SYM_FUNC_START(xpv_irqflags_enable)
	movb	$0, UPCALL_MASK
	cmpb	$0, UPCALL_PENDING
	jne	1f
	RET
1:	FRAME_BEGIN
	pushq	%rax
	pushq	%rcx
	pushq	%rdi
	pushq	%rsi
	pushq	%r11
	xorl	%edi, %edi		/* XENVER_version */
	xorl	%esi, %esi
	movl	$__HYPERVISOR_xen_version, %eax
	UNWIND_HINT_SAVE
	syscall
	UNWIND_HINT_RESTORE
	popq	%r11
	popq	%rsi
	popq	%rdi
	popq	%rcx
	popq	%rax
	FRAME_END
	RET
SYM_FUNC_END(xpv_irqflags_enable)

/* rax: address of the last page fault, which Xen leaves beside the mask */
SYM_FUNC_START(xpv_irqflags_read_cr2)
	movq	PER_CPU_VAR(xpv_vcpu_info + XEN_vcpu_info_arch_cr2), %rax
	RET
SYM_FUNC_END(xpv_irqflags_read_cr2)

.popsection
