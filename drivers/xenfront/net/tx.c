// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending: packets to requests, and completions back.
 *
 * All of it runs under the lock of the netdev's transmit queue: xmit has it
 * from the stack, the poll takes it once per run. A burst that the stack
 * announces (xmit_more) becomes visible to the back-end at its end, with one
 * event. Completions are announced when three quarters of what is out is done;
 * a timer sees to it that a few of them do not wait for the rest.
 *
 * Bytes are reported to the stack's queue limits when a packet is complete,
 * which it is when all of its pieces are.
 */
#include <linux/etherdevice.h>
#include <linux/skbuff.h>
#include <net/netdev_queues.h>
#include "net.h"

static_assert(PAGE_SIZE == XFNET_GRANT_SIZE);

/* Do not wake the queue for less than a few large packets. */
#define WAKE_ROOM	(3 * XFNET_TX_SLOTS_MAX)
/* Longest time that a completion waits for others. */
#define COLLECT_TIME	max(HZ / 500, 1)

/**
 * struct tx_mark - what we note in a packet that is out
 * @pieces: not yet answered
 * @failed: one of them was refused
 */
struct tx_mark {
	u16 pieces;
	bool failed;
};

static struct tx_mark *mark(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct tx_mark) > sizeof(skb->cb));
	return (struct tx_mark *)skb->cb;
}

static int cut(const struct sk_buff *skb, struct xfnet_plan *plan)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	unsigned int i;
	int err;

	xfnet_txslots_start(plan);
	err = xfnet_txslots_add(plan, 0, offset_in_page(skb->data),
				skb_headlen(skb));
	for (i = 0; !err && i < info->nr_frags; i++)
		err = xfnet_txslots_add(plan, i + 1,
					skb_frag_off(&info->frags[i]),
					skb_frag_size(&info->frags[i]));
	return err;
}

static bool cut_usable(const struct sk_buff *skb, struct xfnet_plan *plan,
		       bool sg)
{
	return !cut(skb, plan) &&
	       xfnet_txslots_usable(plan, sg ? XFNET_TX_PIECES : 1, ETH_HLEN);
}

static struct page *piece_page(const struct sk_buff *skb,
			       const struct xfnet_piece *piece)
{
	const void *head = skb->data - offset_in_page(skb->data);

	if (!piece->area)
		return virt_to_page(head + ((size_t)piece->page << PAGE_SHIFT));
	return nth_page(skb_frag_page(&skb_shinfo(skb)->frags[piece->area - 1]),
			piece->page);
}

/* A copy in whole pages: the fewest pieces that there can be. */
static struct sk_buff *flat_copy(const struct sk_buff *skb)
{
	struct sk_buff *flat;
	unsigned int i, done = 0;
	int err;

	if (skb->len > XEN_NETIF_MAX_TX_SIZE)
		return NULL;
	flat = alloc_skb_with_frags(0, skb->len, 0, &err,
				    GFP_ATOMIC | __GFP_NOWARN);
	if (!flat)
		return NULL;
	for (i = 0; i < skb_shinfo(flat)->nr_frags; i++) {
		skb_frag_t *frag = &skb_shinfo(flat)->frags[i];

		if (skb_copy_bits(skb, done, skb_frag_address(frag),
				  skb_frag_size(frag)))
			goto free;
		done += skb_frag_size(frag);
	}
	skb_copy_header(flat, skb);
	flat->len = skb->len;
	flat->data_len = skb->len;
	return flat;

free:
	kfree_skb(flat);
	return NULL;
}

/* Return: the packet to send, with its plan; NULL when it was dropped. */
static struct sk_buff *prepare(struct xfnet_queue *q, struct sk_buff *skb,
			       struct xfnet_plan *plan)
{
	const bool sg = q->net->offer.sg;
	struct sk_buff *flat;

