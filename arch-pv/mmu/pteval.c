// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values of page-table entries: the kernel computes with its own frame
 * numbers, the tables hold the machine's.
 *
 * Only present entries are converted. Non-present ones carry Linux's own
 * encodings (swap, migration, PROT_NONE with the frame inverted against L1TF),
 * which Xen never interprets as frames.
 */
#include <linux/export.h>
#include "../internal.h"
#include "mmu.h"

static pteval_t pteval_with_frame(pteval_t val, unsigned long frame)
{
	return (val & ~PTE_PFN_MASK) | (((pteval_t)frame << PAGE_SHIFT) & PTE_PFN_MASK);
}

static unsigned long pteval_frame(pteval_t val)
{
	return (val & PTE_PFN_MASK) >> PAGE_SHIFT;
}

/*
 * A machine frame that is not this guest's (shared info, grant table) reads as
 * the highest frame number there is, for which pfn_valid() is false.
 */
__visible pteval_t xpv_pteval_to_pfn(pteval_t val)
{
	unsigned long mfn, pfn;

	if (!(val & _PAGE_PRESENT))
		return val;
	mfn = pteval_frame(val);
	pfn = xpv_m2p_read(mfn);
	if (unlikely(xpv_p2m_read(pfn) != mfn))
		return val | PTE_PFN_MASK;
	return pteval_with_frame(val, pfn);
}

/* Where the guest has no memory there is nothing to map: the entry stays empty. */
__visible pteval_t xpv_pteval_to_mfn(pteval_t val)
{
	unsigned long mfn;

	if (!(val & _PAGE_PRESENT))
		return val;
	mfn = xpv_p2m_read(pteval_frame(val));
	if (unlikely(mfn == ~0UL))
		return 0;
	return pteval_with_frame(val, mfn);
}

/**
 * xpv_pteval_mfn() - entry for a machine frame that has no frame number here
 * @mfn: a frame that Xen lets this guest map
 * @prot: protection
 *
 * Return: a present entry, to be installed with set_pte_at().
 */
pte_t xpv_pteval_mfn(xpv_mfn_t mfn, pgprot_t prot)
{
	pteval_t val = massage_pgprot(prot) | ((pteval_t)xpv_mfn_number(mfn) << PAGE_SHIFT);

	return native_make_pte(val);
}
