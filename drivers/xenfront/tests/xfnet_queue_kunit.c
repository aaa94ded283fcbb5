// SPDX-License-Identifier: GPL-2.0-only
/*
 * A live queue whose back-end is the test. The grants are real, and name this
 * domain; the other ends of the event channels are never bound. What the
 * back-end would copy through a grant, the test copies through the page.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <xpv/domain.h>
#include "../net/net.h"

/* An EtherType for local experiments: no protocol of the kernel wants it. */
#define TEST_PROTO	0x88b5

/**
 * struct fake_card - a card and both its ends
 * @xdev: its device, on no bus
 * @dev: the netdev
 * @q: its queue
 * @tx: transmit ring as the back-end sees it
 * @rx: receive ring as the back-end sees it
 * @tap: collects what was received
 * @seen: by @tap
 * @sent: packets given to the driver
 */
struct fake_card {
	struct xfbus_device xdev;
	struct net_device *dev;
	struct xfnet_queue *q;
	struct xen_netif_tx_sring *tx;
	struct xen_netif_rx_sring *rx;
	struct packet_type tap;
	struct sk_buff_head seen;
	unsigned int sent;
};

static atomic_t freed;

static void note_free(struct sk_buff *skb)
{
	atomic_inc(&freed);
}

static void no_work(struct work_struct *work)
{
}

static int note_packet(struct sk_buff *skb, struct net_device *dev,
		       struct packet_type *tap, struct net_device *orig)
{
	struct fake_card *card = container_of(tap, struct fake_card, tap);

	skb_queue_tail(&card->seen, skb);
	return 0;
}

static const struct net_device_ops card_ops = {
	.ndo_start_xmit = xfnet_tx_xmit,
};

static int card_register(struct fake_card *card)
{
	struct net_device *dev = card->dev;
	int err;

	dev->netdev_ops = &card_ops;
	strscpy(dev->name, "kunit%d");
	eth_hw_addr_random(dev);
	netif_carrier_off(dev);
	err = register_netdev(dev);
	if (err)
		return err;
	rtnl_lock();
	err = dev_open(dev, NULL);
	rtnl_unlock();
	if (err)
		unregister_netdev(dev);
	return err;
}

static struct fake_card *card_alloc(struct kunit *test)
{
	struct fake_card *card = kunit_kzalloc(test, sizeof(*card), GFP_KERNEL);
	struct xfnet_queue *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	struct xfnet *net;

	if (!card || !q)
		return NULL;
	card->dev = alloc_etherdev(sizeof(*net));
	if (!card->dev)
		return NULL;
	card->xdev.id = "kunit";
	card->xdev.otherend_id = DOMID_SELF;
	card->xdev.trusted = true;
	card->xdev.dev.init_name = "vif-kunit";
	INIT_WORK(&card->xdev.work, no_work);
	skb_queue_head_init(&card->seen);
	card->tap.type = htons(TEST_PROTO);
	card->tap.dev = card->dev;
	card->tap.func = note_packet;
	net = netdev_priv(card->dev);
	net->dev = card->dev;
	net->xdev = &card->xdev;
	net->offer = (struct xfnet_offer) { .sg = true, .split = true };
	net->queues = q;
	card->q = q;
	net->most = 1;
	q->split = true;
	xfnet_queue_setup(net, 0);
	return card;
}

static int card_init(struct kunit *test)
{
	struct fake_card *card;
	int err;

	if (!xpv_domain_pv())
		kunit_skip(test, "needs Xen");
	card = card_alloc(test);
	if (!card)
		return -ENOMEM;
	err = card_register(card);
	if (err)
		goto free;
	err = xfnet_queue_init(card->q, &card->xdev);
	if (err)
		goto unregister;
	xfnet_queue_start(card->q);
	card->tx = card->q->tx.chan.pages;
	card->rx = card->q->rx.chan.pages;
	dev_add_pack(&card->tap);
	atomic_set(&freed, 0);
	test->priv = card;
	return 0;

unregister:
	unregister_netdev(card->dev);
free:
	free_netdev(card->dev);
	return err;
}

/* Whatever the back-end did: this must not hang, and must free all packets. */
static void card_exit(struct kunit *test)
{
	struct fake_card *card = test->priv;

	if (!card)
		return;
	xfnet_queue_uninit(card->q);
	KUNIT_EXPECT_EQ(test, atomic_read(&freed), card->sent);
	dev_remove_pack(&card->tap);
	skb_queue_purge(&card->seen);
	cancel_work_sync(&card->xdev.work);
	kfree(card->xdev.failure_text);
	unregister_netdev(card->dev);
	free_netdev(card->dev);
}

