// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only producer and consumer of request rings, with the inline functions of
 * <xenfront/ring.h>.
 *
 * No lock, no allocation: see there for who serialises what.
 *
 * index      writer     we read it            ordering
 * req_prod   us         never                 store after the slots
 * req_event  back-end   xfring_push()         load after storing req_prod
 * rsp_prod   back-end   xfring_look()         load before the slots
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

void xfring_peek(const struct xfring *ring, struct xfring_head *head)
{
	xfshared_copy_in(head, ring->head, sizeof(*head));
}
EXPORT_SYMBOL_GPL(xfring_peek);

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

/* At most one for each request pushed. */
void xfring_look(struct xfring *ring)
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
EXPORT_SYMBOL_GPL(xfring_look);

bool xfring_rearm(struct xfring *ring, u32 after)
{
	xfshared_store(&ring->head->rsp_event, ring->rsp_cons + (after ?: 1));
	/*
	 * rsp_event before rsp_prod; the back-end stores rsp_prod, then looks
	 * at rsp_event. One of the two sees the other's store.
	 */
	virt_mb();
	xfring_look(ring);
	return xfring_ready(ring);
}
EXPORT_SYMBOL_GPL(xfring_rearm);
