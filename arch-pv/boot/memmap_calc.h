/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XPV_MEMMAP_CALC_H
#define XPV_MEMMAP_CALC_H

#define XPV_MEMMAP_RAM		1
#define XPV_MEMMAP_RESERVED	2
#define XPV_MEMMAP_MAX		128

/*
 * What a frame costs that may get memory later: its struct page and its entries
 * in the direct map and the p2m list, as one part in so many of a frame.
 */
#define XPV_MEMMAP_COST		51
/* At most this part of the memory at boot goes into growth. */
#define XPV_MEMMAP_SHARE	4
/* Where the user does not say: the largest growth, as a multiple of the memory at boot. */
#define XPV_MEMMAP_GROWTH	(XPV_MEMMAP_COST / XPV_MEMMAP_SHARE)

/* @wanted of xpv_memmap_limit(): nothing is said */
#define XPV_MEMMAP_ANY		(~0UL)

/**
 * struct xpv_memmap_range - a run of frames of one kind
 * @start: first frame
 * @end: frame after the last
 * @type: XPV_MEMMAP_*
 */
struct xpv_memmap_range {
	unsigned long start, end;
	unsigned int type;
};

/**
 * struct xpv_memmap - the map as Linux shall see it; sorted, without overlap
 * @count: valid entries of @range
 * @lost: frames of the guest that the host's map has no RAM for
 * @range: the ranges
 */
struct xpv_memmap {
	unsigned int count;
	unsigned long lost;
	struct xpv_memmap_range range[XPV_MEMMAP_MAX];
};

/* Does the guest have memory at frame @pfn? */
typedef bool (*xpv_memmap_has)(unsigned long pfn);

unsigned long xpv_memmap_limit(const struct xpv_memmap_range *host, unsigned int host_count,
			       unsigned long frames, unsigned long wanted);
void xpv_memmap_calc(struct xpv_memmap *map, const struct xpv_memmap_range *host,
		     unsigned int host_count, unsigned long frames, unsigned long limit,
		     xpv_memmap_has has);

#endif /* XPV_MEMMAP_CALC_H */