	if (likely(cut_usable(skb, plan, sg)))
		return skb;
	flat = flat_copy(skb);
	if (flat && cut_usable(flat, plan, sg)) {
		xfnet_tx_count(&q->tx, XFNET_TX_FLATTENED, 1);
		consume_skb(skb);
		return flat;
	}
	xfnet_tx_count(&q->tx, flat || skb->len > XEN_NETIF_MAX_TX_SIZE ?
		       XFNET_TX_ERRORS : XFNET_TX_DROPPED, 1);
	kfree_skb(flat);
	dev_kfree_skb_any(skb);
	return NULL;
}

/* The id is out of use afterwards. Return: false when the page is lost. */
static bool unmap(struct xfnet_queue *q, u16 id)
{
	struct xfnet_tx *tx = &q->tx;
	int err = xfbuf_unmap(&tx->pool, &tx->buf[id].buf, 0);

	tx->buf[id].skb = NULL;
	tx->buf[id].frame = NULL;
	xfids_put(&tx->ids, id);
	if (err)
		xfnet_queue_fail(q, "the back-end keeps data that it has sent");
	return !err;
}

static int map_piece(struct xfnet_tx *tx, struct sk_buff *skb,
		     const struct xfnet_piece *piece, u16 *id)
{
	int err;

	if (!xfids_get(&tx->ids, id))
		return -EBUSY;
	err = xfbuf_map(&tx->pool, &tx->buf[*id].buf, piece_page(skb, piece),
			piece->offset, piece->len, DMA_TO_DEVICE);
	if (err)
		xfids_put(&tx->ids, *id);
	else
		tx->buf[*id].skb = skb;
	return err;
}

/* Grant (or copy) all pieces or none. */
static int map(struct xfnet_queue *q, struct sk_buff *skb,
	       const struct xfnet_plan *plan, u16 *ids)
{
	unsigned int i;
	int err;

	for (i = 0; i < plan->count; i++) {
		err = map_piece(&q->tx, skb, &plan->piece[i], &ids[i]);
		if (err)
			goto unmap;
	}
	mark(skb)->pieces = plan->count;
	mark(skb)->failed = false;
	return 0;

unmap:
	while (i--)
		unmap(q, ids[i]);
	return err;
}

static u16 packet_flags(const struct sk_buff *skb)
{
	u16 flags = 0;

	if (skb->ip_summed == CHECKSUM_PARTIAL)
		flags = XEN_NETTXF_csum_blank | XEN_NETTXF_data_validated;
	else if (skb->ip_summed == CHECKSUM_UNNECESSARY)
		flags = XEN_NETTXF_data_validated;
	if (skb_is_gso(skb))
		flags |= XEN_NETTXF_extra_info;
	return flags;
}

static void add_gso(struct xfnet_tx *tx, const struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	struct xen_netif_extra_info extra;

	xfnet_txslots_gso(&extra, info->gso_type & SKB_GSO_TCPV6 ?
			  XEN_NETIF_GSO_TYPE_TCPV6 : XEN_NETIF_GSO_TYPE_TCPV4,
			  info->gso_size);
	if (!xfring_add(&tx->chan.ring, &extra, sizeof(extra)))
		tx->extras++;
}

/*
 * The ring has room, so only a broken one refuses. Then nothing more is shown
 * to the back-end, and what was mapped waits for the queue to go down.
 */
static void add(struct xfnet_tx *tx, const struct sk_buff *skb,
		const struct xfnet_plan *plan, const u16 *ids)
{
	const u16 flags = packet_flags(skb);
	unsigned int i;

	for (i = 0; i < plan->count; i++) {
		const struct xfbuf *buf = &tx->buf[ids[i]].buf;
		struct xen_netif_tx_request req = {
			.gref = xpv_gref_number(buf->ref),
			.offset = buf->offset,
			.id = ids[i],
		};

		xfnet_txslots_request(plan, i, flags, &req);
		if (xfring_add(&tx->chan.ring, &req, sizeof(req)))
			return;
		if (!i && flags & XEN_NETTXF_extra_info)
			add_gso(tx, skb);
	}
}

