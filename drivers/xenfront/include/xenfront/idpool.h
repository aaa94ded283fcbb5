/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small numbers that name outstanding requests, for drivers whose upper layer
 * gives none. An id that the back-end returns is valid only while it is out:
 * xfids_put() says so, so that duplicates and inventions are caught.
 */
#ifndef XENFRONT_IDPOOL_H
#define XENFRONT_IDPOOL_H

#include <linux/types.h>

/**
 * struct xfids - a pool of ids 0 .. count - 1
 * @count: number of ids
 * @free: how many are in the pool
 * @next: stack of free ids, valid below @free
 * @out: per id, whether it is out
 *
 * No lock of its own: the owner's queue lock covers it.
 */
struct xfids {
	u16 count;
	u16 free;
	u16 *next;
	bool *out;
};

/* Bytes of storage for @count ids. */
#define XFIDS_STORAGE(count)	((count) * (sizeof(u16) + sizeof(bool)))

/**
 * xfids_init() - all ids free
 * @ids: filled
 * @storage: XFIDS_STORAGE(@count) bytes, aligned for u16, owned by the caller
 * @count: 1 .. 65535
 */
void xfids_init(struct xfids *ids, void *storage, u16 count);

/**
 * xfids_get() - take an id
 * @ids: pool
 * @id: filled on success
 *
 * Return: false when all are out.
 */
static inline bool xfids_get(struct xfids *ids, u16 *id)
{
	if (!ids->free)
		return false;
	*id = ids->next[--ids->free];
	ids->out[*id] = true;
	return true;
}

/* Is @id, a number from the other side, one that is out? */
static inline bool xfids_outstanding(const struct xfids *ids, u32 id)
{
	return id < ids->count && ids->out[id];
}

/**
 * xfids_put() - give an id back
 * @ids: pool
 * @id: number from the other side, unchecked
 *
 * Return: false, and nothing changed, when @id is not out.
 */
static inline bool xfids_put(struct xfids *ids, u32 id)
{
	if (!xfids_outstanding(ids, id))
		return false;
	ids->out[id] = false;
	ids->next[ids->free++] = id;
	return true;
}

#endif /* XENFRONT_IDPOOL_H */
