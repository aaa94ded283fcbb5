// SPDX-License-Identifier: GPL-2.0-only
/*
 * Free list of grant references.
 *
 * The list runs through one array per frame of the table, so that it grows
 * with the table and neither taking nor putting allocates. A reference that is
 * out has a mark in place of its link, by which a second put is found out.
 *
 * Pure: no allocation, no lock, no call outside gntref_env.h.
 */
#include "gntref_env.h"

static u32 *link_of(const struct xpv_gntref *list, u32 number)
{
	return &list->links[number / XPV_GNTREF_CHUNK][number % XPV_GNTREF_CHUNK];
}

static void push(struct xpv_gntref *list, u32 number)
{
	*link_of(list, number) = list->head;
	list->head = number;
	list->free++;
}

static u32 pop(struct xpv_gntref *list)
{
	u32 number = list->head;
	u32 *link = link_of(list, number);

	list->head = *link;
	*link = XPV_GNTREF_TAKEN;
	list->free--;
	return number;
}

/**
 * xpv_gntref_init() - an empty list
 * @list: the list
 * @links: room for @max_chunks pointers, lives as long as the list
 * @max_chunks: frames that the table can have
 */
void xpv_gntref_init(struct xpv_gntref *list, u32 **links,
		     unsigned int max_chunks)
{
	list->links = links;
	list->chunks = 0;
	list->max_chunks = max_chunks;
	list->head = XPV_GNTREF_END;
	list->free = 0;
}

/**
 * xpv_gntref_grow() - add the references of one more frame
 * @list: the list
 * @chunk: room for XPV_GNTREF_CHUNK entries, lives as long as the list
 *
 * The lowest of them is taken first. Those that the ABI reserves for the
 * domain's builder are never free, nor are those marked XPV_GNTREF_TAKEN.
 *
 * Return: 0, -ENOSPC when the table cannot have another frame.
 */
int xpv_gntref_grow(struct xpv_gntref *list, u32 *chunk)
{
	u32 base = list->chunks * XPV_GNTREF_CHUNK;
	unsigned int i = XPV_GNTREF_CHUNK;

	if (list->chunks >= list->max_chunks)
		return -ENOSPC;
	list->links[list->chunks++] = chunk;
	while (i--) {
		if (base + i < GNTTAB_NR_RESERVED_ENTRIES || chunk[i] == XPV_GNTREF_TAKEN)
			chunk[i] = XPV_GNTREF_TAKEN;
		else
			push(list, base + i);
	}
	return 0;
}

/**
 * xpv_gntref_take() - take references off the list
 * @list: the list
 * @refs: filled
 * @n: how many
 *
 * Return: 0, or -ENOSPC when there are fewer; then none is taken.
 */
int xpv_gntref_take(struct xpv_gntref *list, xpv_gref_t *refs, unsigned int n)
{
	unsigned int i;

	if (n > list->free)
		return -ENOSPC;
	for (i = 0; i < n; i++)
		refs[i] = xpv_gref(pop(list));
	return 0;
}

/**
 * xpv_gntref_taken() - whether a reference can be put
 * @list: the list
 * @ref: any number
 */
bool xpv_gntref_taken(const struct xpv_gntref *list, xpv_gref_t ref)
{
	u32 number = xpv_gref_number(ref);

	return number >= GNTTAB_NR_RESERVED_ENTRIES &&
	       number / XPV_GNTREF_CHUNK < list->chunks &&
	       *link_of(list, number) == XPV_GNTREF_TAKEN;
}

/**
 * xpv_gntref_put() - put a reference back
 * @list: the list
 * @ref: a reference that was taken
 *
 * Return: 0, or -EINVAL when it is free already, reserved or not in the table.
 */
int xpv_gntref_put(struct xpv_gntref *list, xpv_gref_t ref)
{
	if (!xpv_gntref_taken(list, ref))
		return -EINVAL;
	push(list, xpv_gref_number(ref));
	return 0;
}
