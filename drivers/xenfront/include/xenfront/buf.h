/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Data buffers that a back-end may use: a piece of a page under a grant
 * reference.
 *
 * Two ways, chosen per pool. A trusted back-end gets the page itself. An
 * untrusted one gets a page of the pool, and the data is copied: nothing that
 * happens to share the page is ever visible to it, and it cannot change data
 * that was checked already.
 *
 * A pool belongs to one queue and has no lock: whatever serialises the queue
 * (its lock, its single context) serialises the pool. References are reserved
 * once, so that the data path takes no lock shared with other queues and makes
 * no hypercall.
 */
#ifndef XENFRONT_BUF_H
#define XENFRONT_BUF_H

#include <linux/dma-direction.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <xpv/types.h>
#include <xenfront/bus.h>

/**
 * struct xfbuf_pool - grant references (and bounce pages) of one queue
 * @otherend: domain that may use the pages
 * @bounce: copy instead of granting the caller's pages
 * @size: references in all, less those lost to a back-end that does not let go
 * @free: how many are not granted: refs[0 .. free - 1]
 * @refs: the references
 * @spare: bounce pages at hand, linked by page->lru
 * @spares: how many
 */
struct xfbuf_pool {
	u16 otherend;
	bool bounce;
	unsigned int size;
	unsigned int free;
	xpv_gref_t *refs;
	struct list_head spare;
	unsigned int spares;
};

/**
 * xfbuf_pool_init() - reserve references
 * @pool: filled
 * @dev: whose back-end is to use them
 * @size: how many pages can be out at a time
 *
 * Bounces when dev->trusted is false. Context: process.
 * Return: 0, -ENOMEM or -ENOSPC.
 */
int xfbuf_pool_init(struct xfbuf_pool *pool, struct xfbus_device *dev,
		    unsigned int size);

/* All references must be back. Bounce pages are freed. */
void xfbuf_pool_uninit(struct xfbuf_pool *pool);

/**
 * struct xfbuf - one piece of a page on its way
 * @ref: what to put into the request
 * @page: the caller's page
 * @copy: bounce page, NULL when @page itself is granted
 * @offset: of the data in either page; what to put into the request
 * @len: bytes
 * @dir: DMA_TO_DEVICE (back-end reads) or DMA_FROM_DEVICE (back-end writes)
 */
struct xfbuf {
	xpv_gref_t ref;
	struct page *page;
	struct page *copy;
	u16 offset;
	u16 len;
	enum dma_data_direction dir;
};

/**
 * xfbuf_map() - let the back-end use a piece of a page
 * @pool: the queue's
 * @buf: filled
 * @page: not a compound tail beyond one page: @offset + @len <= PAGE_SIZE
 * @offset: of the data
 * @len: bytes, at least 1
 * @dir: DMA_TO_DEVICE or DMA_FROM_DEVICE
 *
 * Context: any, queue serialised. The caller holds the page until unmap.
 * Return: 0, -EBUSY when no reference is free, -ENOMEM without a bounce page.
 */
int xfbuf_map(struct xfbuf_pool *pool, struct xfbuf *buf, struct page *page,
	      unsigned int offset, unsigned int len,
	      enum dma_data_direction dir);

/**
 * xfbuf_unmap() - take a piece back
 * @pool: the queue's
 * @buf: from xfbuf_map()
 * @used: bytes from @buf->offset on that the back-end has filled (0 when
 *	failed, ignored for DMA_TO_DEVICE); the caller has checked it <= len
 *
 * Context: any, queue serialised.
 * Return: 0; -EBUSY when the back-end has not let go: the request must fail and
 * the device be reset. The page then has an additional reference until the
 * back-end lets go, so the caller may drop its own as usual, and must not use
 * data from it.
 */
int xfbuf_unmap(struct xfbuf_pool *pool, struct xfbuf *buf, unsigned int used);

/**
 * xfbuf_grant() - grant a whole page that is the driver's own
 * @pool: the queue's; its @bounce is ignored
 * @page: the driver's, holding nothing that the back-end may not see
 * @readonly: the back-end may read, not write
 *
 * For receive pages and descriptor pages. Context: any, queue serialised.
 * Return: the reference, XPV_GREF_NONE when none is free.
 */
xpv_gref_t xfbuf_grant(struct xfbuf_pool *pool, struct page *page, bool readonly);

/**
 * xfbuf_revoke() - undo xfbuf_grant()
 * @pool: the queue's
 * @ref: from xfbuf_grant()
 * @page: the page it was granted for
 *
 * Return: true when the page is ours alone again. False when the back-end has
 * not let go: as for xfbuf_unmap(), the page got an additional reference, the
 * caller drops its own and must not use it.
 */
bool xfbuf_revoke(struct xfbuf_pool *pool, xpv_gref_t ref, struct page *page);

/* How many pages can be mapped now. */
static inline unsigned int xfbuf_room(const struct xfbuf_pool *pool)
{
	return pool->free;
}

#endif /* XENFRONT_BUF_H */
