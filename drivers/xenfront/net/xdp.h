/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XDP: a program of the user's sees each frame before the stack does.
 *
 * It sees a copy in pages of ours, with room in front, while the granted pages are
 * posted again at once: no grant changes hands, and the back-end cannot change what
 * was looked at. A frame of more than XFNET_XDP_LINEAR bytes has fragments, which a
 * program must have been loaded for; one that was not is refused where the MTU is
 * larger.
 *
 * With a program the back-end is asked to segment TCP and to fill checksums in, as a
 * program expects to see packets: attaching or detaching one connects anew.
 */
#ifndef XFNET_XDP_H
#define XFNET_XDP_H

#include <linux/netdevice.h>
#include <net/xdp.h>

struct bpf_prog;
struct xfnet;
struct xfnet_queue;

/* Bytes in the first page of a frame. */
#define XFNET_XDP_LINEAR	SKB_WITH_OVERHEAD(PAGE_SIZE - XDP_PACKET_HEADROOM)

/* Before the netdev is registered. */
void xfnet_xdp_describe(struct net_device *dev);

/* With the page pool of a queue. Return: 0 or a negative errno. */
int xfnet_xdp_init(struct xfnet_queue *q);
void xfnet_xdp_uninit(struct xfnet_queue *q);

/**
 * xfnet_xdp_receive() - a complete frame for a program
 * @q: queue, in its poll
 * @prog: the program
 *
 * All parts of the frame are posted again. Return: what is left for the stack, or NULL.
 */
struct sk_buff *xfnet_xdp_receive(struct xfnet_queue *q, struct bpf_prog *prog);
/* At the end of a poll that received frames. */
void xfnet_xdp_flush(struct xfnet_queue *q);

/* Is there a program? Context: any. */
bool xfnet_xdp_wanted(const struct xfnet *net);

/* For struct net_device_ops. */
int xfnet_xdp_setup(struct net_device *dev, struct netdev_bpf *bpf);
int xfnet_xdp_xmit(struct net_device *dev, int count, struct xdp_frame **frames, u32 flags);
int xfnet_xdp_change_mtu(struct net_device *dev, int mtu);

#endif /* XFNET_XDP_H */