void xfnet_tx_push(struct xfnet_tx *tx)
{
	if (!xfring_push(&tx->chan.ring))
		return;
	xfchan_kick(&tx->chan);
	xfnet_tx_count(tx, XFNET_TX_KICKS, 1);
}

/* Return: false when the packet was dropped. */
static bool send(struct xfnet_queue *q, struct sk_buff *skb)
{
	struct netdev_queue *txq = q->txq;
	struct xfring *ring = &q->tx.chan.ring;
	/* What is not counted as filled is not read, and not worth clearing. */
	struct xfnet_plan plan __uninitialized;
	u16 ids[XFNET_TX_PIECES] __uninitialized;

	skb = prepare(q, skb, &plan);
	if (!skb)
		return false;
	if (map(q, skb, &plan, ids)) {
		xfnet_tx_count(&q->tx, XFNET_TX_DROPPED, 1);
		dev_kfree_skb_any(skb);
		return false;
	}
	skb_tx_timestamp(skb);
	add(&q->tx, skb, &plan, ids);
	netif_txq_maybe_stop(txq, xfring_room(ring), XFNET_TX_SLOTS_MAX,
			     WAKE_ROOM);
	if (__netdev_tx_sent_queue(txq, skb->len, netdev_xmit_more()))
		xfnet_tx_push(&q->tx);
	return true;
}

/* One piece is all that it takes. */
static int send_piece(struct xfnet_tx *tx, struct xdp_frame *frame)
{
	struct xen_netif_tx_request req = { .size = frame->len };
	struct xfbuf *buf;
	int err;

	if (!xfids_get(&tx->ids, &req.id))
		return -EBUSY;
	buf = &tx->buf[req.id].buf;
	err = xfbuf_map(&tx->pool, buf, virt_to_page(frame->data), offset_in_page(frame->data),
			frame->len, DMA_TO_DEVICE);
	if (err) {
		xfids_put(&tx->ids, req.id);
		return err;
	}
	tx->buf[req.id].frame = frame;
	req.gref = xpv_gref_number(buf->ref);
	req.offset = buf->offset;
	xfring_add(&tx->chan.ring, &req, sizeof(req));
	return 0;
}

/* One with fragments goes the way of the stack's packets. */
static int send_as_packet(struct xfnet_queue *q, struct xdp_frame *frame)
{
	struct sk_buff *skb = xdp_build_skb_from_frame(frame, q->dev);

	if (!skb)
		return -ENOMEM;
	skb_push(skb, ETH_HLEN);
	skb_set_queue_mapping(skb, q->index);
	send(q, skb);
	return 0;
}

int xfnet_tx_frame(struct xfnet_queue *q, struct xdp_frame *frame)
{
	struct xfnet_tx *tx = &q->tx;

	if (!tx->live || xfnet_queue_dead(q))
		return -ENETDOWN;
	if (xfring_room(&tx->chan.ring) < XFNET_TX_SLOTS_MAX)
		return -EBUSY;
	if (frame->len < ETH_HLEN)
		return -EINVAL;
	if (xdp_frame_has_frags(frame) ||
	    offset_in_page(frame->data) + frame->len > PAGE_SIZE)
		return send_as_packet(q, frame);
	return send_piece(tx, frame);
}

netdev_tx_t xfnet_tx_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct xfnet *net = netdev_priv(dev);
	struct xfnet_queue *q = &net->queues[skb_get_queue_mapping(skb)];

	if (unlikely(!q->tx.live || xfnet_queue_dead(q))) {
		xfnet_tx_count(&q->tx, XFNET_TX_DROPPED, 1);
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	/* Opening the interface starts the queue, whatever the ring's state. */
	if (unlikely(!netif_txq_maybe_stop(q->txq,
					   xfring_room(&q->tx.chan.ring),
					   XFNET_TX_SLOTS_MAX, WAKE_ROOM)))
		return NETDEV_TX_BUSY;
	/* A dropped packet may be the last of a burst. */
	if (!send(q, skb) && !netdev_xmit_more())
		xfnet_tx_push(&q->tx);
	return NETDEV_TX_OK;
}

