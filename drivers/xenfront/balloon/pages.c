// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages between the kernel and Xen.
 *
 * Pages to give are allocated without the lock, without waiting for more than one
 * round of reclaim, and never from reserves or by killing anybody. They come as
 * blocks where the allocator has some, so that the frames that are left stay in
 * pieces as large as possible; PV maps no large pages, so that compaction of
 * ballooned frames would gain nothing else.
 */
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include "balloon.h"

#define BLOCK_ORDER	ilog2(XPV_BALLOON_BATCH)

#define GFP_GIVE	(GFP_HIGHUSER | __GFP_NORETRY | __GFP_NOWARN | __GFP_NOMEMALLOC)
#define GFP_BLOCK	(GFP_GIVE & ~__GFP_RECLAIM)

/* A whole batch at once. */
static bool pages_collect_block(struct page **pages)
{
	struct page *block = alloc_pages(GFP_BLOCK, BLOCK_ORDER);
	unsigned int i;

	if (!block)
		return false;
	split_page(block, BLOCK_ORDER);
	for (i = 0; i < XPV_BALLOON_BATCH; i++)
		pages[i] = block + i;
	return true;
}

static unsigned int pages_collect(struct page **pages, unsigned int want)
{
	unsigned int n;

	if (want == XPV_BALLOON_BATCH && pages_collect_block(pages))
		return want;
	for (n = 0; n < want; n++) {
		pages[n] = alloc_page(GFP_GIVE);
		if (!pages[n])
			break;
	}
	return n;
}

/* Before their content goes: whoever reads pages by number looks at the mark. */
static void pages_hide(struct page *const *pages, unsigned int count)
{
	unsigned int i;

	page_offline_begin();
	for (i = 0; i < count; i++)
		__SetPageOffline(pages[i]);
	page_offline_end();
}

/* Under the lock. */
static void pages_keep(struct page *page)
{
	list_add(&page->lru, &xfballoon_state.empty);
	xfballoon_state.vacant++;
}

/**
 * xfballoon_pages_give() - give pages to Xen
 * @want: how many, at most XPV_BALLOON_BATCH
 *
 * Context: the worker.
 * Return: how many were given; fewer than @want where the kernel has no more.
 */
unsigned int xfballoon_pages_give(unsigned int want)
{
	struct page **pages = xfballoon_state.collected;
	unsigned int i, count = pages_collect(pages, want), done;

	pages_hide(pages, count);
	mutex_lock(&xfballoon_state.lock);
	done = xpv_balloon_give(pages, count);
	for (i = 0; i < done; i++) {
		pages_keep(pages[i]);
		adjust_managed_page_count(pages[i], -1);
	}
	WRITE_ONCE(xfballoon_state.owned, xfballoon_state.owned - done);
	mutex_unlock(&xfballoon_state.lock);
	for (i = done; i < count; i++) {
		__ClearPageOffline(pages[i]);
		__free_page(pages[i]);
	}
	return done;
}

/* The first of the list, left there. Under the lock. */
static unsigned int pages_pick(struct page **pages, unsigned int want)
{
	struct page *page;
	unsigned int n = 0;

	list_for_each_entry(page, &xfballoon_state.empty, lru) {
		if (n == want)
			break;
		pages[n++] = page;
	}
	return n;
}

/**
 * xfballoon_pages_take() - take pages back from Xen
 * @want: how many
 *
 * Context: process; allocates nothing and waits for nothing but Xen.
 * Return: how many were taken; fewer than @want where Xen has no more for this
 * domain, or there is no frame left.
 */
unsigned int xfballoon_pages_take(unsigned int want)
{
	struct page **pages = xfballoon_state.moving;
	unsigned int i, count, done;

	mutex_lock(&xfballoon_state.lock);
	/* Xen logs a call beyond its limit. */
	want = min_t(unsigned int, want, XPV_BALLOON_BATCH);
	count = pages_pick(pages, min_t(unsigned long, want, xpv_balloon_room()));
	done = count ? xpv_balloon_take(pages, count) : 0;
	for (i = 0; i < done; i++) {
		list_del(&pages[i]->lru);
		__ClearPageOffline(pages[i]);
		free_reserved_page(pages[i]);
	}
	xfballoon_state.vacant -= done;
	WRITE_ONCE(xfballoon_state.owned, xfballoon_state.owned + done);
	mutex_unlock(&xfballoon_state.lock);
	return done;
}

static void pages_add(struct page *page)
{
	__SetPageOffline(page);
	list_add_tail(&page->lru, &xfballoon_state.empty);
	xfballoon_state.vacant++;
}

/* Frames that had no memory at boot; nobody else is there yet. */
void __init xfballoon_pages_init(void)
{
	INIT_LIST_HEAD(&xfballoon_state.empty);
	xpv_balloon_vacant(pages_add);
	xfballoon_state.owned = xpv_balloon_owned();
	xfballoon_state.limit = xfballoon_state.owned + xfballoon_state.vacant;
}
