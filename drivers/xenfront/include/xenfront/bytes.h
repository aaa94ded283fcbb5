/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Byte streams through shared memory: a power-of-two buffer and two indices
 * that run freely. Store and console each have one per direction.
 *
 * One side of each ring is ours. Our index is kept privately and only written
 * to shared memory; the other side's index is checked each time it is read.
 *
 * ABI: struct xenstore_domain_interface (io/xs_wire.h), struct
 * xencons_interface (io/console.h)
 */
#ifndef XENFRONT_BYTES_H
#define XENFRONT_BYTES_H

#include <linux/types.h>
#include <xpv/types.h>

/**
 * struct xfbytes - our end of one direction
 * @data: the buffer (I)
 * @size: of the buffer, a power of two (I)
 * @prod: shared producer index (I)
 * @cons: shared consumer index (I)
 * @own: private copy of the index that is ours
 * @broken: the other side's index was impossible; set once, never cleared
 *
 * I: written by xfbytes_init() only. The caller serialises all calls.
 */
struct xfbytes {
	u8 __shared *data;
	u32 size;
	u32 __shared *prod;
	u32 __shared *cons;
	u32 own;
	bool broken;
};

/**
 * xfbytes_init() - take over our end where the shared memory stands
 * @ring: filled; the caller has set @data, @size, @prod and @cons
 * @ours: shared index that is ours: @ring->prod to send, @ring->cons to receive
 */
void xfbytes_init(struct xfbytes *ring, const u32 __shared *ours);

/**
 * xfbytes_put() - send what fits
 * @ring: one that we produce into
 * @from: bytes
 * @len: how many
 *
 * Return: bytes sent, 0 when full; -EIO when broken.
 */
int xfbytes_put(struct xfbytes *ring, const void *from, u32 len);

/**
 * xfbytes_get() - receive what is there
 * @ring: one that we consume
 * @to: filled
 * @len: room
 *
 * Return: bytes received, 0 when there is none; -EIO when broken.
 */
int xfbytes_get(struct xfbytes *ring, void *to, u32 len);

/* Bytes on their way (sent and not yet taken, or there to be received). */
u32 xfbytes_used(struct xfbytes *ring);

/*
 * Producer index as shared memory has it: for a stream that an earlier writer
 * of ours (the boot console) may still add to.
 */
void xfbytes_resync(struct xfbytes *ring);

#endif /* XENFRONT_BYTES_H */
