// SPDX-License-Identifier: GPL-2.0-only
/*
 * KASAN's shadow before kasan_init(): one page of zeroes behind all of it.
 *
 * Natively kasan_early_init() does this. Here the tables hold machine frames, are
 * read-only when they are hooked in, and go below the domain builder's top level,
 * from where pt_boot.c takes them over. Not instrumented, as is all that runs
 * before it.
 */
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/string.h>
#include <asm/pgtable.h>
#include "../internal.h"
#include "mmu.h"

#define KASAN_SLOTS	((KASAN_SHADOW_END - KASAN_SHADOW_START) / PGDIR_SIZE)

static pteval_t __init kasan_entry(const void *page, pteval_t flags)
{
	return (xpv_p2m_read(__pa_symbol(page) >> PAGE_SHIFT) << PAGE_SHIFT) | flags;
}

/* Return: an entry that leads to @table, all of whose entries are @val. */
static pteval_t __init kasan_table(void *table, pteval_t val)
{
	memset64(table, val, PTRS_PER_PTE);
	xpv_must(xpv_hcall_va_mapping((unsigned long)table,
				      kasan_entry(table, _PAGE_PRESENT | _PAGE_ACCESSED),
				      UVMF_INVLPG),
		 "update_va_mapping of a shadow table");
	return kasan_entry(table, _KERNPG_TABLE_NOENC);
}

/* Needs the p2m list and the builder's tables. */
void __init xpv_kasan_init(const struct start_info *si)
{
	u64 slot = kasan_entry((void *)si->pt_base, 0) +
		   pgd_index(KASAN_SHADOW_START) * sizeof(pgd_t);
	struct mmu_update req[KASAN_SLOTS];
	pteval_t val;
	unsigned int i;

	val = kasan_entry(kasan_early_shadow_page, __PAGE_KERNEL & ~_PAGE_GLOBAL);
	val = kasan_table(kasan_early_shadow_pte, val);
	val = kasan_table(kasan_early_shadow_pmd, val);
	val = kasan_table(kasan_early_shadow_pud, val);
	for (i = 0; i < KASAN_SLOTS; i++) {
		req[i].ptr = slot + i * sizeof(pgd_t);
		req[i].val = val;
	}
	xpv_must(xpv_hcall_mmu_update(req, KASAN_SLOTS, NULL), "mmu_update for the shadow");
}