static void poll_now(struct fake_card *card)
{
	local_bh_disable();
	napi_schedule(&card->q->napi);
	local_bh_enable();
	napi_synchronize(&card->q->napi);
}

static void expect_alive(struct kunit *test, struct fake_card *card)
{
	KUNIT_EXPECT_EQ(test, card->xdev.failure, 0);
	KUNIT_EXPECT_FALSE(test, xfnet_queue_dead(card->q));
}

static void expect_dead(struct kunit *test, struct fake_card *card,
			const char *why)
{
	KUNIT_EXPECT_EQ_MSG(test, card->xdev.failure, -EPROTO, "%s", why);
	KUNIT_EXPECT_TRUE_MSG(test, xfnet_queue_dead(card->q), "%s", why);
}

static u64 tx_counter(struct fake_card *card, enum xfnet_tx_counter what)
{
	return u64_stats_read(&card->q->tx.count[what]);
}

static u64 rx_counter(struct fake_card *card, enum xfnet_rx_counter what)
{
	return u64_stats_read(&card->q->rx.count[what]);
}

/* Sending */

/* A packet whose linear part starts at @offset in its page. */
static struct sk_buff *packet(struct kunit *test, unsigned int offset,
			      unsigned int len)
{
	struct sk_buff *skb = alloc_skb(2 * PAGE_SIZE + len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, PAGE_SIZE - offset_in_page(skb->data) + offset);
	memset(skb_put(skb, len), 0x5a, len);
	skb->destructor = note_free;
	return skb;
}

static netdev_tx_t send_packet(struct fake_card *card, struct sk_buff *skb,
			       bool more)
{
	struct netdev_queue *txq = netdev_get_tx_queue(card->dev, 0);
	netdev_tx_t result;

	skb->dev = card->dev;
	card->sent++;
	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	result = netdev_start_xmit(skb, card->dev, txq, more);
	__netif_tx_unlock(txq);
	local_bh_enable();
	return result;
}

static void tx_answer(struct fake_card *card, u16 id, s16 status)
{
	union xen_netif_tx_sring_entry *slot =
		&card->tx->ring[card->tx->rsp_prod % XFNET_TX_RING];

	slot->rsp.id = id;
	slot->rsp.status = status;
	smp_wmb(); /* slot before index, as a back-end must */
	card->tx->rsp_prod++;
}

static void queue_tx_one(struct kunit *test)
{
	struct fake_card *card = test->priv;
	const struct xen_netif_tx_request *req = &card->tx->ring[0].req;

	send_packet(card, packet(test, 100, 1514), false);
	KUNIT_EXPECT_EQ(test, card->tx->req_prod, 1);
	KUNIT_EXPECT_NE(test, req->gref, 0);
	KUNIT_EXPECT_EQ(test, req->offset, 100);
	KUNIT_EXPECT_EQ(test, req->size, 1514);
	KUNIT_EXPECT_EQ(test, req->flags, 0);
	poll_now(card);
	KUNIT_EXPECT_EQ(test, atomic_read(&freed), 0);
	tx_answer(card, req->id, XEN_NETIF_RSP_OKAY);
	poll_now(card);
	KUNIT_EXPECT_EQ(test, atomic_read(&freed), 1);
	KUNIT_EXPECT_EQ(test, tx_counter(card, XFNET_TX_PACKETS), 1);
	KUNIT_EXPECT_EQ(test, tx_counter(card, XFNET_TX_BYTES), 1514);
	expect_alive(test, card);
}

/* A burst becomes visible at its end. */
static void queue_tx_burst(struct kunit *test)
{
	struct fake_card *card = test->priv;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		send_packet(card, packet(test, 0, 60), i < 3);
		KUNIT_EXPECT_EQ(test, card->tx->req_prod, i < 3 ? 0 : 4);
	}
	expect_alive(test, card);
}