static int add_extra(struct xfnet_tx *tx, const struct xen_netif_extra_info *extra)
{
	struct xen_netif_tx_request req = { .flags = XEN_NETTXF_extra_info };
	struct xfring *ring = &tx->chan.ring;

	if (!tx->live)
		return -ENOTCONN;
	if (xfring_room(ring) < 2 || !xfids_get(&tx->ids, &req.id))
		return -EBUSY;
	if (!xfring_add(ring, &req, sizeof(req)) && !xfring_add(ring, extra, sizeof(*extra)))
		tx->extras++;
	xfnet_tx_push(tx);
	return 0;
}

int xfnet_tx_tell(struct xfnet_queue *q, const struct xen_netif_extra_info *extra)
{
	int err = -ENOTCONN;

	__netif_tx_lock_bh(q->txq);
	if (!xfnet_queue_dead(q))
		err = add_extra(&q->tx, extra);
	__netif_tx_unlock_bh(q->txq);
	return err;
}

/**
 * struct tx_done - packets completed in one run
 * @list: to be freed without the lock, linked by skb->next
 * @packets: how many
 * @bytes: of these, failed or not
 */
struct tx_done {
	struct sk_buff *list;
	unsigned int packets;
	unsigned int bytes;
};

static void finish_packet(struct xfnet_tx *tx, struct sk_buff *skb,
			  struct tx_done *done)
{
	if (mark(skb)->failed) {
		xfnet_tx_count(tx, XFNET_TX_ERRORS, 1);
	} else {
		xfnet_tx_count(tx, XFNET_TX_PACKETS, 1);
		xfnet_tx_count(tx, XFNET_TX_BYTES, skb->len);
	}
	done->packets++;
	done->bytes += skb->len;
	skb->next = done->list;
	done->list = skb;
}

static const char *answer_fault(const struct xfnet_tx *tx,
				const struct xen_netif_tx_response *rsp)
{
	if (rsp->status > XEN_NETIF_RSP_OKAY ||
	    rsp->status < XEN_NETIF_RSP_DROPPED)
		return "transmit response with an unknown status";
	if (!xfids_outstanding(&tx->ids, rsp->id))
		return "transmit response for nothing that is out";
	return NULL;
}

/*
 * A frame of XDP, or an extra-info alone; counted as @what. Return: false when the queue
 * is dead now.
 */
static bool finish_other(struct xfnet_queue *q, u16 id, enum xfnet_tx_counter what)
{
	struct xfnet_tx *tx = &q->tx;
	struct xdp_frame *frame = tx->buf[id].frame;
	bool ours;

	if (!frame) {
		xfids_put(&tx->ids, id);
		if (what == XFNET_TX_ERRORS)
			xfnet_mcast_refused(q->net);
		return true;
	}
	xfnet_tx_count(tx, what, 1);
	if (what == XFNET_TX_PACKETS)
		xfnet_tx_count(tx, XFNET_TX_BYTES, frame->len);
	ours = unmap(q, id);
	xdp_return_frame(frame);
	return ours;
}

/* Return: false when the queue is dead now. */
static bool take_answer(struct xfnet_queue *q,
			const struct xen_netif_tx_response *rsp,
			struct tx_done *done)
{
	struct xfnet_tx *tx = &q->tx;
	struct sk_buff *skb;
	const char *why;
	bool ours;

