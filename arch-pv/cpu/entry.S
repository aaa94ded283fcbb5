/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where Xen enters the kernel and how the kernel leaves.
 *
 * Xen builds an interrupt frame, as a processor would, and below it the
 * interrupted rcx and r11, which it needs itself to get here by SYSRET. Where
 * it interrupts the kernel, the frame is on the stack in use; where it
 * interrupts a program, on the CPU's entry stack, which is always the same, so
 * that a switch between tasks need not tell Xen of another one. Each stub
 * takes the two registers, moves a program's frame to the task's stack and goes
 * on in the native entry code. A frame that came from kernel mode has a CS with
 * privilege level 0.
 *
 * While the entry stack is in use events are masked; an NMI or machine check
 * that interrupts there moves on to the task's stack, which is still empty.
 *
 * The way out to user mode is the iret hypercall, with struct iret_context on
 * the stack; to kernel mode it is IRETQ.
 */
#include <linux/init.h>
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/thread_info.h>
#include <asm/trapnr.h>
#include <asm/unwind_hints.h>
#include <xen/interface/xen.h>
#include <../entry/calling.h>

/* Offsets in the frame. Xen leaves the upper half of the CS slot to us but for a byte. */
#define FRAME_RIP	(0*8)
#define FRAME_CS	(1*8)
#define FRAME_MARK	(1*8 + 7)
#define FRAME_RFLAGS	(2*8)
#define FRAME_RSP	(3*8)

#define BOUNCED		(2*8)	/* rcx and r11 below it */

#define UPCALL_MASK	PER_CPU_VAR(xpv_vcpu_info + XEN_vcpu_info_mask)
#define UPCALL_PENDING	PER_CPU_VAR(xpv_vcpu_info + XEN_vcpu_info_pending)
#define TASK_STACK	PER_CPU_VAR(pcpu_hot + X86_top_of_stack)
#define ENTRY_STACK	PER_CPU_VAR(cpu_tss_rw + TSS_sp0)
#define ENTRY_STACK_SIZE	PAGE_SIZE

.macro xpv_take_bounced
	popq	%rcx
	popq	%r11
.endm

/*
 * From the entry stack to the task's: the frame's last COUNT slots, the highest
 * first. rcx and r11 are Xen's copies' and can be used.
 */
.macro xpv_move_frame count:req
	movq	%rsp, %rcx
	movq	TASK_STACK, %rsp
	i = \count + 1
	.rept \count
	pushq	i*8(%rcx)
	i = i - 1
	.endr
	movq	8(%rcx), %r11
	movq	(%rcx), %rcx
.endm

/*
 * For each exception: its number, the native entry and where that is built.
 * @error: Xen pushes an error code. @anywhere: can come on the entry stack; its
 * frame is marked, for Xen must hear of its end.
 */
.macro xpv_stub name:req target:req error=0 anywhere=0
SYM_CODE_START(xpv_entry_\name)
	UNWIND_HINT_ENTRY
	ENDBR
	testb	$3, BOUNCED + 8*\error + FRAME_CS(%rsp)
	jz	1f
2:	xpv_move_frame (5+\error)
	.if \anywhere
	movb	$1, FRAME_MARK(%rsp)
	.endif
	jmp	\target
1:	.if \anywhere
	movq	ENTRY_STACK, %rcx
	subq	BOUNCED + FRAME_RSP(%rsp), %rcx
	cmpq	$ENTRY_STACK_SIZE, %rcx
	jb	2b
	movb	$1, BOUNCED + FRAME_MARK(%rsp)
	.endif
	xpv_take_bounced
	jmp	\target
SYM_CODE_END(xpv_entry_\name)
_ASM_NOKPROBE(xpv_entry_\name)
.endm

.pushsection .entry.text, "ax"

xpv_stub divide		asm_exc_divide_error
xpv_stub debug		asm_xenpv_exc_debug
xpv_stub nmi		asm_xenpv_exc_nmi		anywhere=1
xpv_stub int3		asm_exc_int3
xpv_stub overflow	asm_exc_overflow
xpv_stub bounds		asm_exc_bounds
xpv_stub invalid_op	asm_exc_invalid_op
xpv_stub no_device	asm_exc_device_not_available
xpv_stub double_fault	asm_xenpv_exc_double_fault	error=1
xpv_stub overrun	asm_exc_coproc_segment_overrun
xpv_stub invalid_tss	asm_exc_invalid_tss	error=1
xpv_stub no_segment	asm_exc_segment_not_present	error=1
xpv_stub stack_segment	asm_exc_stack_segment	error=1
xpv_stub protection	asm_exc_general_protection	error=1
xpv_stub page_fault	asm_exc_page_fault	error=1
xpv_stub spurious	asm_exc_spurious_interrupt_bug
xpv_stub coprocessor	asm_exc_coprocessor_error
xpv_stub alignment	asm_exc_alignment_check	error=1
xpv_stub simd		asm_exc_simd_coprocessor_error
#ifdef CONFIG_X86_MCE
xpv_stub machine_check	asm_xenpv_exc_machine_check	anywhere=1
#endif
#ifdef CONFIG_IA32_EMULATION
xpv_stub int80		asm_int80_emulation
#endif

/*
 * System calls. The frame's selectors are Xen's flat ones; user programs are
 * to see Linux's, and the return path compares them. The direction flag is the
 * program's: Xen means to clear it, by a mask in a register that it has used for
 * something else meanwhile (switch_to_kernel in Xen 4.17).
 */
