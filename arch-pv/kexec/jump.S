/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last instructions of a kernel that enters another one: in a page that both
 * have mapped, with no stack, descriptors or memory of either.
 *
 * rdi: struct xpv_kexec_jump, in the same page. A hypercall returns with Xen's own
 * flat selectors.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>
#include <asm/xen/interface.h>
#include <xen/interface/xen.h>

#include "../layout.h"
#include "jump.h"

	.section .rodata, "a"
	.balign 16
SYM_DATA_START(xpv_kexec_jump_code)
	movq	%rdi, %rbx
	movq	JUMP_STACK(%rbx), %rsp
	movq	JUMP_COUNT(%rbx), %rsi
	xorl	%edx, %edx
	movl	$XPV_DOMID_SELF, %r10d
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

/*
 * Where a CPU is parked: in a page of its own tables, at any address.
 *
 * rdi: struct xpv_park_slot, in the same page. rsi: the CPU.
 */
	.balign 16
SYM_DATA_START(xpv_park_code)
	movq	%rdi, %rbx
	movq	%rsi, %rbp
1:	movq	$1, PARK_PARKED(%rbx)
	movl	$PARK_DOWN, %edi
	movq	%rbp, %rsi
	xorl	%edx, %edx
	movl	$__HYPERVISOR_vcpu_op, %eax
	syscall
	movq	PARK_ENTRY(%rbx), %rax
	testq	%rax, %rax
	jz	1b
	movq	PARK_ARG(%rbx), %rdi
	jmp	*%rax
SYM_DATA_END_LABEL(xpv_park_code, SYM_L_GLOBAL, xpv_park_code_end)

	.text

/*
 * void xpv_park_enter(ops, code, slot, cpu)
 *
 * To there: by tables that map the kernel image, too. No stack from the hypercall on.
 */
SYM_CODE_START(xpv_park_enter)
	UNWIND_HINT_FUNC
	ANNOTATE_NOENDBR
	movq	%rsi, %rbx
	movq	%rdx, %r12
	movq	%rcx, %r13
	movl	$2, %esi
	xorl	%edx, %edx
	movl	$XPV_DOMID_SELF, %r10d
	movl	$__HYPERVISOR_mmuext_op, %eax
	syscall
	UNWIND_HINT_END_OF_STACK
	testq	%rax, %rax
	jnz	1f
	movq	%r12, %rdi
	movq	%r13, %rsi
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rbx
1:	ud2
SYM_CODE_END(xpv_park_enter)
