// SPDX-License-Identifier: GPL-2.0-only
/*
 * Coming to terms with the back-end, and parting from it.
 *
 * The keys of the one queue lie directly in the device's directory. All runs in
 * process context under the device's lock on the bus; RTNL nests inside.
 */
#include <linux/if_ether.h>
#include <linux/rtnetlink.h>
#include "net.h"

static const struct xfkey offer_keys[] = {
	XFKEY_FLAG(struct xfnet_offer, rx_copy, "feature-rx-copy"),
	XFKEY_FLAG(struct xfnet_offer, sg, "feature-sg"),
	XFKEY_FLAG(struct xfnet_offer, gso4, "feature-gso-tcpv4"),
	XFKEY_FLAG(struct xfnet_offer, gso6, "feature-gso-tcpv6"),
	XFKEY_FLAG(struct xfnet_offer, no_csum, "feature-no-csum-offload"),
	XFKEY_FLAG(struct xfnet_offer, csum6, "feature-ipv6-csum-offload"),
	XFKEY_FLAG(struct xfnet_offer, split, "feature-split-event-channels"),
};

/* What we take from the back-end: everything that the parser knows. */
struct request {
	bool yes;
};

static const struct request request = { .yes = true };

static const struct xfkey request_keys[] = {
	XFKEY_FLAG(struct request, yes, "request-rx-copy"),
	XFKEY_FLAG(struct request, yes, "feature-rx-notify"),
	XFKEY_FLAG(struct request, yes, "feature-sg"),
	XFKEY_FLAG(struct request, yes, "feature-gso-tcpv4"),
	XFKEY_FLAG(struct request, yes, "feature-gso-tcpv6"),
	XFKEY_FLAG(struct request, yes, "feature-ipv6-csum-offload"),
};

static int read_offer(struct xfbus_device *xdev, struct xfnet *net)
{
	struct xfnet_offer offer;
	int err = xfbus_read_otherend(xdev, offer_keys, ARRAY_SIZE(offer_keys),
				      &offer);

	if (err)
		return err;
	if (!offer.rx_copy) {
		dev_err(&xdev->dev, "the back-end cannot copy received data\n");
		return -EOPNOTSUPP;
	}
	rtnl_lock();
	net->offer = offer;
	rtnl_unlock();
	return 0;
}

static int publish(struct xfbus_device *xdev, struct xfnet *net)
{
	int err = xfnet_queue_publish(&net->queue, xdev->nodename);

	if (err)
		return err;
	return xfbus_write_own(xdev, request_keys, ARRAY_SIZE(request_keys),
			       &request);
}

int xfnet_connect_offer(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);
	int err = read_offer(xdev, net);

	if (err)
		return err;
	net->queue.split = net->offer.split;
	err = xfnet_queue_init(&net->queue, xdev);
	if (err)
		return err;
	err = publish(xdev, net);
	if (err)
		xfnet_queue_uninit(&net->queue);
	return err;
}

netdev_features_t xfnet_connect_features(struct net_device *dev,
					 netdev_features_t features)
{
	const struct xfnet *net = netdev_priv(dev);

	if (!net->offer.sg)
		features &= ~NETIF_F_SG;
	if (!net->offer.gso4)
		features &= ~NETIF_F_TSO;
	if (!net->offer.gso6)
		features &= ~NETIF_F_TSO6;
	if (net->offer.no_csum)
		features &= ~NETIF_F_IP_CSUM;
	if (!net->offer.csum6)
		features &= ~NETIF_F_IPV6_CSUM;
	return features;
}

/* A packet that needs several pieces needs a back-end that takes them. */
static void fit_mtu(struct net_device *dev, bool sg)
{
	dev->max_mtu = sg ? XFNET_MTU_MAX : ETH_DATA_LEN;
	if (dev->mtu > dev->max_mtu)
		dev_set_mtu(dev, dev->max_mtu);
}

int xfnet_connect_live(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);

	rtnl_lock();
	netdev_update_features(net->dev);
	fit_mtu(net->dev, net->offer.sg);
	xfnet_queue_start(&net->queue);
	netif_carrier_on(net->dev);
	netif_device_attach(net->dev);
	/* Switches may have known us elsewhere. */
	__netdev_notify_peers(net->dev);
	rtnl_unlock();
	return 0;
}

void xfnet_connect_pause(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);

	rtnl_lock();
	netif_device_detach(net->dev);
	rtnl_unlock();
	xfnet_queue_pause(&net->queue);
}

void xfnet_connect_go_on(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);

	rtnl_lock();
	xfnet_queue_start(&net->queue);
	netif_device_attach(net->dev);
	rtnl_unlock();
}

void xfnet_connect_undo(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);

	netif_carrier_off(net->dev);
	xfnet_queue_uninit(&net->queue);
}