	/* Extra-infos carry no id: their responses are merely counted. */
	if (rsp->status == XEN_NETIF_RSP_NULL && tx->extras) {
		tx->extras--;
		return true;
	}
	why = answer_fault(tx, rsp);
	if (why) {
		xfnet_queue_fail(q, why);
		return false;
	}
	skb = tx->buf[rsp->id].skb;
	if (unlikely(!skb))
		return finish_other(q, rsp->id, rsp->status == XEN_NETIF_RSP_OKAY ?
				    XFNET_TX_PACKETS : XFNET_TX_ERRORS);
	ours = unmap(q, rsp->id);
	mark(skb)->failed |= rsp->status != XEN_NETIF_RSP_OKAY;
	if (!--mark(skb)->pieces)
		finish_packet(tx, skb, done);
	return ours;
}

static void take_answers(struct xfnet_queue *q, struct tx_done *done)
{
	struct netdev_queue *txq = q->txq;
	struct xfring *ring = &q->tx.chan.ring;
	struct xen_netif_tx_response rsp;

	while (xfring_take(ring, &rsp, sizeof(rsp)))
		if (!take_answer(q, &rsp, done))
			break;
	__netif_txq_completed_wake(txq, done->packets, done->bytes,
				   xfring_room(ring), WAKE_ROOM,
				   !netif_running(q->dev) ||
				   !q->tx.live || xfnet_queue_dead(q));
}

/* Without the lock, and with interrupts as NAPI has them. */
static void free_done(struct sk_buff *list, int budget)
{
	while (list) {
		struct sk_buff *skb = list;

		list = skb->next;
		skb_mark_not_on_list(skb);
		napi_consume_skb(skb, budget);
	}
}

void xfnet_tx_complete(struct xfnet_queue *q, int budget)
{
	struct netdev_queue *txq = q->txq;
	struct tx_done done = {};

	if (!xfring_ready(&q->tx.chan.ring))
		return;
	/* What netpoll interrupted on this CPU may hold the lock. */
	if (likely(budget))
		__netif_tx_lock(txq, smp_processor_id());
	else if (!__netif_tx_trylock(txq))
		return;
	take_answers(q, &done);
	__netif_tx_unlock(txq);
	set_bit(XFNET_TX_WORK, &q->events);
	free_done(done.list, budget);
}

bool xfnet_tx_rearm(struct xfnet_queue *q)
{
	struct xfring *ring = &q->tx.chan.ring;
	u32 after = xfring_in_flight(ring) * 3 / 4;

	if (test_bit(XFNET_TX_FLUSH, &q->events) &&
	    test_and_clear_bit(XFNET_TX_FLUSH, &q->events))
		after = 1;
	if (after > 1)
		xfnet_queue_again(q, COLLECT_TIME);
	return xfring_rearm(ring, after);
}

static void reset(struct xfnet_tx *tx)
{
	xfids_init(&tx->ids, tx->id_storage, XFNET_TX_RING);
	memset(tx->buf, 0, sizeof(tx->buf));
	tx->extras = 0;
	tx->live = false;
}

int xfnet_tx_init(struct xfnet_queue *q, struct xfbus_device *xdev)
{
	if (q->tx.chan.ring.size != XFNET_TX_RING)
		return -EINVAL;
	reset(&q->tx);
	return xfbuf_pool_init(&q->tx.pool, xdev, XFNET_TX_RING);
}

static void drop_piece(struct xfnet_queue *q, u16 id)
{
	struct sk_buff *skb = q->tx.buf[id].skb;

	if (!skb) {
		finish_other(q, id, XFNET_TX_DROPPED);
		return;
	}
	unmap(q, id);
	if (--mark(skb)->pieces)
		return;
	xfnet_tx_count(&q->tx, XFNET_TX_DROPPED, 1);
	dev_kfree_skb_any(skb);
}

void xfnet_tx_uninit(struct xfnet_queue *q)
{
	u16 id;

	for (id = 0; id < XFNET_TX_RING; id++)
		if (xfids_outstanding(&q->tx.ids, id))
			drop_piece(q, id);
	netdev_tx_reset_queue(q->txq);
	xfbuf_pool_uninit(&q->tx.pool);
}
