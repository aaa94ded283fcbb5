// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receiving: filled pages to packets. Runs in the poll only.
 *
 * Small packets are copied out of a page that stays granted and is posted
 * again: no reference changes hands. The copy is made once and only the copy is
 * looked at. Of larger ones the headers are copied and the pages become
 * fragments, after their grants have ended.
 */
#include <linux/etherdevice.h>
#include <linux/skbuff.h>
#include <net/page_pool/helpers.h>
#include "net.h"

/* How long to wait for memory. */
#define STARVED_TIME	max(HZ / 20, 1)

void xfnet_rx_repost(struct xfnet_queue *q)
{
	unsigned int i;

	for (i = 0; i < q->rx.frame.parts; i++)
		xfnet_refill_repost(q, &q->rx.held[i]);
}

static struct sk_buff *copy_small(struct xfnet_queue *q)
{
	struct xfnet_rx *rx = &q->rx;
	struct sk_buff *skb = napi_alloc_skb(&q->napi, rx->frame.len);

	if (likely(skb)) {
		skb_put_data(skb, xfnet_rx_data(rx, 0), rx->frame.len);
		xfnet_rx_count(rx, XFNET_RX_COPIED, 1);
	} else {
		xfnet_rx_count(rx, XFNET_RX_DROPPED, 1);
	}
	xfnet_rx_repost(q);
	return skb;
}

/* End the grants of all parts. Return: false when the frame was dropped. */
static bool claim_all(struct xfnet_queue *q)
{
	struct xfnet_rx *rx = &q->rx;
	unsigned int i, parts = rx->frame.parts, kept = 0;

	for (i = 0; i < parts; i++)
		if (xfnet_refill_claim(q, &rx->held[i]))
			rx->held[kept++] = rx->held[i];
	if (likely(kept == parts))
		return true;
	while (kept--)
		page_pool_put_full_page(rx->pages, rx->held[kept].page, false);
	xfnet_rx_count(rx, XFNET_RX_DROPPED, 1);
	return false;
}

/* The page is the packet's, or the pool's again. Return: false: no room. */
static bool add_page(struct xfnet_queue *q, struct sk_buff *skb,
		     struct page *page, unsigned int offset, unsigned int len)
{
	const unsigned int nr = skb_shinfo(skb)->nr_frags;

	if (len && nr < MAX_SKB_FRAGS) {
		skb_add_rx_frag(skb, nr, page, offset, len, PAGE_SIZE);
		return true;
	}
	page_pool_put_full_page(q->rx.pages, page, true);
	return !len;
}

/* Copy the headers. Return: bytes copied. */
static unsigned int add_head(struct xfnet_queue *q, struct sk_buff *skb)
{
	const void *from = xfnet_rx_data(&q->rx, 0);
	u32 len = min_t(u32, q->rx.frame.part[0].len, XFNET_COPYBREAK);

	len = eth_get_headlen(q->dev, from, len);
	skb_put_data(skb, from, len);
	return len;
}

static bool add_parts(struct xfnet_queue *q, struct sk_buff *skb,
		      unsigned int head)
{
	struct xfnet_rx *rx = &q->rx;
	bool fits = true;
	unsigned int i;

	for (i = 0; i < rx->frame.parts; i++) {
		const struct xfnet_rx_part *part = &rx->frame.part[i];
		const unsigned int skip = i ? 0 : head;

		fits &= add_page(q, skb, rx->held[i].page, part->offset + skip,
				 part->len - skip);
	}
	return fits;
}

static struct sk_buff *build_large(struct xfnet_queue *q)
{
	struct xfnet_rx *rx = &q->rx;
	struct sk_buff *skb = napi_alloc_skb(&q->napi, XFNET_COPYBREAK);

