/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Free list of grant references.
 */
#ifndef XPV_GNTREF_H
#define XPV_GNTREF_H

/* References that one frame of a version 1 table holds. */
#define XPV_GNTREF_CHUNK	512

/**
 * struct xpv_gntref - which references are free; last put, first taken
 *
 * Serialized by the caller.
 *
 * @links: one array of XPV_GNTREF_CHUNK entries per frame: for a free reference
 *	the next free one, for any other XPV_GNTREF_TAKEN
 * @chunks: arrays there are
 * @max_chunks: arrays there can be, the length of @links
 * @head: first free reference, XPV_GNTREF_END when there is none
 * @free: number of free references
 */
struct xpv_gntref {
	u32 **links;
	unsigned int chunks;
	unsigned int max_chunks;
	u32 head;
	unsigned int free;
};

/* No reference has these numbers: the table's size is far below. */
#define XPV_GNTREF_END		0xffffffffU
#define XPV_GNTREF_TAKEN	0xfffffffeU

void xpv_gntref_init(struct xpv_gntref *list, u32 **links, unsigned int max_chunks);
int xpv_gntref_grow(struct xpv_gntref *list, u32 *chunk);
int xpv_gntref_take(struct xpv_gntref *list, xpv_gref_t *refs, unsigned int n);
int xpv_gntref_put(struct xpv_gntref *list, xpv_gref_t ref);
bool xpv_gntref_taken(const struct xpv_gntref *list, xpv_gref_t ref);

#endif /* XPV_GNTREF_H */