static void queue_tx_segmented(struct kunit *test)
{
	struct fake_card *card = test->priv;
	struct sk_buff *skb = packet(test, 3000, 5000);
	u16 first, second;

	skb->ip_summed = CHECKSUM_PARTIAL;
	skb_shinfo(skb)->gso_size = 1448;
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
	send_packet(card, skb, false);
	/* 1096 bytes, the extra-info, 3904 bytes */
	KUNIT_ASSERT_EQ(test, card->tx->req_prod, 3);
	KUNIT_EXPECT_EQ(test, card->tx->ring[0].req.size, 5000);
	KUNIT_EXPECT_EQ(test, card->tx->ring[0].req.flags,
			XEN_NETTXF_csum_blank | XEN_NETTXF_data_validated |
			XEN_NETTXF_extra_info | XEN_NETTXF_more_data);
	KUNIT_EXPECT_EQ(test, card->tx->ring[2].req.size, 3904);
	KUNIT_EXPECT_EQ(test, card->tx->ring[2].req.flags, 0);
	first = card->tx->ring[0].req.id;
	second = card->tx->ring[2].req.id;
	tx_answer(card, second, XEN_NETIF_RSP_OKAY);
	tx_answer(card, first, XEN_NETIF_RSP_OKAY);
	tx_answer(card, 0xffff, XEN_NETIF_RSP_NULL);
	poll_now(card);
	expect_alive(test, card);
}

/* One piece is all that a back-end without scatter-gather takes. */
static void queue_tx_flattened(struct kunit *test)
{
	struct fake_card *card = test->priv;

	card->q->net->offer.sg = false;
	send_packet(card, packet(test, 4000, 1514), false);
	KUNIT_EXPECT_EQ(test, card->tx->req_prod, 1);
	KUNIT_EXPECT_EQ(test, card->tx->ring[0].req.size, 1514);
	KUNIT_EXPECT_EQ(test, card->tx->ring[0].req.offset, 0);
	KUNIT_EXPECT_EQ(test, tx_counter(card, XFNET_TX_FLATTENED), 1);
	expect_alive(test, card);
}

/* A silent back-end: the ring fills, the queue stops, nothing is lost. */
static void queue_tx_full(struct kunit *test)
{
	struct fake_card *card = test->priv;
	struct netdev_queue *txq = netdev_get_tx_queue(card->dev, 0);
	unsigned int i;

	for (i = 0; i < XFNET_TX_RING && !netif_tx_queue_stopped(txq); i++)
		send_packet(card, packet(test, 0, 60), false);
	KUNIT_EXPECT_GT(test, i, 0);
	KUNIT_EXPECT_TRUE(test, netif_tx_queue_stopped(txq));
	KUNIT_EXPECT_EQ(test, card->tx->req_prod, card->sent);
	KUNIT_EXPECT_EQ(test, tx_counter(card, XFNET_TX_DROPPED), 0);
	for (i = 0; i < card->sent; i++) {
		u16 id = card->tx->ring[i].req.id;

		tx_answer(card, id, XEN_NETIF_RSP_OKAY);
	}
	poll_now(card);
	KUNIT_EXPECT_EQ(test, atomic_read(&freed), card->sent);
	KUNIT_EXPECT_FALSE(test, netif_tx_queue_stopped(txq));
}

static void tx_lie(struct kunit *test, u16 id, s16 status, const char *why)
{
	struct fake_card *card = test->priv;

	send_packet(card, packet(test, 0, 60), false);
	tx_answer(card, id, status);
	poll_now(card);
	expect_dead(test, card, why);
	/* Still usable by those who do not know yet. */
	send_packet(card, packet(test, 0, 60), false);
	KUNIT_EXPECT_EQ(test, tx_counter(card, XFNET_TX_DROPPED), 1);
}

static void queue_tx_bad_id(struct kunit *test)
{
	tx_lie(test, 200, XEN_NETIF_RSP_OKAY, "id that is not out");
}

static void queue_tx_wild_id(struct kunit *test)
{
	tx_lie(test, 0xffff, XEN_NETIF_RSP_OKAY, "id that does not exist");
}

static void queue_tx_bad_status(struct kunit *test)
{
	tx_lie(test, 0, 2, "status that does not exist");
}

static void queue_tx_no_extra(struct kunit *test)
{
	tx_lie(test, 0, XEN_NETIF_RSP_NULL, "answer to no extra-info");
}

static void queue_tx_twice(struct kunit *test)
{
	struct fake_card *card = test->priv;
	u16 id;

	send_packet(card, packet(test, 0, 60), false);
	id = card->tx->ring[0].req.id;
	send_packet(card, packet(test, 0, 60), false);
	tx_answer(card, id, XEN_NETIF_RSP_OKAY);
	tx_answer(card, id, XEN_NETIF_RSP_OKAY);
	poll_now(card);
	expect_dead(test, card, "one request answered twice");
}

