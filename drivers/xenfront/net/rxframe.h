/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From responses on the receive ring to frames.
 *
 * A frame is a first response, extra-infos if that says so, and more responses
 * if the first says so. The parser is fed with local copies, one at a time, and
 * keeps its place between them, so that a frame may arrive in parts.
 */
#ifndef XFNET_RXFRAME_H
#define XFNET_RXFRAME_H

#include "rxframe_env.h"

/* The longest packet of 64 KiB in pages, and some for bad alignment. */
#define XFNET_RX_PARTS		18
/* 16 bits of length in an IP packet, link header, two VLAN tags. */
#define XFNET_RX_LEN_MAX	(65535 + 14 + 2 * 4)
#define XFNET_RX_PAGE		4096

/**
 * union xfnet_rx_slot - what a slot of the receive ring may hold for us
 * @rsp: a response
 * @extra: or an extra-info
 */
union xfnet_rx_slot {
	struct xen_netif_rx_response rsp;
	struct xen_netif_extra_info extra;
};

/**
 * enum xfnet_rx_step - what the next slot must be
 * @XFNET_RX_FIRST: first part of a frame
 * @XFNET_RX_EXTRA: an extra-info
 * @XFNET_RX_MORE: a further part
 * @XFNET_RX_DONE: nothing, the frame is complete
 * @XFNET_RX_BROKEN: nothing, the back-end broke the protocol; for good
 */
enum xfnet_rx_step {
	XFNET_RX_FIRST,
	XFNET_RX_EXTRA,
	XFNET_RX_MORE,
	XFNET_RX_DONE,
	XFNET_RX_BROKEN,
};

/**
 * enum xfnet_rx_use - what to do with the page of a slot that was fed
 * @XFNET_RX_SPARE: the slot carried no data: the page can be posted again
 * @XFNET_RX_KEEP: it belongs to the frame's last part
 * @XFNET_RX_REFUSE: protocol broken, see @why of the frame
 */
enum xfnet_rx_use {
	XFNET_RX_SPARE,
	XFNET_RX_KEEP,
	XFNET_RX_REFUSE,
};

/**
 * enum xfnet_rx_fate - what to do with a complete frame
 * @XFNET_RX_DELIVER: hand it up
 * @XFNET_RX_FAILED: drop it: the back-end could not fill it
 * @XFNET_RX_LENGTH: drop it: too short or too long for a packet
 */
enum xfnet_rx_fate {
	XFNET_RX_DELIVER,
	XFNET_RX_FAILED,
	XFNET_RX_LENGTH,
};

/**
 * struct xfnet_rx_part - data in one page; @offset + @len fits the page
 * @offset: of the data
 * @len: bytes, may be 0
 */
struct xfnet_rx_part {
	u16 offset;
	u16 len;
};

/**
 * struct xfnet_rxframe - a frame being put together
 * @step: what comes next, enum xfnet_rx_step
 * @parts: valid entries of @part
 * @failed: the back-end reported an error in some part
 * @more: parts follow the extra-infos
 * @gso_type: XEN_NETIF_GSO_TYPE_*, NONE for a plain packet
 * @gso_size: payload of a segment, not 0 with a @gso_type
 * @hashes: extra-infos with a hash are accepted; outlives a frame
 * @hashed: there was one
 * @hash_type: _XEN_NETIF_CTRL_HASH_TYPE_* of it
 * @hash: its value
 * @flags: XEN_NETRXF_* of the first response
 * @len: bytes of all parts
 * @part: where the data is
 * @why: with XFNET_RX_BROKEN, what the back-end did
 */
struct xfnet_rxframe {
	u8 step;
	u8 parts;
	bool failed;
	bool more;
	u8 gso_type;
	u16 gso_size;
	bool hashes;
	bool hashed;
	u8 hash_type;
	u32 hash;
	u16 flags;
	u32 len;
	struct xfnet_rx_part part[XFNET_RX_PARTS];
	const char *why;
};

/* Ready for a first response. @hashes stays. */
void xfnet_rxframe_start(struct xfnet_rxframe *frame);

/**
 * xfnet_rxframe_feed() - take the next slot
 * @frame: started, neither done nor broken
 * @slot: local copy of it
 * @id: of the request that lay in the same slot
 *
 * Afterwards @frame->step says whether the frame is complete.
 */
enum xfnet_rx_use xfnet_rxframe_feed(struct xfnet_rxframe *frame,
				     const union xfnet_rx_slot *slot, u16 id);

/**
 * xfnet_rxframe_fate() - judge a complete frame
 * @frame: with step XFNET_RX_DONE
 * @shortest: bytes of the link header
 */
enum xfnet_rx_fate xfnet_rxframe_fate(const struct xfnet_rxframe *frame,
				      u32 shortest);

#endif /* XFNET_RXFRAME_H */
