/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conversions between the guest's frame numbers (pfn) and the machine's (mfn).
 *
 * The tables behind them are the p2m list of this guest (mmu/p2m.c) and Xen's
 * read-only m2p table.
 */
#ifndef XPV_PAGE_H
#define XPV_PAGE_H

#include <linux/mm.h>
#include <xpv/types.h>

/**
 * xpv_p2m_lookup() - machine frame behind a guest frame
 * @pfn: frame of this guest
 *
 * Context: any; takes no lock.
 * Return: the machine frame, XPV_MFN_NONE where the guest has no memory there.
 */
xpv_mfn_t xpv_p2m_lookup(xpv_pfn_t pfn);

static inline xpv_pfn_t xpv_page_pfn(const struct page *page)
{
	return xpv_pfn(page_to_pfn(page));
}

static inline xpv_mfn_t xpv_page_mfn(const struct page *page)
{
	return xpv_p2m_lookup(xpv_page_pfn(page));
}

/* @addr lies in the kernel's direct map or image, never in vmalloc space. */
static inline xpv_mfn_t xpv_virt_mfn(const void *addr)
{
	return xpv_p2m_lookup(xpv_pfn(__pa(addr) >> PAGE_SHIFT));
}

#endif /* XPV_PAGE_H */
