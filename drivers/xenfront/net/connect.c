// SPDX-License-Identifier: GPL-2.0-only
/*
 * Coming to terms with the back-end, and parting from it.
 *
 * The keys of a single queue lie directly in the device's directory, those of
 * several in a directory each. All runs in process context under the device's lock
 * on the bus; RTNL nests inside.
 */
#include <linux/cpumask.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include "net.h"

static const struct xfkey offer_keys[] = {
	XFKEY_FLAG(struct xfnet_offer, rx_copy, "feature-rx-copy"),
	XFKEY_FLAG(struct xfnet_offer, sg, "feature-sg"),
	XFKEY_FLAG(struct xfnet_offer, gso4, "feature-gso-tcpv4"),
	XFKEY_FLAG(struct xfnet_offer, gso6, "feature-gso-tcpv6"),
	XFKEY_FLAG(struct xfnet_offer, no_csum, "feature-no-csum-offload"),
	XFKEY_FLAG(struct xfnet_offer, csum6, "feature-ipv6-csum-offload"),
	XFKEY_FLAG(struct xfnet_offer, split, "feature-split-event-channels"),
	XFKEY_FLAG(struct xfnet_offer, ctrl, "feature-ctrl-ring"),
	XFKEY_FLAG(struct xfnet_offer, mcast, "feature-dynamic-multicast-control"),
	XFKEY_NUM(struct xfnet_offer, queues, "multi-queue-max-queues",
		  .flags = XFKEY_CLAMP, .min = 1, .max = XFNET_QUEUES_MAX, .preset = 1),
};

/**
 * struct request - what we take from the back-end
 * @yes: everything that the parser knows
 * @whole: segments and checksums that are yet to be made
 * @made: segments and checksums that are made: for XDP
 */
struct request {
	bool yes;
	bool whole;
	bool made;
};

static const struct xfkey request_keys[] = {
	XFKEY_FLAG(struct request, yes, "request-rx-copy"),
	XFKEY_FLAG(struct request, yes, "feature-rx-notify"),
	XFKEY_FLAG(struct request, yes, "feature-sg"),
	XFKEY_FLAG(struct request, whole, "feature-gso-tcpv4"),
	XFKEY_FLAG(struct request, whole, "feature-gso-tcpv6"),
	XFKEY_FLAG(struct request, whole, "feature-ipv6-csum-offload"),
	XFKEY_FLAG(struct request, made, "feature-no-csum-offload"),
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

static const struct xfkey count_key[] = {
	XFKEY_NUM(struct xfnet, count, "multi-queue-num-queues"),
};

static int publish_queue(struct xfnet *net, unsigned int index)
{
	char *dir = xfchan_dir(net->xdev, index, net->count);
	int err;

	if (!dir)
		return -ENOMEM;
	err = xfnet_queue_publish(&net->queues[index], dir);
	kfree(dir);
	return err;
}

static int publish(struct xfbus_device *xdev, struct xfnet *net)
{
	const bool xdp = xfnet_xdp_wanted(net);
	const struct request request = { .yes = true, .whole = !xdp, .made = xdp };
	unsigned int i;
	int err = 0;

	for (i = 0; i < net->count && !err; i++)
		err = publish_queue(net, i);
	/* Where it is there, back-ends look for directories. */
	if (!err && net->count > 1)
		err = xfbus_write_own(xdev, count_key, 1, net);
	if (!err && net->offer.ctrl)
		err = xfnet_ctrl_publish(&net->ctrl, xdev->nodename);
	if (err)
		return err;
	return xfbus_write_own(xdev, request_keys, ARRAY_SIZE(request_keys),
			       &request);
}

static void uninit(struct xfnet *net)
{
	rtnl_lock();
	net->rss.known = 0;
	xfnet_ctrl_uninit(&net->ctrl);
	rtnl_unlock();
	while (net->count)
		xfnet_queue_uninit(&net->queues[--net->count]);
	/* Its work is started by the first queue's poll, too, which is off by now. */
	xfnet_mcast_stop(net);
}

/* As many as wanted and offered, or as memory and references suffice for. */
static int init_queues(struct xfbus_device *xdev, struct xfnet *net)
{
	unsigned int count = clamp(net->wanted, 1U, min(net->offer.queues, net->most));
	int err;

	for (net->count = 0; net->count < count; net->count++) {
		struct xfnet_queue *q = &net->queues[net->count];

		q->split = net->offer.split;
		err = xfnet_queue_init(q, xdev);
		if (err && !net->count)
			return err;
		if (err) {
			dev_warn(&xdev->dev, "%u queues of %u: %d\n", net->count, count, err);
			break;
		}
	}
	return 0;
}

int xfnet_connect_offer(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);
	int err = read_offer(xdev, net);

	if (err)
		return err;
	err = init_queues(xdev, net);
	if (!err && net->offer.ctrl)
		err = xfnet_ctrl_init(&net->ctrl, xdev);
	if (!err)
		err = publish(xdev, net);
	if (err)
		uninit(net);
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
	if (!net->offer.ctrl)
		features &= ~NETIF_F_RXHASH;
	return features;
}

