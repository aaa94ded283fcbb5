// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only producer and consumer of byte streams in shared memory.
 *
 * No lock, no allocation: the caller serialises. See <xenfront/bytes.h>.
 */
#include "bytes_env.h"

void xfbytes_init(struct xfbytes *ring, const u32 __shared *ours)
{
	ring->own = xfshared_load(ours);
	ring->broken = false;
}

/*
 * Distance between the indices, at most the size of the buffer. More means that
 * the other side went back or ran ahead: nothing in the buffer has a meaning.
 */
static u32 distance(struct xfbytes *ring, u32 prod, u32 cons)
{
	u32 used = prod - cons;

	if (used > ring->size)
		ring->broken = true;
	return ring->broken ? 0 : used;
}

/* Bytes from @index to the end of the buffer. */
static u32 straight(const struct xfbytes *ring, u32 index)
{
	return ring->size - (index & (ring->size - 1));
}

static u8 __shared *place(const struct xfbytes *ring, u32 index)
{
	return ring->data + (index & (ring->size - 1));
}

int xfbytes_put(struct xfbytes *ring, const void *from, u32 len)
{
	u32 used = distance(ring, ring->own, xfshared_load(ring->cons));
	u32 first;

	if (ring->broken)
		return -EIO;
	len = min(len, ring->size - used);
	if (!len)
		return 0;
	/* The consumer has read the bytes that we are about to overwrite. */
	virt_mb();
	first = min(len, straight(ring, ring->own));
	xfshared_copy_out(place(ring, ring->own), from, first);
	xfshared_copy_out(ring->data, from + first, len - first);
	ring->own += len;
	/* Bytes before the index; the consumer loads the index first. */
	virt_wmb();
	xfshared_store(ring->prod, ring->own);
	return len;
}

int xfbytes_get(struct xfbytes *ring, void *to, u32 len)
{
	u32 used = distance(ring, xfshared_load(ring->prod), ring->own);
	u32 first;

	if (ring->broken)
		return -EIO;
	len = min(len, used);
	if (!len)
		return 0;
	/* Index before the bytes; the producer stores the index last. */
	virt_rmb();
	first = min(len, straight(ring, ring->own));
	xfshared_copy_in(to, place(ring, ring->own), first);
	xfshared_copy_in(to + first, ring->data, len - first);
	ring->own += len;
	/* The bytes are read before the producer may overwrite them. */
	virt_mb();
	xfshared_store(ring->cons, ring->own);
	return len;
}

u32 xfbytes_used(struct xfbytes *ring)
{
	u32 prod = xfshared_load(ring->prod);
	u32 cons = xfshared_load(ring->cons);

	return distance(ring, prod, cons);
}

void xfbytes_resync(struct xfbytes *ring)
{
	ring->own = xfshared_load(ring->prod);
}
