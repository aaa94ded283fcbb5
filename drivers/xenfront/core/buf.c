// SPDX-License-Identifier: GPL-2.0-only
/*
 * Granted data buffers, direct or bounced; see <xenfront/buf.h>.
 *
 * No lock: the owner's queue serialises. A reference that the back-end does not
 * let go of leaves the pool together with its page, and another takes its place
 * while the grant table has one.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <xpv/gnttab.h>
#include <xpv/page.h>
#include <xenfront/buf.h>

int xfbuf_pool_init(struct xfbuf_pool *pool, struct xfbus_device *dev,
		    unsigned int size)
{
	int err;

	*pool = (struct xfbuf_pool) {
		.otherend = dev->otherend_id,
		.bounce = !dev->trusted,
		.size = size,
		.free = size,
	};
	INIT_LIST_HEAD(&pool->spare);
	pool->refs = kvmalloc_array(size, sizeof(*pool->refs), GFP_KERNEL);
	if (!pool->refs)
		return -ENOMEM;
	err = xpv_gnttab_take(pool->refs, size);
	if (err)
		kvfree(pool->refs);
	return err;
}
EXPORT_SYMBOL_GPL(xfbuf_pool_init);

void xfbuf_pool_uninit(struct xfbuf_pool *pool)
{
	struct page *page, *next;

	WARN_ONCE(pool->free != pool->size, "xen: %u granted buffers left\n",
		  pool->size - pool->free);
	xpv_gnttab_put(pool->refs, pool->free);
	kvfree(pool->refs);
	list_for_each_entry_safe(page, next, &pool->spare, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}
EXPORT_SYMBOL_GPL(xfbuf_pool_uninit);

/*
 * Zeroed once. What is left in a page of earlier buffers the same back-end has
 * seen before; pages never change pools.
 */
static struct page *spare_get(struct xfbuf_pool *pool)
{
	struct page *page;

	page = list_first_entry_or_null(&pool->spare, struct page, lru);
	if (!page)
		return alloc_page(GFP_ATOMIC | __GFP_ZERO | __GFP_NOWARN);
	list_del(&page->lru);
	pool->spares--;
	return page;
}

static void spare_put(struct xfbuf_pool *pool, struct page *page)
{
	list_add(&page->lru, &pool->spare);
	pool->spares++;
}

xpv_gref_t xfbuf_grant(struct xfbuf_pool *pool, struct page *page, bool readonly)
{
	xpv_gref_t ref;

	if (!pool->free)
		return XPV_GREF_NONE;
	ref = pool->refs[--pool->free];
	xpv_gnttab_grant(ref, pool->otherend, xpv_page_mfn(page), readonly);
	return ref;
}
EXPORT_SYMBOL_GPL(xfbuf_grant);

/* The grant code keeps @ref and a reference to the page until it is let go. */
static void lose(struct xfbuf_pool *pool, xpv_gref_t ref, struct page *page)
{
	get_page(page);
	xpv_gnttab_revoke_later(ref, page);
	if (xpv_gnttab_take(&pool->refs[pool->free], 1))
		pool->size--;
	else
		pool->free++;
}

bool xfbuf_revoke(struct xfbuf_pool *pool, xpv_gref_t ref, struct page *page)
{
	if (!xpv_gnttab_revoke(ref)) {
		lose(pool, ref, page);
		return false;
	}
	pool->refs[pool->free++] = ref;
	return true;
}
EXPORT_SYMBOL_GPL(xfbuf_revoke);

static int bounce_in(struct xfbuf_pool *pool, struct xfbuf *buf)
{
	buf->copy = spare_get(pool);
	if (!buf->copy)
		return -ENOMEM;
	if (buf->dir == DMA_TO_DEVICE)
		memcpy_page(buf->copy, buf->offset, buf->page, buf->offset,
			    buf->len);
	return 0;
}

static void bounce_out(struct xfbuf_pool *pool, struct xfbuf *buf,
		       unsigned int used)
{
	if (buf->dir == DMA_FROM_DEVICE)
		memcpy_page(buf->page, buf->offset, buf->copy, buf->offset,
			    min_t(unsigned int, used, buf->len));
	spare_put(pool, buf->copy);
}

int xfbuf_map(struct xfbuf_pool *pool, struct xfbuf *buf, struct page *page,
	      unsigned int offset, unsigned int len,
	      enum dma_data_direction dir)
{
	int err;

	*buf = (struct xfbuf) {
		.page = page,
		.offset = offset,
		.len = len,
		.dir = dir,
	};
	if (!pool->free)
		return -EBUSY;
	if (pool->bounce) {
		err = bounce_in(pool, buf);
		if (err)
			return err;
	}
	buf->ref = xfbuf_grant(pool, buf->copy ?: page, dir == DMA_TO_DEVICE);
	return 0;
}
EXPORT_SYMBOL_GPL(xfbuf_map);

int xfbuf_unmap(struct xfbuf_pool *pool, struct xfbuf *buf, unsigned int used)
{
	struct page *shared = buf->copy ?: buf->page;

	if (!xfbuf_revoke(pool, buf->ref, shared)) {
		if (buf->copy)
			put_page(buf->copy);
		return -EBUSY;
	}
	if (buf->copy)
		bounce_out(pool, buf, used);
	return 0;
}
EXPORT_SYMBOL_GPL(xfbuf_unmap);
