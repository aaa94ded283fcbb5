// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netdev of a network card, from probe to remove.
 *
 * It is registered at probe, so that cards get their names in the order of the
 * bus, and has no carrier until the back-end is connected. Its queue lives in
 * its private part and outlives every connection.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
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
	.ndo_get_stats64 = xfnet_stats_get,
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
	dev->ethtool_ops = &xfnet_stats_ethtool_ops;
	dev->hw_features = HW_FEATURES;
	dev->features = HW_FEATURES | NETIF_F_HIGHDMA;
	/* The back-end finds no checksum behind a VLAN tag. */
	dev->vlan_features = NETIF_F_SG | NETIF_F_HIGHDMA;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = XFNET_MTU_MAX;
	netif_set_tso_max_size(dev, XEN_NETIF_MAX_TX_SIZE);
	netif_carrier_off(dev);
}

static int net_probe(struct xfbus_device *xdev)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct xfnet));
	struct xfnet *net;
	int err;

	if (!dev)
		return -ENOMEM;
	net = netdev_priv(dev);
	net->dev = dev;
	net->xdev = xdev;
	SET_NETDEV_DEV(dev, &xdev->dev);
	describe(dev);
	xfnet_queue_setup(net);
	err = read_address(xdev, dev);
	if (err)
		goto free_dev;
	err = register_netdev(dev);
	if (err)
		goto free_dev;
	dev_set_drvdata(&xdev->dev, net);
	return 0;

free_dev:
	free_netdev(dev);
	return err;
}

static void net_remove(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);

	unregister_netdev(net->dev);
	free_netdev(net->dev);
}

static const char *const net_types[] = { "vif", NULL };

static struct xfbus_driver net_driver = {
	.name = "vif",
	.types = net_types,
	.offer_state = XenbusStateConnected,
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