	if (unlikely(!skb)) {
		xfnet_rx_count(rx, XFNET_RX_DROPPED, 1);
		xfnet_rx_repost(q);
		return NULL;
	}
	if (unlikely(!claim_all(q)))
		goto free;
	skb_mark_for_recycle(skb);
	if (likely(add_parts(q, skb, add_head(q, skb))))
		return skb;
	xfnet_rx_count(rx, XFNET_RX_LENGTH_ERRORS, 1);

free:
	kfree_skb(skb);
	return NULL;
}

/* Return: false when type and protocol contradict each other. */
static bool set_gso(struct sk_buff *skb, const struct xfnet_rxframe *frame)
{
	const bool v6 = frame->gso_type == XEN_NETIF_GSO_TYPE_TCPV6;
	struct skb_shared_info *info = skb_shinfo(skb);

	if (skb->protocol != htons(v6 ? ETH_P_IPV6 : ETH_P_IP))
		return false;
	info->gso_size = frame->gso_size;
	/* Headers are checked, and segments counted, where it is segmented. */
	info->gso_type = (v6 ? SKB_GSO_TCPV6 : SKB_GSO_TCPV4) | SKB_GSO_DODGY;
	info->gso_segs = 0;
	return true;
}

/* Return: false when the headers do not bear out what the flags say. */
static bool set_checksum(struct sk_buff *skb, const struct xfnet_rxframe *frame)
{
	const bool gso = frame->gso_type != XEN_NETIF_GSO_TYPE_NONE;
	const bool blank = frame->flags & XEN_NETRXF_csum_blank;

	if (gso && !set_gso(skb, frame))
		return false;
	/* Segments need their sums made, even where the whole has a good one. */
	if (gso || blank)
		return !skb_checksum_setup(skb, !blank);
	if (frame->flags & XEN_NETRXF_data_validated &&
	    skb->dev->features & NETIF_F_RXCSUM)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	return true;
}

static void set_hash(struct sk_buff *skb, const struct xfnet_rxframe *frame)
{
	bool ports = frame->hash_type == _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP ||
		     frame->hash_type == _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP;

	if (frame->hashed && skb->dev->features & NETIF_F_RXHASH)
		skb_set_hash(skb, frame->hash, ports ? PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_L3);
}

static bool set_protocol(struct sk_buff *skb, struct net_device *dev)
{
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN)))
		return false;
	skb->protocol = eth_type_trans(skb, dev);
	skb_reset_network_header(skb);
	return true;
}

/* Return: the packet for the stack, NULL when there is none. */
static struct sk_buff *take_frame(struct xfnet_queue *q)
{
	struct bpf_prog *prog = rcu_dereference_bh(q->net->prog);
	const struct xfnet_rxframe *frame = &q->rx.frame;

	if (prog)
		return xfnet_xdp_receive(q, prog);
	if (frame->parts == 1 && frame->len <= XFNET_COPYBREAK)
		return copy_small(q);
	return build_large(q);
}

static void deliver(struct xfnet_queue *q)
{
	struct xfnet_rx *rx = &q->rx;
	const struct xfnet_rxframe *frame = &rx->frame;
	const u32 len = frame->len;
	struct sk_buff *skb = take_frame(q);

	if (unlikely(!skb))
		return;
	if (unlikely(!set_protocol(skb, q->dev) ||
		     !set_checksum(skb, frame))) {
		xfnet_rx_count(rx, XFNET_RX_CSUM_ERRORS, 1);
		kfree_skb(skb);
		return;
	}
	set_hash(skb, frame);
	xfnet_rx_count(rx, XFNET_RX_PACKETS, 1);
	xfnet_rx_count(rx, XFNET_RX_BYTES, len);
	napi_gro_receive(&q->napi, skb);
}

static void drop_frame(struct xfnet_queue *q, enum xfnet_rx_counter why)
{
	xfnet_rx_count(&q->rx, why, 1);
	xfnet_rx_repost(q);
}

