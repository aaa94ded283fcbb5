// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page-table operations of a PV guest: one table, nothing else.
 *
 * The name of the table is one that objtool knows to hold paravirt functions.
 */
#include <linux/init.h>
#include <linux/pgtable.h>
#include <asm/paravirt.h>
#include <asm/tlb.h>
#include "../internal.h"
#include "../cpu/cpu.h"
#include "mmu.h"

static const typeof(pv_ops) xen_mmu_ops __initconst = {
	.mmu = {
		.read_cr2 = __PV_IS_CALLEE_SAVE(xpv_irqflags_read_cr2),
		.write_cr2 = xpv_ctrlreg_write_cr2,
		.read_cr3 = xpv_tlb_read_cr3,
		.write_cr3 = xpv_tlb_write_cr3,

		.flush_tlb_user = xpv_tlb_flush_user,
		.flush_tlb_kernel = xpv_tlb_flush_user,
		.flush_tlb_one_user = xpv_tlb_flush_one,
		.flush_tlb_multi = xpv_tlb_flush_multi,
		/* Flushes send no interrupt: lockless walkers need RCU. */
		.tlb_remove_table = tlb_remove_table,

		.enter_mmap = xpv_mm_enter,
		/* Tables stay held while they are emptied. */
		.exit_mmap = paravirt_nop,
		.pgd_alloc = xpv_mm_pgd_alloc,
		.pgd_free = xpv_mm_pgd_free,
		.alloc_pte = xpv_table_alloc_pte,
		.alloc_pmd = xpv_table_alloc_pmd,
		.alloc_pud = xpv_table_alloc_pud,
		/* Four levels only. */
		.alloc_p4d = paravirt_nop,
		.release_pte = xpv_table_release_pte,
		.release_pmd = xpv_table_release_pmd,
		.release_pud = xpv_table_release_pud,
		.release_p4d = paravirt_nop,

		.set_pte = xpv_ptset_pte,
		.set_pmd = xpv_ptset_pmd,
		.set_pud = xpv_ptset_pud,
		.set_p4d = xpv_ptset_p4d,
		.ptep_modify_prot_start = xpv_ptset_modify_start,
		.ptep_modify_prot_commit = xpv_ptset_modify_commit,

		.pte_val = __PV_IS_CALLEE_SAVE(xpv_pteval_to_pfn),
		.make_pte = __PV_IS_CALLEE_SAVE(xpv_pteval_to_mfn),
		.pmd_val = __PV_IS_CALLEE_SAVE(xpv_pteval_to_table),
		.make_pmd = __PV_IS_CALLEE_SAVE(xpv_pteval_to_mfn),
		.pud_val = __PV_IS_CALLEE_SAVE(xpv_pteval_to_table),
		.make_pud = __PV_IS_CALLEE_SAVE(xpv_pteval_to_mfn),
		.pgd_val = __PV_IS_CALLEE_SAVE(xpv_pteval_to_table),
		.make_pgd = __PV_IS_CALLEE_SAVE(xpv_pteval_to_mfn),
#if CONFIG_PGTABLE_LEVELS >= 5
		.p4d_val = __PV_IS_CALLEE_SAVE(xpv_pteval_to_table),
		.make_p4d = __PV_IS_CALLEE_SAVE(xpv_pteval_to_mfn),
#endif
		.lazy_mode = {
			.enter = xpv_ptset_lazy_enter,
			.leave = xpv_ptset_lazy_leave,
			.flush = xpv_ptset_lazy_flush,
		},
		.set_fixmap = xpv_fixmap_set,

		/* Memory encryption is between firmware and host. */
		.notify_page_enc_status_changed = paravirt_nop,
	},
};

void __init xpv_mmu_ops_init(void)
{
	pv_ops.mmu = xen_mmu_ops.mmu;
}
