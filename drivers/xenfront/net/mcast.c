// SPDX-License-Identifier: GPL-2.0-only
/* See mcast.h. */
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include "net.h"

/* When the ring had no room. */
#define RETRY_TIME	max(HZ / 10, 1)

static const struct xfkey filter_key[] = {
	XFKEY_FLAG(struct xfnet_mcast, filtering, "request-multicast-control"),
};

static bool has(const struct xfnet_groups *groups, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < groups->count; i++)
		if (ether_addr_equal_unaligned(groups->addr[i], addr))
			return true;
	return false;
}

/* What the interface listens to. Return: false when that is everything. */
static bool gather(struct xfnet *net, struct xfnet_groups *wanted)
{
	struct net_device *dev = net->dev;
	struct netdev_hw_addr *entry;
	bool few;

	wanted->count = 0;
	netif_addr_lock_bh(dev);
	few = !(dev->flags & (IFF_PROMISC | IFF_ALLMULTI)) &&
	      netdev_mc_count(dev) <= XFNET_MCAST_MAX;
	if (few)
		netdev_for_each_mc_addr(entry, dev)
			ether_addr_copy(wanted->addr[wanted->count++], entry->addr);
	netif_addr_unlock_bh(dev);
	return few && !READ_ONCE(net->mcast.refused);
}

static int tell(struct xfnet *net, u8 type, const u8 *addr)
{
	struct xen_netif_extra_info extra = { .type = type };

	ether_addr_copy(extra.u.mcast.addr, addr);
	return xfnet_tx_tell(&net->queues[0], &extra);
}

static int forget(struct xfnet *net, const struct xfnet_groups *wanted)
{
	struct xfnet_groups *told = &net->mcast.told;
	unsigned int i = 0;
	int err;

	while (i < told->count) {
		if (has(wanted, told->addr[i])) {
			i++;
			continue;
		}
		err = tell(net, XEN_NETIF_EXTRA_TYPE_MCAST_DEL, told->addr[i]);
		if (err)
			return err;
		memcpy(told->addr[i], told->addr[--told->count], ETH_ALEN);
	}
	return 0;
}

static int add(struct xfnet *net, const struct xfnet_groups *wanted)
{
	struct xfnet_groups *told = &net->mcast.told;
	unsigned int i;
	int err;

	for (i = 0; i < wanted->count; i++) {
		if (has(told, wanted->addr[i]))
			continue;
		err = tell(net, XEN_NETIF_EXTRA_TYPE_MCAST_ADD, wanted->addr[i]);
		if (err)
			return err;
		memcpy(told->addr[told->count++], wanted->addr[i], ETH_ALEN);
	}
	return 0;
}

static void filter(struct xfnet *net, bool on)
{
	if (net->mcast.filtering == on)
		return;
	net->mcast.filtering = on;
	xfbus_write_own(net->xdev, filter_key, 1, &net->mcast);
}

/* What is left out is said last, what is let in again first. */
static void update(struct work_struct *work)
{
	struct xfnet *net = container_of(work, struct xfnet, mcast.work.work);
	struct xfnet_groups wanted;

	if (!gather(net, &wanted)) {
		filter(net, false);
		return;
	}
	if (forget(net, &wanted) || add(net, &wanted))
		schedule_delayed_work(&net->mcast.work, RETRY_TIME);
	else
		filter(net, true);
}

void xfnet_mcast_setup(struct xfnet *net)
{
	INIT_DELAYED_WORK(&net->mcast.work, update);
}

static void set_usable(struct xfnet *net, bool usable)
{
	netif_addr_lock_bh(net->dev);
	net->mcast.usable = usable;
	netif_addr_unlock_bh(net->dev);
}

void xfnet_mcast_connected(struct xfnet *net)
{
	struct xfnet_mcast *mcast = &net->mcast;

	mcast->told.count = 0;
	mcast->filtering = false;
	WRITE_ONCE(mcast->refused, false);
	if (!net->offer.mcast)
		return;
	set_usable(net, true);
	schedule_delayed_work(&mcast->work, 0);
}

void xfnet_mcast_stop(struct xfnet *net)
{
	set_usable(net, false);
	cancel_delayed_work_sync(&net->mcast.work);
}

void xfnet_mcast_changed(struct net_device *dev)
{
	struct xfnet *net = netdev_priv(dev);

	if (net->mcast.usable)
		mod_delayed_work(system_wq, &net->mcast.work, 0);
}

void xfnet_mcast_refused(struct xfnet *net)
{
	WRITE_ONCE(net->mcast.refused, true);
	/* An answer may come while the queue goes down. */
	if (READ_ONCE(net->mcast.usable))
		schedule_delayed_work(&net->mcast.work, 0);
}
