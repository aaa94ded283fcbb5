/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Request/response rings shared with a back-end: the only producer and consumer
 * code of all drivers.
 *
 * A ring is a header and a power-of-two number of slots; a request and, later,
 * the response share a slot's memory. Indices run freely. We write req_prod and
 * rsp_event and keep our own copies: what lies in shared memory is never read
 * back. The other side writes rsp_prod and req_event; rsp_prod is checked
 * against what we asked for. A violation makes the ring broken for good: no
 * further response is delivered, and the driver resets the device.
 *
 * Life of a slot: xfring_add() -> xfring_push() -> back-end -> xfring_take().
 * Caller serialises add and push (submit side) by one lock or context, take and
 * rearm (completion side) by one; the two sides may run at the same time,
 * xfring_room() may be called from both.
 *
 * ABI: the struct *_sring of xen/interface/io/ring.h
 */
#ifndef XENFRONT_RING_H
#define XENFRONT_RING_H

#include <linux/errno.h>
#include <linux/types.h>
#include <xenfront/shared.h>
#include <xpv/types.h>

/**
 * struct xfring_head - start of the shared page run
 * @req_prod: requests made, written by us
 * @req_event: the back-end wants an event when req_prod passes this
 * @rsp_prod: responses made, written by the back-end
 * @rsp_event: we want an event when rsp_prod passes this
 * @pad: slots start at offset 64
 */
struct xfring_head {
	u32 req_prod;
	u32 req_event;
	u32 rsp_prod;
	u32 rsp_event;
	u8 pad[48];
};

/**
 * struct xfring - our end of a ring
 * @head: shared header (I)
 * @slots: shared slots (I)
 * @size: number of slots, a power of two (I)
 * @slot_size: bytes of a slot (I)
 * @name: for the one message when it breaks; outlives the ring (I)
 * @req_prod: next slot to fill; submit side
 * @req_pushed: requests that the back-end can see; submit side writes,
 *	completion side reads once
 * @rsp_cons: next response to take; completion side writes
 * @rsp_seen: responses known to be there, checked; completion side
 * @broken: the back-end violated the protocol; set once, never cleared
 *
 * I: written by xfring_init() only.
 */
struct xfring {
	struct xfring_head __shared *head;
	u8 __shared *slots;
	u32 size;
	u32 slot_size;
	const char *name;
	u32 req_prod;
	u32 req_pushed;
	u32 rsp_cons;
	u32 rsp_seen;
	bool broken;
};

/**
 * xfring_init() - lay a ring out in fresh shared memory
 * @ring: filled
 * @name: what to call it in a message; must outlive the ring
 * @shared: page-aligned, zeroed, not yet granted or at least not yet in use
 * @bytes: length of the page run
 * @slot_size: the larger of request and response, as the ABI's union has it
 *
 * Return: 0, or -EINVAL when not even one slot fits.
 */
int xfring_init(struct xfring *ring, const char *name, void __shared *shared,
		size_t bytes, size_t slot_size);

/* Requests pushed or filled whose response has not been taken. */
static inline u32 xfring_in_flight(const struct xfring *ring)
{
	return READ_ONCE(ring->req_prod) - READ_ONCE(ring->rsp_cons);
}

/* Slots that can be filled now. A lower bound for callers without the lock. */
static inline u32 xfring_room(const struct xfring *ring)
{
	u32 used = xfring_in_flight(ring);

	/* The two loads may straddle both sides' progress. */
	return used < ring->size ? ring->size - used : 0;
}

static inline bool xfring_broken(const struct xfring *ring)
{
	return READ_ONCE(ring->broken);
}

static inline u8 __shared *xfring_slot(const struct xfring *ring, u32 index)
{
	return ring->slots + (size_t)(index & (ring->size - 1)) * ring->slot_size;
}

/* Requests filled that the back-end cannot see yet. Submit side. */
static inline u32 xfring_unpushed(const struct xfring *ring)
{
	return ring->req_prod - ring->req_pushed;
}

/* What the header says now, unchecked: for somebody to read. Context: any. */
void xfring_peek(const struct xfring *ring, struct xfring_head *head);

/**
 * xfring_add() - fill the next slot
 * @ring: with room; submit side
 * @req: local copy of the request
 * @len: its length, at most the slot size; the rest of the slot keeps old bytes
 *
 * The back-end does not see it before xfring_push().
 * Inline, like xfring_take(), for the sake of lengths that the compiler knows.
 * Return: 0, -ENOSPC when the ring is full, -EIO when it is broken.
 */
static inline int xfring_add(struct xfring *ring, const void *req, size_t len)
{
	/* The response in this slot is copied; pairs with xfring_take(). */
	u32 cons = smp_load_acquire(&ring->rsp_cons);

	if (xfring_broken(ring))
		return -EIO;
	if (ring->req_prod - cons >= ring->size)
		return -ENOSPC;
	if (len > ring->slot_size)
		return -EINVAL;
	xfshared_copy_out(xfring_slot(ring, ring->req_prod), req, len);
	WRITE_ONCE(ring->req_prod, ring->req_prod + 1);
	return 0;
}

/**
 * xfring_push() - show all filled slots to the back-end
 * @ring: submit side
 *
 * Return: true when the back-end wants an event for them (xfchan_kick()).
 */
bool xfring_push(struct xfring *ring);

/* Learn how many responses there are, and check it. Completion side. */
void xfring_look(struct xfring *ring);

/* Is there a response to take? Completion side. */
static inline bool xfring_ready(struct xfring *ring)
{
	if (ring->rsp_cons == ring->rsp_seen)
		xfring_look(ring);
	return ring->rsp_cons != ring->rsp_seen && !xfring_broken(ring);
}

/**
 * xfring_take() - copy the next response
 * @ring: completion side
 * @rsp: filled
 * @len: bytes wanted, at most the slot size
 *
 * Return: true when @rsp was filled; false when there is none or the ring is
 * broken (xfring_broken()).
 */
static inline bool xfring_take(struct xfring *ring, void *rsp, size_t len)
{
	if (len > ring->slot_size || !xfring_ready(ring))
		return false;
	xfshared_copy_in(rsp, xfring_slot(ring, ring->rsp_cons), len);
	/* Copied before the submit side may fill the slot; see xfring_add(). */
	smp_store_release(&ring->rsp_cons, ring->rsp_cons + 1);
	return true;
}

/**
 * xfring_rearm() - ask for an event, then look once more
 * @ring: completion side, all responses taken
 * @after: event when this many more responses are there; 1 for the next one
 *
 * Return: true when responses came meanwhile: take them, then rearm again.
 */
bool xfring_rearm(struct xfring *ring, u32 after);

/**
 * xfring_break() - the driver found the other side lying (bad id, bad length)
 * @ring: any side
 * @why: completes the one message
 */
void xfring_break(struct xfring *ring, const char *why);

#endif /* XENFRONT_RING_H */