/* A packet that needs several pieces needs a back-end that takes them. */
static void fit_mtu(struct net_device *dev, bool sg)
{
	dev->max_mtu = sg ? XFNET_MTU_MAX : ETH_DATA_LEN;
	if (dev->mtu > dev->max_mtu)
		dev_set_mtu(dev, dev->max_mtu);
}

/* CPUs that send by queue @index, and where its events go: to the first of them. */
static void place_queue(struct xfnet *net, unsigned int index)
{
	cpumask_var_t cpus;
	unsigned int cpu;

	if (!zalloc_cpumask_var(&cpus, GFP_KERNEL))
		return;
	for (cpu = index; cpu < nr_cpu_ids; cpu += net->count)
		if (cpu_possible(cpu))
			cpumask_set_cpu(cpu, cpus);
	netif_set_xps_queue(net->dev, cpus, index);
	cpu = cpumask_first_and(cpus, cpu_online_mask);
	if (cpu < nr_cpu_ids)
		xfnet_queue_affine(&net->queues[index], cpu);
	free_cpumask_var(cpus);
}

static int start_queues(struct xfnet *net)
{
	unsigned int i;
	int err = netif_set_real_num_queues(net->dev, net->count, net->count);

	if (err)
		return err;
	for (i = 0; i < net->count; i++) {
		if (net->count > 1)
			place_queue(net, i);
		xfnet_queue_start(&net->queues[i]);
	}
	return 0;
}

int xfnet_connect_live(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);
	int err;

	rtnl_lock();
	netdev_update_features(net->dev);
	fit_mtu(net->dev, net->offer.sg);
	err = start_queues(net);
	if (!err) {
		xfnet_rss_connected(net);
		netif_carrier_on(net->dev);
		netif_device_attach(net->dev);
		/* Until link watch has seen the carrier, all that is sent is dropped. */
		ethtool_op_get_link(net->dev);
		/* Switches may have known us elsewhere. */
		__netdev_notify_peers(net->dev);
	}
	rtnl_unlock();
	if (!err)
		xfnet_mcast_connected(net);
	return err;
}

void xfnet_connect_pause(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);
	unsigned int i;

	rtnl_lock();
	netif_device_detach(net->dev);
	rtnl_unlock();
	for (i = 0; i < net->count; i++)
		xfnet_queue_pause(&net->queues[i]);
}

void xfnet_connect_go_on(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < net->count; i++)
		xfnet_queue_start(&net->queues[i]);
	netif_device_attach(net->dev);
	rtnl_unlock();
}

void xfnet_connect_undo(struct xfbus_device *xdev)
{
	struct xfnet *net = dev_get_drvdata(&xdev->dev);

	netif_carrier_off(net->dev);
	uninit(net);
	/* Without carrier, but for its user to see and to reset. */
	rtnl_lock();
	netif_device_attach(net->dev);
	rtnl_unlock();
}