static void finish_frame(struct xfnet_queue *q)
{
	switch (xfnet_rxframe_fate(&q->rx.frame, ETH_HLEN)) {
	case XFNET_RX_DELIVER:
		if (likely(netif_running(q->dev)))
			deliver(q);
		else
			drop_frame(q, XFNET_RX_DROPPED);
		break;
	case XFNET_RX_FAILED:
		drop_frame(q, XFNET_RX_ERRORS);
		break;
	case XFNET_RX_LENGTH:
		drop_frame(q, XFNET_RX_LENGTH_ERRORS);
		break;
	}
	xfnet_rxframe_start(&q->rx.frame);
}

/* The response has the slot of the request that is due: take that's page. */
static void take_slot(struct xfnet_queue *q, const union xfnet_rx_slot *slot)
{
	struct xfnet_rx *rx = &q->rx;
	const u16 id = rx->cons % XFNET_RX_RING;
	const struct xfnet_rx_buf buf = rx->posted[id];

	switch (xfnet_rxframe_feed(&rx->frame, slot, id)) {
	case XFNET_RX_KEEP:
		rx->cons++;
		rx->held[rx->frame.parts - 1] = buf;
		break;
	case XFNET_RX_SPARE:
		rx->cons++;
		xfnet_refill_repost(q, &buf);
		break;
	case XFNET_RX_REFUSE:
		xfnet_queue_fail(q, rx->frame.why);
		break;
	}
}

int xfnet_rx_poll(struct xfnet_queue *q, int budget)
{
	struct xfnet_rx *rx = &q->rx;
	union xfnet_rx_slot slot;
	u32 before = rx->cons;
	int frames = 0;

	/* From netpoll, which wants nothing but completions. */
	if (unlikely(!budget))
		return 0;
	while (frames < budget && !xfnet_queue_dead(q) &&
	       xfring_take(&rx->chan.ring, &slot, sizeof(slot))) {
		take_slot(q, &slot);
		if (rx->frame.step == XFNET_RX_DONE) {
			finish_frame(q);
			frames++;
		}
	}
	if (rx->cons != before)
		set_bit(XFNET_RX_WORK, &q->events);
	xfnet_xdp_flush(q);
	if (!xfnet_queue_dead(q) && !xfnet_refill_run(q, GFP_ATOMIC))
		xfnet_queue_again(q, STARVED_TIME);
	xfnet_rx_count(rx, XFNET_RX_POLLS, 1);
	return frames;
}

int xfnet_rx_init(struct xfnet_queue *q, struct xfbus_device *xdev)
{
	struct xfnet_rx *rx = &q->rx;
	int err;

	if (rx->chan.ring.size != XFNET_RX_RING)
		return -EINVAL;
	/* Back-ends remember what an earlier user of the device asked for. */
	rx->frame.hashes = q->net->offer.ctrl;
	xfnet_rxframe_start(&rx->frame);
	err = xfbuf_pool_init(&rx->pool, xdev, XFNET_RX_REFS);
	if (err)
		return err;
	err = xfnet_refill_init(q);
	if (err)
		goto uninit_pool;
	err = xfnet_xdp_init(q);
	if (err)
		goto uninit_refill;
	if (xfnet_refill_run(q, GFP_KERNEL))
		return 0;
	err = -ENOMEM;
	xfnet_xdp_uninit(q);
uninit_refill:
	xfnet_refill_uninit(q);

uninit_pool:
	xfbuf_pool_uninit(&rx->pool);
	return err;
}

void xfnet_rx_uninit(struct xfnet_queue *q)
{
	struct xfnet_rx *rx = &q->rx;
	unsigned int i;

	for (i = 0; i < rx->frame.parts; i++)
		xfnet_refill_drop(q, &rx->held[i]);
	xfnet_rxframe_start(&rx->frame);
	xfnet_xdp_uninit(q);
	xfnet_refill_uninit(q);
	xfbuf_pool_uninit(&rx->pool);
}
