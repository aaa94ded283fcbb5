/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Grant references: what lets one named domain map or copy one page of ours.
 *
 * Life of a reference: taken from the free list, granted, revoked, put back.
 * Drivers take references in batches at set-up and keep them; granting and
 * revoking take no lock and make no hypercall.
 *
 * ABI: xen/interface/grant_table.h, version 1
 */
#ifndef XPV_GNTTAB_H
#define XPV_GNTTAB_H

#include <xpv/page.h>
#include <xpv/types.h>

/**
 * xpv_gnttab_take() - reserve references
 * @refs: filled with @n references, none granted
 * @n: how many
 *
 * All or nothing. Context: any.
 * Return: 0, or -ENOSPC when the table cannot grow that far.
 */
int xpv_gnttab_take(xpv_gref_t *refs, unsigned int n);

/**
 * xpv_gnttab_put() - return references
 * @refs: references that are not granted
 * @n: how many
 */
void xpv_gnttab_put(const xpv_gref_t *refs, unsigned int n);

/**
 * xpv_gnttab_grant() - let a domain use a page
 * @ref: a reserved reference that is not granted
 * @domain: who may use it
 * @mfn: machine frame of the page, xpv_page_mfn()
 * @readonly: the domain may read, not write
 *
 * Context: any; the caller owns @ref. Ends with a write barrier, so that the
 * grant is visible before any index or store key that names it.
 */
void xpv_gnttab_grant(xpv_gref_t ref, u16 domain, xpv_mfn_t mfn, bool readonly);

/**
 * xpv_gnttab_revoke() - end a grant
 * @ref: a granted reference
 *
 * Return: true when it has ended and the page is ours alone; false when the
 * other domain still has it mapped or is copying: the page must then not be
 * used again for anything else, see xpv_gnttab_revoke_later().
 */
bool xpv_gnttab_revoke(xpv_gref_t ref);

/**
 * xpv_gnttab_revoke_later() - end a grant whenever the other domain lets go
 * @ref: a granted reference, given up by the caller
 * @page: page to put_page() then, or NULL
 *
 * Never blocks on the other domain: a worker tries again until it has ended.
 */
void xpv_gnttab_revoke_later(xpv_gref_t ref, struct page *page);

#endif /* XPV_GNTTAB_H */
