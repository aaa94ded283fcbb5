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

int xfbuf_pool_keep(struct xfbuf_pool *pool)
{
	pool->kept = kvmalloc_array(pool->size, sizeof(*pool->kept), GFP_KERNEL);
	return pool->kept ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_GPL(xfbuf_pool_keep);

/* Whatever the back-end still maps goes with its reference when it lets go. */
static void drop_kept(struct xfbuf_pool *pool)
{
	struct xfbuf_kept *kept;

	while (pool->keeps) {
		kept = &pool->kept[--pool->keeps];
		if (xpv_gnttab_revoke(kept->ref)) {
			pool->refs[pool->free++] = kept->ref;
			__free_page(kept->page);
		} else {
			xpv_gnttab_revoke_later(kept->ref, kept->page);
			pool->size--;
		}
	}
	kvfree(pool->kept);
	pool->kept = NULL;
}

void xfbuf_pool_uninit(struct xfbuf_pool *pool)
{
	struct page *page, *next;

	drop_kept(pool);
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

/* Whole pages are most of what goes over a disk's ring. */
static void copy_piece(struct page *to, struct page *from, unsigned int offset,
		       unsigned int len)
{
	if (len == PAGE_SIZE)
		copy_highpage(to, from);
	else
		memcpy_page(to, offset, from, offset, len);
}

static int bounce(struct xfbuf_pool *pool, struct xfbuf *buf)
{
	buf->copy = spare_get(pool);
	if (!buf->copy)
		return -ENOMEM;
	buf->ref = xfbuf_grant(pool, buf->copy, buf->dir == DMA_TO_DEVICE);
	return 0;
}

/* One more page that stays granted, zeroed since the back-end sees all of it. */
static int grow(struct xfbuf_pool *pool, struct xfbuf *buf)
{
	buf->copy = alloc_page(GFP_ATOMIC | __GFP_ZERO | __GFP_NOWARN);
	if (!buf->copy)
		return -ENOMEM;
	buf->ref = xfbuf_grant(pool, buf->copy, false);
	return 0;
}

static void reuse(struct xfbuf_pool *pool, struct xfbuf *buf)
{
	const struct xfbuf_kept *kept = &pool->kept[--pool->keeps];

	buf->copy = kept->page;
	buf->ref = kept->ref;
}

int xfbuf_take(struct xfbuf_pool *pool, struct xfbuf *buf, struct page *page,
	       unsigned int offset, unsigned int len,
	       enum dma_data_direction dir)
{
	buf->page = page;
	buf->copy = NULL;
	buf->offset = offset;
	buf->len = len;
	buf->dir = dir;
	if (pool->keeps) {
		reuse(pool, buf);
		return 0;
	}
	if (!pool->free)
		return -EBUSY;
	if (pool->kept)
		return grow(pool, buf);
	if (pool->bounce)
		return bounce(pool, buf);
	buf->ref = xfbuf_grant(pool, page, dir == DMA_TO_DEVICE);
	return 0;
}
EXPORT_SYMBOL_GPL(xfbuf_take);

void xfbuf_copy_out(const struct xfbuf *buf)
{
	copy_piece(buf->copy, buf->page, buf->offset, buf->len);
}
EXPORT_SYMBOL_GPL(xfbuf_copy_out);

void xfbuf_copy_in(const struct xfbuf *buf, unsigned int used)
{
	copy_piece(buf->page, buf->copy, buf->offset, min_t(unsigned int, used, buf->len));
}
EXPORT_SYMBOL_GPL(xfbuf_copy_in);

int xfbuf_release(struct xfbuf_pool *pool, struct xfbuf *buf)
{
	if (pool->kept) {
		pool->kept[pool->keeps++] = (struct xfbuf_kept) {
			.page = buf->copy,
			.ref = buf->ref,
		};
		return 0;
	}
	if (!xfbuf_revoke(pool, buf->ref, buf->copy ?: buf->page)) {
		if (buf->copy)
			put_page(buf->copy);
		return -EBUSY;
	}
	if (buf->copy)
		spare_put(pool, buf->copy);
	return 0;
}
EXPORT_SYMBOL_GPL(xfbuf_release);
