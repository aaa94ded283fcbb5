/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where Xen starts this kernel, and the notes by which a domain builder
 * knows how to load it.
 *
 * State at entry (xen/include/public/arch-x86/xen.h, "domain builder"):
 * 64-bit mode at CPL 3, paging on with the tables at start_info->pt_base,
 * flat segments, events masked, rsi = start_info, rsp = a boot stack of a
 * page. The ELF loader has zeroed .bss and .brk.
 */
#include <linux/elfnote.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/page_types.h>
#include <asm/percpu.h>
#include <asm/pgtable_types.h>
#include <asm/processor-flags.h>
#include <asm/unwind_hints.h>
#include <xen/interface/elfnote.h>
#include <xen/interface/features.h>
#include <asm/xen/interface.h>
#include <xen/interface/xen.h>
#include "../layout.h"

	__INIT
SYM_CODE_START(xpv_boot_entry)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	cld
	movq	%rsi, %r12

	/* Stack protector and per-CPU data work from here on. */
	leaq	__top_init_kernel_stack(%rip), %rsp
	movl	$SEGBASE_GS_KERNEL, %edi
	leaq	INIT_PER_CPU_VAR(fixed_percpu_data)(%rip), %rsi
	movl	$__HYPERVISOR_set_segment_base, %eax
	syscall
	UNWIND_HINT_END_OF_STACK

	movq	%r12, %rdi
	call	xpv_boot_start
SYM_CODE_END(xpv_boot_entry)
	__FINIT

.macro xpv_note type:req, value:vararg
	ELFNOTE(Xen, \type, \value)
.endm

	/* Who this is. */
	xpv_note XEN_ELFNOTE_GUEST_OS, .asciz "linux"
	xpv_note XEN_ELFNOTE_GUEST_VERSION, .asciz XPV_GUEST_VERSION
	xpv_note XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
	xpv_note XEN_ELFNOTE_LOADER, .asciz "generic"

	/* Where it goes: pfn 0 is at the start of the kernel's image mapping. */
	xpv_note XEN_ELFNOTE_VIRT_BASE, .quad __START_KERNEL_map
	xpv_note XEN_ELFNOTE_PADDR_OFFSET, .quad 0
	xpv_note XEN_ELFNOTE_ENTRY, .quad xpv_boot_entry
	xpv_note XEN_ELFNOTE_INIT_P2M, .quad XPV_P2M_BASE
	xpv_note XEN_ELFNOTE_HV_START_LOW, .quad __HYPERVISOR_VIRT_START
	/* The initrd may lie anywhere: it is found by pfn. */
	xpv_note XEN_ELFNOTE_MOD_START_PFN, .long 1

	/* What it can and cannot do. */
	xpv_note XEN_ELFNOTE_PAE_MODE, .asciz "yes"
	xpv_note XEN_ELFNOTE_L1_MFN_VALID, .quad _PAGE_PRESENT, _PAGE_PRESENT
	xpv_note XEN_ELFNOTE_SUPPORTED_FEATURES, .long XPV_SUPPORTED_FEATURES
	xpv_note XEN_ELFNOTE_SUSPEND_CANCEL, .long 1
