/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last instructions of a kernel that enters another one: in a page that both
 * have mapped, with no stack, descriptors or memory of either.
 *
 * rdi: struct xpv_kexec_jump, in the same page. A hypercall returns with Xen's own
 * flat selectors.
 */
#include <linux/linkage.h>
#include <asm/unwind_hints.h>
#include <asm/xen/interface.h>
#include <xen/interface/xen.h>

#include "jump.h"

	.section .rodata, "a"
	.balign 16
SYM_DATA_START(xpv_kexec_jump_code)
	movq	%rdi, %rbx
	movq	JUMP_STACK(%rbx), %rsp
	movq	JUMP_COUNT(%rbx), %rsi
	xorl	%edx, %edx
	movl	$JUMP_SELF, %r10d
	movl	$__HYPERVISOR_mmuext_op, %eax
	syscall
	testq	%rax, %rax
	jnz	1f

	movq	JUMP_INFO(%rbx), %rsi
	movq	JUMP_ENTRY(%rbx), %rax
	xorl	%ebx, %ebx
	xorl	%ebp, %ebp
	jmp	*%rax

	/* There is nobody left to say why. */
1:	movl	$JUMP_CRASH, (%rbx)
	movq	%rbx, %rsi
	movl	$JUMP_SHUTDOWN, %edi
	movl	$__HYPERVISOR_sched_op, %eax
	syscall
	jmp	1b
SYM_DATA_END_LABEL(xpv_kexec_jump_code, SYM_L_GLOBAL, xpv_kexec_jump_end)
