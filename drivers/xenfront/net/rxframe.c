// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parser of receive responses: nothing in them is believed before it is checked
 * here.
 *
 * Pure: works on local copies only, no allocation, no lock. What cannot come
 * from a working back-end ends the connection (refuse()); what may happen to a
 * working one costs only the frame (xfnet_rxframe_fate()).
 *
 * ABI: xen/interface/io/netif.h, "Guest receive"
 */
#include "rxframe.h"

static_assert(sizeof(union xfnet_rx_slot) == 8);

void xfnet_rxframe_start(struct xfnet_rxframe *frame)
{
	frame->step = XFNET_RX_FIRST;
	frame->parts = 0;
	frame->failed = false;
	frame->more = false;
	frame->gso_type = XEN_NETIF_GSO_TYPE_NONE;
	frame->gso_size = 0;
	frame->hashed = false;
	frame->flags = 0;
	frame->len = 0;
	frame->why = NULL;
}

static enum xfnet_rx_use refuse(struct xfnet_rxframe *frame, const char *why)
{
	frame->step = XFNET_RX_BROKEN;
	frame->why = why;
	return XFNET_RX_REFUSE;
}

/* NULL, or why the response cannot be. */
static const char *part_fault(const struct xfnet_rxframe *frame,
			      const struct xen_netif_rx_response *rsp, u16 id)
{
	if (rsp->id != id)
		return "receive response with a wrong id";
	if (frame->parts == XFNET_RX_PARTS)
		return "received frame in too many parts";
	if (rsp->status > 0 && rsp->offset + rsp->status > XFNET_RX_PAGE)
		return "received data beyond its page";
	/* Neither asked for nor of use to anyone today. */
	if (rsp->flags & XEN_NETRXF_gso_prefix)
		return "received frame with a segmentation prefix";
	if (frame->parts && (rsp->flags & XEN_NETRXF_extra_info))
		return "extra-info inside a received frame";
	return NULL;
}

static enum xfnet_rx_use take_part(struct xfnet_rxframe *frame,
				   const struct xen_netif_rx_response *rsp,
				   u16 id)
{
	const char *why = part_fault(frame, rsp, id);
	u16 len = rsp->status > 0 ? rsp->status : 0;

	if (why)
		return refuse(frame, why);
	if (!frame->parts)
		frame->flags = rsp->flags;
	frame->part[frame->parts++] = (struct xfnet_rx_part) {
		.offset = len ? rsp->offset : 0,
		.len = len,
	};
	frame->len += len;
	frame->failed |= rsp->status < 0;
	frame->more = rsp->flags & XEN_NETRXF_more_data;
	if (rsp->flags & XEN_NETRXF_extra_info)
		frame->step = XFNET_RX_EXTRA;
	else
		frame->step = frame->more ? XFNET_RX_MORE : XFNET_RX_DONE;
	return XFNET_RX_KEEP;
}

static const char *gso_fault(const struct xfnet_rxframe *frame,
			     const struct xen_netif_extra_info *extra)
{
	if (frame->gso_type != XEN_NETIF_GSO_TYPE_NONE)
		return "second segmentation info in a received frame";
	if (extra->u.gso.type != XEN_NETIF_GSO_TYPE_TCPV4 &&
	    extra->u.gso.type != XEN_NETIF_GSO_TYPE_TCPV6)
		return "unknown segmentation type";
	if (!extra->u.gso.size)
		return "segmentation into nothing";
	return NULL;
}

static const char *take_gso(struct xfnet_rxframe *frame,
			    const struct xen_netif_extra_info *extra)
{
	const char *why = gso_fault(frame, extra);

	if (why)
		return why;
	frame->gso_type = extra->u.gso.type;
	frame->gso_size = extra->u.gso.size;
	return NULL;
}

static const char *take_hash(struct xfnet_rxframe *frame,
			     const struct xen_netif_extra_info *extra)
{
	if (frame->hashed)
		return "second hash in a received frame";
	if (extra->u.hash.algorithm != XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ ||
	    extra->u.hash.type > _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP)
		return "unknown hash";
	frame->hashed = true;
	frame->hash_type = extra->u.hash.type;
	memcpy(&frame->hash, extra->u.hash.value, sizeof(frame->hash));
	return NULL;
}

/* Only what we said we take may come; nothing of it twice. */
static const char *take_info(struct xfnet_rxframe *frame,
			     const struct xen_netif_extra_info *extra)
{
	if (extra->type == XEN_NETIF_EXTRA_TYPE_GSO)
		return take_gso(frame, extra);
	if (extra->type == XEN_NETIF_EXTRA_TYPE_HASH && frame->hashes)
		return take_hash(frame, extra);
	return "extra-info of a kind that was not asked for";
}

static enum xfnet_rx_use take_extra(struct xfnet_rxframe *frame,
				    const struct xen_netif_extra_info *extra)
{
	const char *why = take_info(frame, extra);

	if (why)
		return refuse(frame, why);
	if (!(extra->flags & XEN_NETIF_EXTRA_FLAG_MORE))
		frame->step = frame->more ? XFNET_RX_MORE : XFNET_RX_DONE;
	return XFNET_RX_SPARE;
}

enum xfnet_rx_use xfnet_rxframe_feed(struct xfnet_rxframe *frame,
				     const union xfnet_rx_slot *slot, u16 id)
{
	switch (frame->step) {
	case XFNET_RX_FIRST:
	case XFNET_RX_MORE:
		return take_part(frame, &slot->rsp, id);
	case XFNET_RX_EXTRA:
		return take_extra(frame, &slot->extra);
	default:
		return XFNET_RX_REFUSE;
	}
}

enum xfnet_rx_fate xfnet_rxframe_fate(const struct xfnet_rxframe *frame,
				      u32 shortest)
{
	if (frame->failed)
		return XFNET_RX_FAILED;
	if (frame->len < shortest || frame->len > XFNET_RX_LEN_MAX)
		return XFNET_RX_LENGTH;
	/* A segment larger than the packet: headers and payload cannot fit. */
	if (frame->gso_type != XEN_NETIF_GSO_TYPE_NONE &&
	    frame->gso_size >= frame->len)
		return XFNET_RX_LENGTH;
	return XFNET_RX_DELIVER;
}
