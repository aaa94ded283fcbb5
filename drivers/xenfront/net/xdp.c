// SPDX-License-Identifier: GPL-2.0-only
/* See xdp.h. */
#include <linux/bpf.h>
#include <linux/bpf_trace.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <net/page_pool/helpers.h>
#include "net.h"

/* Of a frame, beside the MTU. */
#define HEADERS		(ETH_HLEN + VLAN_HLEN)

/**
 * struct cursor - how much of the frame in progress was copied
 * @part: part that comes next
 * @done: bytes of it
 */
struct cursor {
	unsigned int part;
	unsigned int done;
};

void xfnet_xdp_describe(struct net_device *dev)
{
	xdp_set_features_flag(dev, NETDEV_XDP_ACT_BASIC | NETDEV_XDP_ACT_REDIRECT |
			      NETDEV_XDP_ACT_NDO_XMIT | NETDEV_XDP_ACT_RX_SG |
			      NETDEV_XDP_ACT_NDO_XMIT_SG);
}

int xfnet_xdp_init(struct xfnet_queue *q)
{
	struct xfnet_rx *rx = &q->rx;
	int err = __xdp_rxq_info_reg(&rx->rxq, q->dev, q->index, q->napi.napi_id, PAGE_SIZE);

	if (err)
		return err;
	err = xdp_rxq_info_reg_mem_model(&rx->rxq, MEM_TYPE_PAGE_POOL, rx->pages);
	if (err)
		xdp_rxq_info_unreg(&rx->rxq);
	return err;
}

void xfnet_xdp_uninit(struct xfnet_queue *q)
{
	xdp_rxq_info_unreg(&q->rx.rxq);
}

static void copy_out(const struct xfnet_rx *rx, struct cursor *at, void *to, u32 len)
{
	while (len) {
		const u32 n = min_t(u32, len, rx->frame.part[at->part].len - at->done);

		memcpy(to, xfnet_rx_data(rx, at->part) + at->done, n);
		to += n;
		len -= n;
		at->done += n;
		if (at->done == rx->frame.part[at->part].len)
			*at = (struct cursor) { .part = at->part + 1 };
	}
}

/* What does not fit into the first page. Return: false when memory is short. */
static bool copy_frags(struct xfnet_rx *rx, struct cursor *at, struct xdp_buff *xdp, u32 left)
{
	struct skb_shared_info *info = xdp_get_shared_info_from_buff(xdp);

	info->nr_frags = 0;
	info->xdp_frags_size = left;
	xdp_buff_set_frags_flag(xdp);
	while (left) {
		struct page *page = page_pool_dev_alloc_pages(rx->pages);
		const u32 n = min_t(u32, left, PAGE_SIZE);

		if (!page)
			return false;
		copy_out(rx, at, page_address(page), n);
		skb_frag_fill_page_desc(&info->frags[info->nr_frags++], page, 0, n);
		left -= n;
	}
	return true;
}

/* Return: false when memory is short, then there is no buffer. */
static bool copy_frame(struct xfnet_rx *rx, struct xdp_buff *xdp)
{
	const u32 head = min_t(u32, rx->frame.len, XFNET_XDP_LINEAR);
	struct page *page = page_pool_dev_alloc_pages(rx->pages);
	struct cursor at = {};

	if (!page)
		return false;
	xdp_init_buff(xdp, PAGE_SIZE, &rx->rxq);
	xdp_prepare_buff(xdp, page_address(page), XDP_PACKET_HEADROOM, head, true);
	copy_out(rx, &at, xdp->data, head);
	if (head == rx->frame.len || copy_frags(rx, &at, xdp, rx->frame.len - head))
		return true;
	xdp_return_buff(xdp);
	return false;
}

static struct sk_buff *make_skb(struct xfnet_queue *q, struct xdp_buff *xdp)
{
	const struct skb_shared_info *info = xdp_get_shared_info_from_buff(xdp);
	const bool frags = xdp_buff_has_frags(xdp);
	/* Making an skb of the page clears them. */
	const u8 count = frags ? info->nr_frags : 0;
	const unsigned int size = frags ? info->xdp_frags_size : 0;
	struct sk_buff *skb = napi_build_skb(xdp->data_hard_start, PAGE_SIZE);

	if (!skb) {
		xfnet_rx_count(&q->rx, XFNET_RX_DROPPED, 1);
		xdp_return_buff(xdp);
		return NULL;
	}
	skb_mark_for_recycle(skb);
	skb_reserve(skb, xdp->data - xdp->data_hard_start);
	skb_put(skb, xdp->data_end - xdp->data);
	if (xdp->data > xdp->data_meta)
		skb_metadata_set(skb, xdp->data - xdp->data_meta);
	if (frags)
		xdp_update_skb_shared_info(skb, count, size, count * PAGE_SIZE,
					   xdp_buff_is_frag_pfmemalloc(xdp));
	return skb;
}

/* Return: false when it could not be sent; then it is the caller's still. */
static bool send_back(struct xfnet_queue *q, struct xdp_buff *xdp)
{
	struct xdp_frame *frame = xdp_convert_buff_to_frame(xdp);
	bool sent;

	if (!frame)
		return false;
	__netif_tx_lock(q->txq, smp_processor_id());
	sent = !xfnet_tx_frame(q, frame);
	__netif_tx_unlock(q->txq);
	if (sent)
		set_bit(XFNET_XDP_SENT, &q->events);
	return sent;
}

