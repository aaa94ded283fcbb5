// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages for the back-end to fill, granted in advance.
 *
 * Responses come in the order of the requests and in the same slots, so a page
 * is found again by the slot it was posted in. A page is either posted, or held
 * as a part of the frame in progress, or out of our hands.
 */
#include <net/page_pool/helpers.h>
#include "net.h"

static struct xfring *rx_ring(struct xfnet_queue *q)
{
	return &q->rx.chan.ring;
}

/* Return: false when the ring does not take it: full or broken. */
static bool post(struct xfnet_queue *q, const struct xfnet_rx_buf *buf)
{
	struct xfnet_rx *rx = &q->rx;
	const u16 slot = rx->prod % XFNET_RX_RING;
	const struct xen_netif_rx_request req = {
		.id = slot,
		.gref = xpv_gref_number(buf->ref),
	};

	if (xfring_add(rx_ring(q), &req, sizeof(req)))
		return false;
	rx->posted[slot] = *buf;
	rx->prod++;
	return true;
}

bool xfnet_refill_claim(struct xfnet_queue *q, const struct xfnet_rx_buf *buf)
{
	if (likely(xfbuf_revoke(&q->rx.pool, buf->ref, buf->page)))
		return true;
	/* Ours is not the last reference now: the page pool lets go of it. */
	page_pool_put_full_page(q->rx.pages, buf->page, false);
	xfnet_queue_fail(q, "the back-end keeps a page that it has filled");
	return false;
}

void xfnet_refill_drop(struct xfnet_queue *q, const struct xfnet_rx_buf *buf)
{
	if (xfnet_refill_claim(q, buf))
		page_pool_put_full_page(q->rx.pages, buf->page, false);
}

void xfnet_refill_repost(struct xfnet_queue *q, const struct xfnet_rx_buf *buf)
{
	/* Full when the ring was filled while a frame was in progress. */
	if (!post(q, buf))
		xfnet_refill_drop(q, buf);
}

/* A fresh page must not show what the guest had there before. */
static struct page *clean_page(struct xfnet_rx *rx, gfp_t gfp)
{
	struct page *page = page_pool_alloc_pages(rx->pages, gfp | __GFP_ZERO |
						  __GFP_NOWARN);

	/* Nor a used one, where the back-end is not trusted. */
	if (page && rx->pool.bounce)
		clear_page(page_address(page));
	return page;
}

static bool post_new(struct xfnet_queue *q, gfp_t gfp)
{
	struct xfnet_rx *rx = &q->rx;
	struct xfnet_rx_buf buf = { .page = clean_page(rx, gfp) };

	if (!buf.page)
		return false;
	buf.ref = xfbuf_grant(&rx->pool, buf.page, false);
	if (buf.ref == XPV_GREF_NONE) {
		page_pool_put_full_page(rx->pages, buf.page, false);
		return false;
	}
	if (post(q, &buf))
		return true;
	xfnet_refill_drop(q, &buf);
	return false;
}

void xfnet_refill_push(struct xfnet_queue *q)
{
	if (!xfring_push(rx_ring(q)))
		return;
	xfchan_kick(q->split ? &q->rx.chan : &q->tx.chan);
	xfnet_rx_count(&q->rx, XFNET_RX_KICKS, 1);
}

bool xfnet_refill_run(struct xfnet_queue *q, gfp_t gfp)
{
	u32 room = xfring_room(rx_ring(q));
	bool enough = true;

	if (room < XFNET_RX_BATCH)
		room = 0;
	while (room-- && enough)
		enough = post_new(q, gfp);
	if (!enough)
		xfnet_rx_count(&q->rx, XFNET_RX_STARVED, 1);
	xfnet_refill_push(q);
	return enough;
}

int xfnet_refill_init(struct xfnet_queue *q)
{
	const struct page_pool_params params = {
		.pool_size = XFNET_RX_RING,
		.nid = NUMA_NO_NODE,
		.napi = &q->napi,
		.netdev = q->dev,
	};
	struct page_pool *pages = page_pool_create(&params);

	if (IS_ERR(pages))
		return PTR_ERR(pages);
	q->rx.pages = pages;
	memset(q->rx.posted, 0, sizeof(q->rx.posted));
	q->rx.prod = 0;
	q->rx.cons = 0;
	return 0;
}

void xfnet_refill_uninit(struct xfnet_queue *q)
{
	struct xfnet_rx *rx = &q->rx;

	for (; rx->cons != rx->prod; rx->cons++)
		xfnet_refill_drop(q, &rx->posted[rx->cons % XFNET_RX_RING]);
	page_pool_destroy(rx->pages);
	rx->pages = NULL;
}
