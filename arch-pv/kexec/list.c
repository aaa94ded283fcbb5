// SPDX-License-Identifier: GPL-2.0-only
/*
 * The p2m list of a new kernel.
 *
 * Its own pages come first. A kernel that takes our place gets all others behind them;
 * a crash kernel finds ours there, each at its number and a fixed sum.
 */
#include <linux/bitops.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <xpv/page.h>
#include "../internal.h"
#include "../mmu/mmu.h"
#include "kexec.h"

static unsigned long *list_slot(const struct xpv_kexec *k, unsigned long frame)
{
	unsigned long *page = page_address(k->page[k->layout.list + frame / XPV_KEXEC_PER_PAGE]);

	return page + frame % XPV_KEXEC_PER_PAGE;
}

unsigned long xpv_kexec_list_get(const struct xpv_kexec *k, unsigned long frame)
{
	return *list_slot(k, frame);
}

static unsigned long list_rest(struct xpv_kexec *k)
{
	unsigned long pfn, frame = k->layout.end;

	for (pfn = 0; pfn < xpv_p2m_entries; pfn++)
		if (xpv_pfn_owned(xpv_pfn(pfn)) && !test_bit(pfn, k->taken))
			*list_slot(k, frame++) = xpv_p2m_read(pfn);
	return frame;
}

/* No frame of ours is there twice. */
static unsigned long list_crash(struct xpv_kexec *k)
{
	unsigned long pfn, first = page_to_pfn(k->page[0]);

	for (pfn = 0; pfn < xpv_p2m_entries; pfn++) {
		bool its = pfn - first < k->usable;

		if (its)
			*list_slot(k, pfn - first) = xpv_p2m_read(pfn);
		*list_slot(k, k->usable + pfn) = its ? ~0UL : xpv_p2m_read(pfn);
	}
	return k->usable + xpv_p2m_entries;
}

/**
 * xpv_kexec_list() - make the list
 * @k: the kernel
 *
 * Context: nobody else changes our own list any more.
 * Return: its length.
 */
unsigned long xpv_kexec_list(struct xpv_kexec *k)
{
	unsigned long frame;

	for (frame = 0; frame < k->layout.end; frame++)
		*list_slot(k, frame) = xpv_mfn_number(xpv_page_mfn(k->page[frame]));
	return k->usable ? list_crash(k) : list_rest(k);
}

/**
 * xpv_kexec_list_adopt() - give the new kernel one of our pages among its first
 * @k: the kernel, its list made
 * @frames: length of the list
 * @frame: where, one of layout.end; its own page comes to where ours was, with a copy of
 *	its contents
 * @mfn: machine frame of ours
 */
void xpv_kexec_list_adopt(struct xpv_kexec *k, unsigned long frames, unsigned long frame,
			  unsigned long mfn)
{
	xpv_pfn_t pfn = xpv_m2p_lookup(xpv_mfn(mfn));
	unsigned long i;

	if (!xpv_pfn_owned(pfn))
		return;
	memcpy(page_address(k->page[frame]), __va(xpv_pfn_number(pfn) << PAGE_SHIFT), PAGE_SIZE);
	for (i = k->layout.end; i < frames; i++)
		if (*list_slot(k, i) == mfn) {
			swap(*list_slot(k, i), *list_slot(k, frame));
			return;
		}
}
