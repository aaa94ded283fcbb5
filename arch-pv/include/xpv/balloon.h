/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that goes back to Xen and comes again. A frame number and its struct
 * page stay when its memory is gone; whoever called xpv_balloon_give() owns them.
 *
 * Calls of give and take must not overlap: one lock of the caller's is over both.
 *
 * ABI: XENMEM_* in xen/interface/memory.h
 */
#ifndef XPV_BALLOON_H
#define XPV_BALLOON_H

#include <linux/types.h>

struct page;

/* Pages in one call; more is a bug of the caller's and cut to this. */
#define XPV_BALLOON_BATCH	512

/**
 * xpv_balloon_give() - clear pages and give their memory to Xen
 * @pages: allocated, in use by nobody
 * @count: how many
 *
 * The first pages of @pages have no memory any more: touching them is a page fault.
 *
 * Context: process, does not sleep or allocate.
 * Return: how many those are. The rest is as it was, but cleared.
 */
unsigned int xpv_balloon_give(struct page *const *pages, unsigned int count);

/**
 * xpv_balloon_take() - get memory from Xen
 * @pages: without memory
 * @count: how many
 *
 * Context: process, does not sleep or allocate; so it can be called while the
 * guest is out of memory.
 * Return: how many pages, from the first on, have memory again, of any content.
 */
unsigned int xpv_balloon_take(struct page *const *pages, unsigned int count);

/**
 * xpv_balloon_vacant() - frames that had no memory at boot, but may get some
 * @add: called with the struct page of each, in ascending order; the page is
 *	reserved and belongs to the caller from then on
 *
 * Context: process, once.
 */
void xpv_balloon_vacant(void (*add)(struct page *page));

/**
 * xpv_balloon_owned() - how much memory this domain has
 * Return: pages, as Xen counts them.
 */
unsigned long xpv_balloon_owned(void);

/**
 * xpv_balloon_room() - how much more Xen's limit for this domain allows now
 * Return: pages. Whether Xen has them is another matter.
 */
unsigned long xpv_balloon_room(void);

#endif /* XPV_BALLOON_H */
