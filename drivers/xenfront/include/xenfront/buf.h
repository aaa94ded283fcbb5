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
 * A pool that keeps (xfbuf_pool_keep()) copies, too, and its pages stay granted
 * from one piece to the next, so that a back-end that keeps its mappings neither
 * maps nor unmaps. A page of data is copied in a fraction of the time.
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
 * struct xfbuf_kept - a page that stays granted
 * @page: the pool's
 * @ref: its grant, with write access
 */
struct xfbuf_kept {
	struct page *page;
	xpv_gref_t ref;
};

/**
 * struct xfbuf_pool - grant references (and bounce pages) of one queue
 * @otherend: domain that may use the pages
 * @bounce: copy instead of granting the caller's pages
 * @size: references in all, less those lost to a back-end that does not let go
 * @free: how many are not granted: refs[0 .. free - 1]
 * @refs: the references
 * @spare: bounce pages at hand, linked by page->lru
 * @spares: how many
 * @kept: pages that stay granted and are free, NULL when none ever is; the one
 *	used last is the first to be used again, so that few are in use and all
 *	of those are known to the back-end
 * @keeps: how many
 */
struct xfbuf_pool {
	u16 otherend;
	bool bounce;
	unsigned int size;
	unsigned int free;
	xpv_gref_t *refs;
	struct list_head spare;
	unsigned int spares;
	struct xfbuf_kept *kept;
	unsigned int keeps;
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

/**
 * xfbuf_pool_keep() - copy, and let granted pages stay granted
 * @pool: initialised, nothing granted for data yet
 *
 * For a back-end that keeps its mappings. Pages are made when first needed, at
 * most one for each reference. Context: process. Return: 0 or -ENOMEM.
 */
int xfbuf_pool_keep(struct xfbuf_pool *pool);

/*
 * All references must be back. Bounce pages are freed; of those that stayed
 * granted each one when the back-end lets go of it.
 */
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
 * xfbuf_take() - let the back-end use a piece of a page; data is not copied yet
 * @pool: the queue's
 * @buf: filled
 * @page: not a compound tail beyond one page: @offset + @len <= PAGE_SIZE
 * @offset: of the data
 * @len: bytes, at least 1
 * @dir: DMA_TO_DEVICE or DMA_FROM_DEVICE
 *
 * xfbuf_fill() must follow before the back-end hears of it. With the parts of
 * xfbuf_map() and xfbuf_unmap() a driver copies outside of its lock.
 *
 * Context: any, queue serialised. The caller holds the page until it is released.
 * Return: 0, -EBUSY when no reference is free, -ENOMEM without a bounce page.
 */
int xfbuf_take(struct xfbuf_pool *pool, struct xfbuf *buf, struct page *page,
	       unsigned int offset, unsigned int len,
	       enum dma_data_direction dir);

/* Copy the data to, or @used bytes from, the page that the back-end has. */
void xfbuf_copy_out(const struct xfbuf *buf);
void xfbuf_copy_in(const struct xfbuf *buf, unsigned int used);

/* Copy to where the back-end reads, if need be. Context: any, no lock. */
static inline void xfbuf_fill(const struct xfbuf *buf)
{
	if (buf->copy && buf->dir == DMA_TO_DEVICE)
		xfbuf_copy_out(buf);
}

/* Copy @used bytes that the back-end wrote, if need be. Context: any, no lock. */
static inline void xfbuf_drain(const struct xfbuf *buf, unsigned int used)
{
	if (buf->copy && buf->dir == DMA_FROM_DEVICE && used)
		xfbuf_copy_in(buf, used);
}

/**
 * xfbuf_release() - take a piece back; data is not copied
 * @pool: the queue's
 * @buf: from xfbuf_take() or xfbuf_map(), drained where data counts
 *
 * Context: any, queue serialised.
 * Return: 0; -EBUSY when the back-end has not let go: the request must fail and
 * the device be reset. The page then has an additional reference until the
 * back-end lets go, so the caller may drop its own as usual, and must not use
 * data from it. Not possible where pages stay granted.
 */
int xfbuf_release(struct xfbuf_pool *pool, struct xfbuf *buf);

/**
 * xfbuf_map() - xfbuf_take() and xfbuf_fill()
 * @pool: see xfbuf_take()
 * @buf: see xfbuf_take()
 * @page: see xfbuf_take()
 * @offset: see xfbuf_take()
 * @len: see xfbuf_take()
 * @dir: see xfbuf_take()
 *
 * Context and return: as xfbuf_take().
 */
static inline int xfbuf_map(struct xfbuf_pool *pool, struct xfbuf *buf, struct page *page,
			    unsigned int offset, unsigned int len,
			    enum dma_data_direction dir)
{
	int err = xfbuf_take(pool, buf, page, offset, len, dir);

	if (!err)
		xfbuf_fill(buf);
	return err;
}

/**
 * xfbuf_unmap() - xfbuf_drain() and xfbuf_release()
 * @pool: the queue's
 * @buf: from xfbuf_map()
 * @used: bytes from @buf->offset on that the back-end has filled (0 when
 *	failed, ignored for DMA_TO_DEVICE); the caller has checked it <= len
 *
 * Context and return: as xfbuf_release().
 */
static inline int xfbuf_unmap(struct xfbuf_pool *pool, struct xfbuf *buf, unsigned int used)
{
	xfbuf_drain(buf, used);
	return xfbuf_release(pool, buf);
}

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
	return pool->free + pool->keeps;
}

/* Is data copied, so that xfbuf_fill() and xfbuf_drain() have something to do? */
static inline bool xfbuf_copies(const struct xfbuf_pool *pool)
{
	return pool->bounce || pool->kept;
}

#endif /* XENFRONT_BUF_H */
