/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt flag: the upcall mask in this vCPU's block shared with Xen.
 *
 * Each clobbers nothing but its result, as the callee-save paravirt calls
 * require. The mask is 0 or 1 and written by this vCPU alone, and by Xen on
 * this vCPU's behalf; there is no race between its threads of control.
 */
#include <linux/linkage.h>
#include <asm/asm.h>
#include <asm/asm-offsets.h>
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
 * announced again: it is delivered here. If the vCPU changes between the two
 * instructions, the new one has delivered its own.
 */
SYM_FUNC_START(xpv_irqflags_enable)
	movb	$0, UPCALL_MASK
	cmpb	$0, UPCALL_PENDING
	jne	xpv_irqflags_deliver
	RET
SYM_FUNC_END(xpv_irqflags_enable)

/* The frame that Xen would build for an event at our return. */
SYM_CODE_START_LOCAL(xpv_irqflags_deliver)
	UNWIND_HINT_FUNC
	movb	$1, UPCALL_MASK
	pushq	$FLAT_KERNEL_SS
	pushq	%rsp
	addq	$(2*8), (%rsp)		/* without our return address and ss */
	pushfq
	orb	$(X86_EFLAGS_IF >> 8), 1(%rsp)
	pushq	$(FLAT_KERNEL_CS & ~3)
	pushq	(4*8)(%rsp)		/* our return address */
	jmp	asm_exc_xen_hypervisor_callback
SYM_CODE_END(xpv_irqflags_deliver)
_ASM_NOKPROBE(xpv_irqflags_deliver)

/* rax: address of the last page fault, which Xen leaves beside the mask */
SYM_FUNC_START(xpv_irqflags_read_cr2)
	movq	PER_CPU_VAR(xpv_vcpu_info + XEN_vcpu_info_arch_cr2), %rax
	RET
SYM_FUNC_END(xpv_irqflags_read_cr2)

.popsection