.macro xpv_syscall name:req, target:req, cs:vararg
SYM_CODE_START(xpv_entry_\name)
	UNWIND_HINT_ENTRY
	ENDBR
	movq	%rsp, %rcx
	movq	TASK_STACK, %rsp
	pushq	$__USER_DS
	pushq	BOUNCED + FRAME_RSP(%rcx)
	pushq	BOUNCED + FRAME_RFLAGS(%rcx)
	pushq	$\cs
	pushq	BOUNCED + FRAME_RIP(%rcx)
	movq	8(%rcx), %r11
	movq	(%rcx), %rcx
	cld
	jmp	\target
SYM_CODE_END(xpv_entry_\name)
_ASM_NOKPROBE(xpv_entry_\name)
.endm

xpv_syscall syscall64, entry_SYSCALL_64_after_hwframe, __USER_CS
#ifdef CONFIG_IA32_EMULATION
xpv_syscall syscall32, entry_SYSCALL_compat_after_hwframe, __USER32_CS
xpv_syscall sysenter, entry_SYSENTER_compat_after_hwframe, __USER32_CS
#endif

/* The name is the native entry code's; pt_regs are on the stack. */
SYM_CODE_START(xenpv_restore_regs_and_return_to_usermode)
	UNWIND_HINT_REGS
	ANNOTATE_NOENDBR
	POP_REGS
	movq	$0, (%rsp)		/* flags in place of orig_ax */
SYM_INNER_LABEL(xpv_iret_flagged, SYM_L_LOCAL)
	UNWIND_HINT_UNDEFINED
	pushq	%rcx
	pushq	%r11
	pushq	%rax
	movl	$__HYPERVISOR_iret, %eax
	syscall
SYM_CODE_END(xenpv_restore_regs_and_return_to_usermode)
_ASM_NOKPROBE(xenpv_restore_regs_and_return_to_usermode)

/* On the stack: rip, cs, rflags, rsp, ss; everything else is final. */
SYM_CODE_START_LOCAL(xpv_iret_hypercall)
	UNWIND_HINT_UNDEFINED
	pushq	$0			/* flags */
	jmp	xpv_iret_flagged
SYM_CODE_END(xpv_iret_hypercall)
_ASM_NOKPROBE(xpv_iret_hypercall)

/*
 * Back to kernel mode, from where only the privilege level in CS keeps IRETQ
 * from being the plain instruction that it is natively: no hypercall. Xen must
 * hear of the end of an NMI or machine check, which its stub has marked.
 *
 * Where the frame has interrupts on, events are let through first. One that
 * comes between xpv_iret_open and xpv_iret_closed finds nothing but this frame
 * and final registers; xpv_entry_event takes over the frame instead of adding
 * one, so that the stack does not grow, however fast events come.
 */
SYM_CODE_START(xen_iret)
	UNWIND_HINT_IRET_REGS
	ANNOTATE_NOENDBR
	cmpb	$0, FRAME_MARK(%rsp)
	jne	xpv_iret_hypercall
	orb	$3, FRAME_CS(%rsp)
	testb	$X86_EFLAGS_IF >> 8, FRAME_RFLAGS + 1(%rsp)
	jz	1f
	movb	$0, UPCALL_MASK
SYM_INNER_LABEL(xpv_iret_open, SYM_L_LOCAL)
	cmpb	$0, UPCALL_PENDING
	jne	2f
1:	iretq
2:	movb	$1, UPCALL_MASK
SYM_INNER_LABEL(xpv_iret_closed, SYM_L_LOCAL)
	andb	$~3, FRAME_CS(%rsp)
	jmp	asm_exc_xen_hypervisor_callback
SYM_CODE_END(xen_iret)
_ASM_NOKPROBE(xen_iret)

SYM_CODE_START(xpv_entry_event)
	UNWIND_HINT_ENTRY
	ENDBR
	testb	$3, BOUNCED + FRAME_CS(%rsp)
	jz	1f
	xpv_move_frame 5
	UNWIND_HINT_IRET_REGS
	jmp	2f
1:	xpv_take_bounced
	UNWIND_HINT_IRET_REGS
	cmpq	$xpv_iret_open, FRAME_RIP(%rsp)
	jb	2f
	cmpq	$xpv_iret_closed, FRAME_RIP(%rsp)
	jae	2f
	movq	FRAME_RSP(%rsp), %rsp
	andb	$~3, FRAME_CS(%rsp)
2:	jmp	asm_exc_xen_hypervisor_callback
SYM_CODE_END(xpv_entry_event)
_ASM_NOKPROBE(xpv_entry_event)

/* A return to a program failed; ds, es, fs and gs lie between r11 and the frame. */
SYM_CODE_START(xpv_entry_failsafe)
	UNWIND_HINT_ENTRY
	ENDBR
	testb	$3, BOUNCED + 4*8 + FRAME_CS(%rsp)
	jz	1f
	xpv_move_frame 9
	pushq	%r11
	pushq	%rcx
1:	jmp	xen_failsafe_callback
SYM_CODE_END(xpv_entry_failsafe)
_ASM_NOKPROBE(xpv_entry_failsafe)

.popsection

	__INIT
/* Until trap_init(): the native early handlers, one stub for each vector. */
SYM_CODE_START(xen_early_idt_handler_array)
	i = 0
	.rept NUM_EXCEPTION_VECTORS
	UNWIND_HINT_UNDEFINED
	ENDBR
	xpv_take_bounced
	jmp	early_idt_handler_array + i*EARLY_IDT_HANDLER_SIZE
	i = i + 1
	.fill xen_early_idt_handler_array + i*XEN_EARLY_IDT_HANDLER_SIZE - ., 1, 0xcc
	.endr
SYM_CODE_END(xen_early_idt_handler_array)
	__FINIT