static bool redirect(struct xfnet_queue *q, struct xdp_buff *xdp, struct bpf_prog *prog)
{
	if (xdp_do_redirect(q->dev, xdp, prog))
		return false;
	set_bit(XFNET_XDP_REDIRECTED, &q->events);
	return true;
}

/* As the program says. Return: what is left for the stack, or NULL. */
static struct sk_buff *act(struct xfnet_queue *q, struct xdp_buff *xdp, struct bpf_prog *prog)
{
	const u32 action = bpf_prog_run_xdp(prog, xdp);
	struct xfnet_rx *rx = &q->rx;

	switch (action) {
	case XDP_PASS:
		return make_skb(q, xdp);
	case XDP_TX:
		if (send_back(q, xdp)) {
			xfnet_rx_count(rx, XFNET_RX_XDP_TX, 1);
			return NULL;
		}
		break;
	case XDP_REDIRECT:
		if (redirect(q, xdp, prog)) {
			xfnet_rx_count(rx, XFNET_RX_XDP_REDIRECTED, 1);
			return NULL;
		}
		break;
	case XDP_DROP:
		xfnet_rx_count(rx, XFNET_RX_XDP_DROPPED, 1);
		xdp_return_buff(xdp);
		return NULL;
	default:
		bpf_warn_invalid_xdp_action(q->dev, prog, action);
		fallthrough;
	case XDP_ABORTED:
		break;
	}
	trace_xdp_exception(q->dev, prog, action);
	xfnet_rx_count(rx, XFNET_RX_XDP_FAILED, 1);
	xdp_return_buff(xdp);
	return NULL;
}

/* What came before the back-end was asked to send no such frames. */
static bool unfit(const struct xfnet_rxframe *frame, const struct bpf_prog *prog)
{
	if (frame->gso_type != XEN_NETIF_GSO_TYPE_NONE)
		return true;
	return frame->len > XFNET_XDP_LINEAR && !prog->aux->xdp_has_frags;
}

struct sk_buff *xfnet_xdp_receive(struct xfnet_queue *q, struct bpf_prog *prog)
{
	struct xfnet_rx *rx = &q->rx;
	struct xdp_buff xdp;
	bool copied;

	if (unfit(&rx->frame, prog)) {
		xfnet_rx_count(rx, XFNET_RX_XDP_FAILED, 1);
		xfnet_rx_repost(q);
		return NULL;
	}
	copied = copy_frame(rx, &xdp);
	xfnet_rx_repost(q);
	if (!copied) {
		xfnet_rx_count(rx, XFNET_RX_DROPPED, 1);
		return NULL;
	}
	return act(q, &xdp, prog);
}

void xfnet_xdp_flush(struct xfnet_queue *q)
{
	if (test_bit(XFNET_XDP_REDIRECTED, &q->events)) {
		clear_bit(XFNET_XDP_REDIRECTED, &q->events);
		xdp_do_flush();
	}
	if (test_bit(XFNET_XDP_SENT, &q->events)) {
		clear_bit(XFNET_XDP_SENT, &q->events);
		__netif_tx_lock(q->txq, smp_processor_id());
		xfnet_tx_push(&q->tx);
		__netif_tx_unlock(q->txq);
	}
}

int xfnet_xdp_xmit(struct net_device *dev, int count, struct xdp_frame **frames, u32 flags)
{
	struct xfnet *net = netdev_priv(dev);
	unsigned int cpu = smp_processor_id(), queues = READ_ONCE(net->count);
	struct xfnet_queue *q;
	int sent = 0;

	if (flags & ~XDP_XMIT_FLAGS_MASK)
		return -EINVAL;
	if (!queues || !netif_running(dev))
		return -ENETDOWN;
	q = &net->queues[cpu % queues];
	__netif_tx_lock(q->txq, cpu);
	while (sent < count && !xfnet_tx_frame(q, frames[sent]))
		sent++;
	if (flags & XDP_XMIT_FLUSH)
		xfnet_tx_push(&q->tx);
	__netif_tx_unlock(q->txq);
	return sent;
}

bool xfnet_xdp_wanted(const struct xfnet *net)
{
	return rcu_access_pointer(net->prog);
}

static bool fits(const struct bpf_prog *prog, int mtu)
{
	return !prog || prog->aux->xdp_has_frags || mtu + HEADERS <= XFNET_XDP_LINEAR;
}

int xfnet_xdp_change_mtu(struct net_device *dev, int mtu)
{
	const struct xfnet *net = netdev_priv(dev);

	if (!fits(rtnl_dereference(net->prog), mtu)) {
		netdev_warn(dev, "the XDP program takes no frames with fragments: MTU at most %lu\n",
			    XFNET_XDP_LINEAR - HEADERS);
		return -EINVAL;
	}
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

int xfnet_xdp_setup(struct net_device *dev, struct netdev_bpf *bpf)
{
	struct xfnet *net = netdev_priv(dev);
	struct bpf_prog *old = rtnl_dereference(net->prog);

	if (bpf->command != XDP_SETUP_PROG)
		return -EINVAL;
	if (!fits(bpf->prog, dev->mtu)) {
		NL_SET_ERR_MSG_FMT_MOD(bpf->extack, "a program without frags needs an MTU of at most %lu",
				       XFNET_XDP_LINEAR - HEADERS);
		return -EOPNOTSUPP;
	}
	rcu_assign_pointer(net->prog, bpf->prog);
	if (old)
		bpf_prog_put(old);
	/* It offers and asks for something else now. */
	return !old == !bpf->prog ? 0 : xfbus_device_reconnect(net->xdev);
}
