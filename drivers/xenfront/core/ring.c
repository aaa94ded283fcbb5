// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only producer and consumer of request rings.
 *
 * No lock, no allocation: see <xenfront/ring.h> for who serialises what.
 *
 * index      writer     we read it            ordering
 * req_prod   us         never                 store after the slots
 * req_event  back-end   xfring_push()         load after storing req_prod
 * rsp_prod   back-end   look()                load before the slots
 * rsp_event  us         never                 store before loading rsp_prod again
 */
#include "ring_env.h"

static_assert(sizeof(struct xfring_head) == 64);

int xfring_init(struct xfring *ring, const char *name, void __shared *shared,
		size_t bytes, size_t slot_size)
{
	size_t fit = 0;

	if (slot_size && bytes > sizeof(struct xfring_head))
		fit = (bytes - sizeof(struct xfring_head)) / slot_size;
	if (!fit || fit > U32_MAX / 2)
		return -EINVAL;
	*ring = (struct xfring) {
		.head = shared,
		.slots = (u8 __shared *)shared + sizeof(struct xfring_head),
		.size = rounddown_pow_of_two(fit),
		.slot_size = slot_size,
		.name = name,
	};
	xfshared_store(&ring->head->req_prod, 0);
	xfshared_store(&ring->head->rsp_prod, 0);
	xfshared_store(&ring->head->req_event, 1);
	xfshared_store(&ring->head->rsp_event, 1);
	return 0;
}
EXPORT_SYMBOL_GPL(xfring_init);

static u8 __shared *slot(const struct xfring *ring, u32 index)
{
	return ring->slots + (size_t)(index & (ring->size - 1)) * ring->slot_size;
}

u32 xfring_in_flight(const struct xfring *ring)
{
	return READ_ONCE(ring->req_prod) - READ_ONCE(ring->rsp_cons);
}
EXPORT_SYMBOL_GPL(xfring_in_flight);

void xfring_peek(const struct xfring *ring, struct xfring_head *head)
{
	xfshared_copy_in(head, ring->head, sizeof(*head));
}
EXPORT_SYMBOL_GPL(xfring_peek);

u32 xfring_room(const struct xfring *ring)
{
	u32 used = xfring_in_flight(ring);

	/* The two loads may straddle both sides' progress. */
	return used < ring->size ? ring->size - used : 0;
}
EXPORT_SYMBOL_GPL(xfring_room);

int xfring_add(struct xfring *ring, const void *req, size_t len)
{
	/* The response in this slot is copied; pairs with xfring_take(). */
	u32 cons = smp_load_acquire(&ring->rsp_cons);

	if (xfring_broken(ring))
		return -EIO;
	if (ring->req_prod - cons >= ring->size)
		return -ENOSPC;
	if (len > ring->slot_size)
		return -EINVAL;
	xfshared_copy_out(slot(ring, ring->req_prod), req, len);
	WRITE_ONCE(ring->req_prod, ring->req_prod + 1);
	return 0;
}
EXPORT_SYMBOL_GPL(xfring_add);

bool xfring_push(struct xfring *ring)
{
	u32 old = ring->req_pushed;
	u32 new = ring->req_prod;
	u32 event;

	if (new == old || xfring_broken(ring))
		return false;
	/* The completion side knows of requests before a response can come. */
	WRITE_ONCE(ring->req_pushed, new);
	/* Slots before the index; the back-end loads the index first. */
	virt_wmb();
	xfshared_store(&ring->head->req_prod, new);
	/*
	 * Index before req_event; the back-end stores req_event, then looks at
	 * req_prod once more. One of the two sees the other's store.
	 */
	virt_mb();
	event = xfshared_load(&ring->head->req_event);
	return new - event < new - old;
}
EXPORT_SYMBOL_GPL(xfring_push);

void xfring_break(struct xfring *ring, const char *why)
{
	if (xfring_broken(ring))
		return;
	WRITE_ONCE(ring->broken, true);
	ring_complain(ring->name, why);
}
EXPORT_SYMBOL_GPL(xfring_break);

bool xfring_broken(const struct xfring *ring)
{
	return READ_ONCE(ring->broken);
}
EXPORT_SYMBOL_GPL(xfring_broken);

/* Learn how many responses there are; at most one for each request pushed. */
static void look(struct xfring *ring)
{
	u32 prod = xfshared_load(&ring->head->rsp_prod);

	/* req_pushed after rsp_prod: newer requests only widen the limit. */
	virt_rmb();
	if (prod - ring->rsp_cons > READ_ONCE(ring->req_pushed) - ring->rsp_cons)
		xfring_break(ring, "more responses than requests");
	/* Backwards, but not yet below what was taken. */
	else if (prod - ring->rsp_cons < ring->rsp_seen - ring->rsp_cons)
		xfring_break(ring, "responses withdrawn");
	else
		ring->rsp_seen = prod;
}

bool xfring_ready(struct xfring *ring)
{
	if (ring->rsp_cons == ring->rsp_seen)
		look(ring);
	return ring->rsp_cons != ring->rsp_seen && !xfring_broken(ring);
}
EXPORT_SYMBOL_GPL(xfring_ready);

bool xfring_take(struct xfring *ring, void *rsp, size_t len)
{
	if (len > ring->slot_size || !xfring_ready(ring))
		return false;
	xfshared_copy_in(rsp, slot(ring, ring->rsp_cons), len);
	/* Copied before the submit side may fill the slot; see xfring_add(). */
	smp_store_release(&ring->rsp_cons, ring->rsp_cons + 1);
	return true;
}
EXPORT_SYMBOL_GPL(xfring_take);

bool xfring_rearm(struct xfring *ring, u32 after)
{
	xfshared_store(&ring->head->rsp_event, ring->rsp_cons + (after ?: 1));
	/*
	 * rsp_event before rsp_prod; the back-end stores rsp_prod, then looks
	 * at rsp_event. One of the two sees the other's store.
	 */
	virt_mb();
	look(ring);
	return xfring_ready(ring);
}
EXPORT_SYMBOL_GPL(xfring_rearm);
