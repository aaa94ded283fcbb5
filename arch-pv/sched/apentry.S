/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * First instructions of a CPU that is not the boot CPU.
 */
#include <linux/linkage.h>
#include <asm/unwind_hints.h>
#include <asm/asm.h>
#include <xen/interface/xen.h>
#include "../layout.h"
#include "adopt.h"

	.text

/*
 * From Xen, with the registers of ap_fill(): stack of the idle task, kernel
 * %gs base, kernel page table, events masked, all other registers 0.
 */
SYM_CODE_START(xpv_ap_entry)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	cld
	xorl	%ebp, %ebp		/* end of the frame chain */
	call	xpv_ap_start
	ud2
SYM_CODE_END(xpv_ap_entry)

/*
 * void xpv_ap_restart(unsigned long stack)
 *
 * The same for a CPU that was down, whose registers are still those of C.
 */
SYM_CODE_START(xpv_ap_restart)
	UNWIND_HINT_FUNC
	ANNOTATE_NOENDBR
	movq	%rdi, %rsp
	UNWIND_HINT_END_OF_STACK
	jmp	xpv_ap_entry
SYM_CODE_END(xpv_ap_restart)

/*
 * From the code of a parked CPU, with its page tables, Xen's selectors and no stack.
 * rdi: struct adopt.
 */
SYM_CODE_START(xpv_adopt_entry)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	cld
	movq	%rdi, %rbx
	movl	$1, %esi
	xorl	%edx, %edx
	movl	$XPV_DOMID_SELF, %r10d
	movl	$__HYPERVISOR_mmuext_op, %eax
	syscall
	UNWIND_HINT_END_OF_STACK
	testq	%rax, %rax
	jnz	1f

	movl	$SEGBASE_GS_KERNEL, %edi
	movq	ADOPT_GS_BASE(%rbx), %rsi
	movl	$__HYPERVISOR_set_segment_base, %eax
	syscall
	UNWIND_HINT_END_OF_STACK
	testq	%rax, %rax
	jnz	1f

	movq	ADOPT_STACK(%rbx), %rsp
	movq	$0, ADOPT_BUSY(%rbx)
	xorl	%ebp, %ebp		/* end of the frame chain */
	call	xpv_adopt_start
1:	ud2
SYM_CODE_END(xpv_adopt_entry)
