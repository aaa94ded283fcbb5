// SPDX-License-Identifier: GPL-2.0-only
/* See ctrl.h. */
#include <linux/rtnetlink.h>
#include "net.h"

/* A back-end answers from a thread of its own, which waits for nobody. */
#define ANSWER_TIME	(2 * HZ)

union ctrl_slot {
	struct xen_netif_ctrl_request req;
	struct xen_netif_ctrl_response rsp;
};

static irqreturn_t ctrl_event(int irq, void *ctx)
{
	struct xfnet_ctrl *ctrl = ctx;
	bool ready = xfring_ready(&ctrl->chan.ring);

	if (ready)
		wake_up(&ctrl->answered);
	xfchan_eoi(&ctrl->chan, !ready);
	return IRQ_HANDLED;
}

void xfnet_ctrl_setup(struct xfnet_ctrl *ctrl)
{
	init_waitqueue_head(&ctrl->answered);
}

static int init_page(struct xfnet_ctrl *ctrl, struct xfbus_device *xdev)
{
	int err = xfbuf_pool_init(&ctrl->pool, xdev, 1);

	if (err)
		return err;
	ctrl->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!ctrl->page) {
		xfbuf_pool_uninit(&ctrl->pool);
		return -ENOMEM;
	}
	ctrl->ref = xfbuf_grant(&ctrl->pool, ctrl->page, true);
	return 0;
}

int xfnet_ctrl_init(struct xfnet_ctrl *ctrl, struct xfbus_device *xdev)
{
	const struct xfchan_conf conf = {
		.name = ctrl->name,
		.slot_size = sizeof(union ctrl_slot),
		.handler = ctrl_event,
		.ctx = ctrl,
	};
	int err;

	snprintf(ctrl->name, sizeof(ctrl->name), "vif-%s-ctrl", xdev->id);
	err = xfchan_init(&ctrl->chan, xdev, &conf);
	if (err)
		return err;
	err = init_page(ctrl, xdev);
	if (err) {
		xfchan_uninit(&ctrl->chan);
		return err;
	}
	ctrl->live = true;
	return 0;
}

int xfnet_ctrl_publish(const struct xfnet_ctrl *ctrl, const char *dir)
{
	static const struct xfchan_keys keys = {
		.ring = "ctrl-ring-ref",
		.port = "event-channel-ctrl",
	};

	return xfchan_publish(&ctrl->chan, XFSTORE_NO_TX, dir, &keys);
}

void xfnet_ctrl_uninit(struct xfnet_ctrl *ctrl)
{
	if (!ctrl->page)
		return;
	ctrl->live = false;
	xfchan_stop(&ctrl->chan);
	/* Where the back-end holds on, the page outlives our put. */
	xfbuf_revoke(&ctrl->pool, ctrl->ref, ctrl->page);
	put_page(ctrl->page);
	ctrl->page = NULL;
	xfbuf_pool_uninit(&ctrl->pool);
	xfchan_uninit(&ctrl->chan);
}

static int errno_of(u32 status)
{
	switch (status) {
	case XEN_NETIF_CTRL_STATUS_SUCCESS:
		return 0;
	case XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED:
		return -EOPNOTSUPP;
	case XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER:
		return -EINVAL;
	case XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW:
		return -ENOSPC;
	default:
		return -EIO;
	}
}

/* Return: false when it did not answer, or not this. */
static bool take_answer(struct xfnet_ctrl *ctrl, u16 type,
			struct xen_netif_ctrl_response *rsp)
{
	struct xfring *ring = &ctrl->chan.ring;

	wait_event_timeout(ctrl->answered, xfring_ready(ring) || xfring_broken(ring),
			   ANSWER_TIME);
	if (!xfring_take(ring, rsp, sizeof(*rsp)))
		return false;
	return rsp->id == ctrl->id && rsp->type == type && !xfring_rearm(ring, 1);
}

int xfnet_ctrl_ask(struct xfnet_ctrl *ctrl, u16 type, u32 first, u32 second,
		   const void *data, size_t bytes, u32 *answer)
{
	struct xen_netif_ctrl_request req = {
		.id = ++ctrl->id,
		.type = type,
		.data = { data ? xpv_gref_number(ctrl->ref) : first, second },
	};
	struct xen_netif_ctrl_response rsp;

	ASSERT_RTNL();
	if (!ctrl->live)
		return -EIO;
	if (data)
		memcpy(page_address(ctrl->page), data, bytes);
	if (xfring_add(&ctrl->chan.ring, &req, sizeof(req)))
		return -EIO;
	if (xfring_push(&ctrl->chan.ring))
		xfchan_kick(&ctrl->chan);
	if (!take_answer(ctrl, type, &rsp)) {
		ctrl->live = false;
		pr_warn("xen %s: the back-end does not answer question %u\n", ctrl->name, type);
		return -EIO;
	}
	if (answer)
		*answer = rsp.data;
	return errno_of(rsp.status);
}