static void queue_tx_too_many(struct kunit *test)
{
	struct fake_card *card = test->priv;

	send_packet(card, packet(test, 0, 60), false);
	card->tx->rsp_prod = 2;
	poll_now(card);
	expect_dead(test, card, "more answers than requests");
}

/* Receiving */

/* Answer the next request; the data's bytes are @fill. */
static void rx_answer(struct kunit *test, u16 offset, u16 flags, s16 status,
		      u8 fill)
{
	struct fake_card *card = test->priv;
	const u32 slot = card->rx->rsp_prod % XFNET_RX_RING;
	union xen_netif_rx_sring_entry *entry = &card->rx->ring[slot];
	u8 *data = page_address(card->q->rx.posted[slot].page) + offset;

	KUNIT_ASSERT_EQ(test, entry->req.id, slot);
	if (status > 0 && offset + status <= PAGE_SIZE)
		memset(data, fill, status);
	if (status >= ETH_HLEN && offset + ETH_HLEN <= PAGE_SIZE &&
	    fill == 0xff)
		put_unaligned(htons(TEST_PROTO), (__be16 *)(data + 2 * ETH_ALEN));
	entry->rsp.id = slot;
	entry->rsp.offset = offset;
	entry->rsp.flags = flags;
	entry->rsp.status = status;
	smp_wmb(); /* slot before index, as a back-end must */
	card->rx->rsp_prod++;
}

static void rx_extra(struct fake_card *card, u8 type, u16 size, u8 gso)
{
	union xen_netif_rx_sring_entry *entry =
		&card->rx->ring[card->rx->rsp_prod % XFNET_RX_RING];
	struct xen_netif_extra_info extra = {
		.type = type, .u.gso = { .size = size, .type = gso },
	};

	memcpy(entry, &extra, sizeof(extra));
	smp_wmb(); /* slot before index, as a back-end must */
	card->rx->rsp_prod++;
}

static void queue_rx_small(struct kunit *test)
{
	struct fake_card *card = test->priv;
	struct sk_buff *skb;
	unsigned int i;

	/* More than the ring holds: pages are posted again. */
	for (i = 0; i < 3 * XFNET_RX_RING; i++) {
		rx_answer(test, 2, 0, 60, 0xff);
		poll_now(card);
	}
	KUNIT_EXPECT_EQ(test, skb_queue_len(&card->seen), 3 * XFNET_RX_RING);
	skb = skb_peek(&card->seen);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, 60 - ETH_HLEN);
	KUNIT_EXPECT_FALSE(test, skb_is_nonlinear(skb));
	KUNIT_EXPECT_EQ(test, rx_counter(card, XFNET_RX_COPIED), 3 * XFNET_RX_RING);
	KUNIT_EXPECT_EQ(test, card->rx->req_prod, 4 * XFNET_RX_RING);
	expect_alive(test, card);
}

static void queue_rx_large(struct kunit *test)
{
	struct fake_card *card = test->priv;
	struct sk_buff *skb;
	u8 *data;

	rx_answer(test, 0, XEN_NETRXF_more_data, 4096, 0xff);
	poll_now(card);
	/* A frame may come in parts. */
	KUNIT_EXPECT_EQ(test, skb_queue_len(&card->seen), 0);
	rx_answer(test, 96, XEN_NETRXF_more_data, 4000, 1);
	rx_answer(test, 0, 0, 10, 2);
	poll_now(card);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&card->seen), 1);
	skb = skb_peek(&card->seen);
	KUNIT_ASSERT_EQ(test, skb->len, 8106 - ETH_HLEN);
	data = kunit_kzalloc(test, skb->len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, skb_copy_bits(skb, 0, data, skb->len), 0);
	KUNIT_EXPECT_EQ(test, data[0], 0xff);
	KUNIT_EXPECT_EQ(test, data[4095 - ETH_HLEN], 0xff);
	KUNIT_EXPECT_EQ(test, data[4096 - ETH_HLEN], 1);
	KUNIT_EXPECT_EQ(test, data[8095 - ETH_HLEN], 1);
	KUNIT_EXPECT_EQ(test, data[8096 - ETH_HLEN], 2);
	expect_alive(test, card);
}

/* A working back-end may fail to fill a page: only the frame is lost. */
static void queue_rx_failed(struct kunit *test)
{
	struct fake_card *card = test->priv;

	rx_answer(test, 0, XEN_NETRXF_more_data, 4096, 0xff);
	rx_answer(test, 0, 0, XEN_NETIF_RSP_ERROR, 0);
	rx_answer(test, 0, 0, 13, 0xff);
	rx_answer(test, 0, 0, 60, 0xff);
	poll_now(card);
	KUNIT_EXPECT_EQ(test, rx_counter(card, XFNET_RX_ERRORS), 1);
	KUNIT_EXPECT_EQ(test, rx_counter(card, XFNET_RX_LENGTH_ERRORS), 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&card->seen), 1);
	expect_alive(test, card);
}

