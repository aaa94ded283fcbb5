// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netdev of a network card, from probe to remove.
 *
 * It is registered at probe, so that cards get their names in the order of the
 * bus, and has no carrier until the back-end is connected. Its queues outlive
 * every connection.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "net.h"

#define HW_FEATURES	(NETIF_F_SG | NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | \
			 NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_RXCSUM)

static int net_open(struct net_device *dev)
{
	netif_tx_start_all_queues(dev);
	return 0;
}

/*
 * Does not wait for the back-end: what it has, NAPI completes whenever it
 * answers, with the interface up or down.
 */
static int net_stop(struct net_device *dev)
{
	netif_tx_disable(dev);
	return 0;
}

static const struct net_device_ops net_ops = {
	.ndo_open = net_open,
	.ndo_stop = net_stop,
	.ndo_start_xmit = xfnet_tx_xmit,
	.ndo_fix_features = xfnet_connect_features,
	.ndo_set_features = xfnet_rss_switch,
	.ndo_get_stats64 = xfnet_stats_get,
	.ndo_change_mtu = xfnet_xdp_change_mtu,
	.ndo_bpf = xfnet_xdp_setup,
	.ndo_xdp_xmit = xfnet_xdp_xmit,
	.ndo_set_rx_mode = xfnet_mcast_changed,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

struct own_keys {
	u8 mac[ETH_ALEN];
};

static const struct xfkey own_keys[] = {
	XFKEY_ETHER(struct own_keys, mac, "mac", .flags = XFKEY_REQUIRED),
};

static int read_address(struct xfbus_device *xdev, struct net_device *dev)
{
	struct own_keys own;
	int err = xfbus_read_own(xdev, own_keys, ARRAY_SIZE(own_keys), &own);

	if (err)
		return err;
	if (!is_valid_ether_addr(own.mac)) {
		dev_err(&xdev->dev, "%pM is no address for a network card\n",
			own.mac);
		return -EADDRNOTAVAIL;
	}
	eth_hw_addr_set(dev, own.mac);
	return 0;
}

static void describe(struct net_device *dev)
{
	dev->netdev_ops = &net_ops;
	dev->ethtool_ops = &xfnet_ethtool_ops;
	dev->stat_ops = &xfnet_stats_queue_ops;
	dev->hw_features = HW_FEATURES | NETIF_F_RXHASH;
	dev->features = HW_FEATURES | NETIF_F_HIGHDMA;
	/* The back-end finds no checksum behind a VLAN tag. */
	dev->vlan_features = NETIF_F_SG | NETIF_F_HIGHDMA;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = XFNET_MTU_MAX;
	netif_set_tso_max_size(dev, XEN_NETIF_MAX_TX_SIZE);
	xfnet_xdp_describe(dev);
	netif_carrier_off(dev);
}

static int make_queues(struct xfnet *net, unsigned int most)
{
	unsigned int i;

	net->queues = kvcalloc(most, sizeof(*net->queues), GFP_KERNEL);
	if (!net->queues)
		return -ENOMEM;
	net->most = most;
	net->wanted = clamp(xfnet_params.queues, 1U, num_online_cpus());
	for (i = 0; i < most; i++)
		xfnet_queue_setup(net, i);
	xfnet_ctrl_setup(&net->ctrl);
	xfnet_rss_setup(net);
	xfnet_mcast_setup(net);
	return 0;
}

/* With the netdev go the polls, which are in its queues. */
static void free_net(struct xfnet *net)
{
	struct xfnet_queue *queues = net->queues;

	free_netdev(net->dev);
	kvfree(queues);
}

static int net_probe(struct xfbus_device *xdev)
{
	const unsigned int most = min_t(unsigned int, num_possible_cpus(), XFNET_QUEUES_MAX);
	struct net_device *dev = alloc_etherdev_mq(sizeof(struct xfnet), most);
	struct xfnet *net;
	int err;

	if (!dev)
		return -ENOMEM;
	net = netdev_priv(dev);
	net->dev = dev;
	net->xdev = xdev;
	SET_NETDEV_DEV(dev, &xdev->dev);
	describe(dev);
	err = make_queues(net, most);
	if (err)
		goto free_net;
	err = read_address(xdev, dev);
	if (err)
		goto free_net;
	err = register_netdev(dev);
	if (err)
		goto free_net;
	dev_set_drvdata(&xdev->dev, net);
	return 0;

free_net:
	free_net(net);
	return err;
}

static void net_remove(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);

	unregister_netdev(net->dev);
	free_net(net);
}

static const char *const net_types[] = { "vif", NULL };

static struct xfbus_driver net_driver = {
	.name = "vif",
	.types = net_types,
	.offer_state = XenbusStateConnected,
	.optional = (const char *const []){ "multi-queue-num-queues", "ctrl-ring-ref",
					      "event-channel-ctrl",
					      "request-multicast-control", NULL },
	.boot_wait = true,
	.probe = net_probe,
	.connect = xfnet_connect_offer,
	.connected = xfnet_connect_live,
	.disconnect = xfnet_connect_undo,
	.suspend = xfnet_connect_pause,
	.resume = xfnet_connect_go_on,
	.restart = xfnet_connect_undo,
	.remove = net_remove,
};

module_xfbus_driver(net_driver);

MODULE_DESCRIPTION("Network cards of Xen PV guests");
MODULE_LICENSE("GPL");
MODULE_ALIAS("xen:vif");
