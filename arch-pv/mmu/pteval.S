/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of page-table entries: the kernel computes with its own frame
 * numbers, the tables hold the machine's.
 *
 * Only present entries are converted. Non-present ones carry Linux's own
 * encodings (swap, migration, PROT_NONE with the frame inverted against L1TF,
 * parked tables), which Xen never interprets as frames.
 *
 * Each is called several times for a page that is mapped, copied or unmapped, by
 * the paravirt callee-save convention: rdi in, rax out, all other registers kept.
 * C code may call them too.
 */
#include <linux/linkage.h>
#include <asm/asm.h>
#include <asm/page_types.h>
#include <xen/interface/xen.h>
#include "../layout.h"

/* Above the frame number are this many bits of an entry, below it PAGE_SHIFT. */
#define ABOVE	12

/* The frame number of %rdi to %rcx. */
.macro pteval_frame
	movq	%rdi, %rcx
	shlq	$ABOVE, %rcx
	shrq	$(ABOVE + PAGE_SHIFT), %rcx
.endm

/* %rax: %rdi with the frame number %rcx replaced by %rax. */
.macro pteval_replace
	subq	%rcx, %rax
	shlq	$PAGE_SHIFT, %rax
	addq	%rdi, %rax
.endm

/* The highest frame number there is: pfn_valid() is false for it. */
.macro pteval_not_ours
	movabsq	$XPV_PTE_FRAME, %rax
	orq	%rdi, %rax
.endm

/*
 * For entries that lead to tables, which are always ours.
 */
SYM_FUNC_START(xpv_pteval_to_table)
	testb	$XPV_PTE_PRESENT, %dil
	jz	2f
	pushq	%rcx
	pteval_frame
	movabsq	$__MACH2PHYS_VIRT_START, %rax
1:	movq	(%rax, %rcx, 8), %rax
	pteval_replace
	popq	%rcx
	RET
2:	movq	%rdi, %rax
	RET
3:	pteval_not_ours
	popq	%rcx
	RET
	_ASM_EXTABLE(1b, 3b)
SYM_FUNC_END(xpv_pteval_to_table)

/*
 * For entries that lead to pages. One that is not this guest's (shared info,
 * grant table) is told by the p2m list, which disagrees. The m2p table has holes
 * where the machine has no memory, and ends: reading it may fault.
 */
SYM_FUNC_START(xpv_pteval_to_pfn)
	testb	$XPV_PTE_PRESENT, %dil
	jz	2f
	pushq	%rcx
	pteval_frame
	movabsq	$__MACH2PHYS_VIRT_START, %rax
1:	movq	(%rax, %rcx, 8), %rax
	cmpq	%rax, xpv_p2m_entries(%rip)
	jbe	3f
	pushq	%rdx
	movabsq	$XPV_P2M_BASE, %rdx
	cmpq	%rcx, (%rdx, %rax, 8)
	popq	%rdx
	jne	3f
	pteval_replace
	popq	%rcx
	RET
2:	movq	%rdi, %rax
	RET
3:	pteval_not_ours
	popq	%rcx
	RET
	_ASM_EXTABLE(1b, 3b)
SYM_FUNC_END(xpv_pteval_to_pfn)

/* Where the guest has no memory there is nothing to map: the entry stays empty. */
SYM_FUNC_START(xpv_pteval_to_mfn)
	testb	$XPV_PTE_PRESENT, %dil
	jz	1f
	pushq	%rcx
	pteval_frame
	cmpq	%rcx, xpv_p2m_entries(%rip)
	jbe	2f
	movabsq	$XPV_P2M_BASE, %rax
	movq	(%rax, %rcx, 8), %rax
	cmpq	$-1, %rax
	je	2f
	pteval_replace
	popq	%rcx
	RET
1:	movq	%rdi, %rax
	RET
2:	xorl	%eax, %eax
	popq	%rcx
	RET
SYM_FUNC_END(xpv_pteval_to_mfn)