/* Segmentation of what is no TCP: the packet is dropped, not the device. */
static void queue_rx_odd_gso(struct kunit *test)
{
	struct fake_card *card = test->priv;

	rx_answer(test, 0, XEN_NETRXF_extra_info, 3000, 0xff);
	rx_extra(card, XEN_NETIF_EXTRA_TYPE_GSO, 1448, XEN_NETIF_GSO_TYPE_TCPV4);
	poll_now(card);
	KUNIT_EXPECT_EQ(test, rx_counter(card, XFNET_RX_CSUM_ERRORS), 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&card->seen), 0);
	expect_alive(test, card);
}

/* Sums said to be blank where there are none. */
static void queue_rx_odd_csum(struct kunit *test)
{
	struct fake_card *card = test->priv;

	rx_answer(test, 0, XEN_NETRXF_csum_blank, 60, 0xff);
	poll_now(card);
	KUNIT_EXPECT_EQ(test, rx_counter(card, XFNET_RX_CSUM_ERRORS), 1);
	expect_alive(test, card);
}

static void queue_rx_beyond(struct kunit *test)
{
	struct fake_card *card = test->priv;

	rx_answer(test, 4000, 0, 97, 0);
	poll_now(card);
	expect_dead(test, card, "data beyond the page");
}

static void queue_rx_bad_id(struct kunit *test)
{
	struct fake_card *card = test->priv;

	rx_answer(test, 0, 0, 60, 0xff);
	card->rx->ring[0].rsp.id = 7;
	poll_now(card);
	expect_dead(test, card, "wrong id");
}

static void queue_rx_bad_extra(struct kunit *test)
{
	struct fake_card *card = test->priv;

	rx_answer(test, 0, XEN_NETRXF_extra_info, 60, 0xff);
	rx_extra(card, XEN_NETIF_EXTRA_TYPE_XDP, 0, 0);
	poll_now(card);
	expect_dead(test, card, "extra-info that was not asked for");
}

static void queue_rx_endless(struct kunit *test)
{
	struct fake_card *card = test->priv;
	unsigned int i;

	for (i = 0; i <= XFNET_RX_PARTS; i++)
		rx_answer(test, 0, XEN_NETRXF_more_data, 100, 0xff);
	poll_now(card);
	expect_dead(test, card, "frame without an end");
}

static void queue_rx_too_many(struct kunit *test)
{
	struct fake_card *card = test->priv;

	card->rx->rsp_prod = XFNET_RX_RING + 1;
	poll_now(card);
	expect_dead(test, card, "more answers than requests");
}

static struct kunit_case queue_cases[] = {
	KUNIT_CASE(queue_tx_one),
	KUNIT_CASE(queue_tx_burst),
	KUNIT_CASE(queue_tx_segmented),
	KUNIT_CASE(queue_tx_flattened),
	KUNIT_CASE(queue_tx_full),
	KUNIT_CASE(queue_tx_bad_id),
	KUNIT_CASE(queue_tx_wild_id),
	KUNIT_CASE(queue_tx_bad_status),
	KUNIT_CASE(queue_tx_no_extra),
	KUNIT_CASE(queue_tx_twice),
	KUNIT_CASE(queue_tx_too_many),
	KUNIT_CASE(queue_rx_small),
	KUNIT_CASE(queue_rx_large),
	KUNIT_CASE(queue_rx_failed),
	KUNIT_CASE(queue_rx_odd_gso),
	KUNIT_CASE(queue_rx_odd_csum),
	KUNIT_CASE(queue_rx_beyond),
	KUNIT_CASE(queue_rx_bad_id),
	KUNIT_CASE(queue_rx_bad_extra),
	KUNIT_CASE(queue_rx_endless),
	KUNIT_CASE(queue_rx_too_many),
	{ }
};

static struct kunit_suite queue_suite = {
	.name = "xfnet_queue",
	.init = card_init,
	.exit = card_exit,
	.test_cases = queue_cases,
};

kunit_test_suite(queue_suite);

MODULE_DESCRIPTION("KUnit suite of the network front-end against back-ends");
MODULE_LICENSE("GPL");
