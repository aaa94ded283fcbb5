// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the host's memory map and the guest's frame list to the map that Linux
 * uses. [H]
 *
 * RAM is what the host calls RAM, the p2m list reaches and the guest has a
 * machine frame for. Frames inside RAM that are absent (ballooned out before
 * boot) become reserved, so that nothing touches them. RAM beyond the list (up
 * to maxmem) is RAM as far as the limit reaches; the caller keeps everybody off
 * it until it has memory.
 */
#include "memmap_env.h"
#include "memmap_calc.h"

/* Return: false when there is no room for one more range. */
static bool memmap_append(struct xpv_memmap *map, unsigned long start,
			  unsigned long end, unsigned int type)
{
	struct xpv_memmap_range *last = map->count ? &map->range[map->count - 1] : NULL;

	if (start >= end)
		return true;
	if (last && last->end == start && last->type == type) {
		last->end = end;
		return true;
	}
	if (map->count == XPV_MEMMAP_MAX)
		return false;
	map->range[map->count++] = (struct xpv_memmap_range){ start, end, type };
	return true;
}

/* First frame from @pfn on whose presence differs, at most @end. */
static unsigned long memmap_run(unsigned long pfn, unsigned long end, xpv_memmap_has has)
{
	bool present = has(pfn);

	while (pfn < end && has(pfn) == present)
		pfn++;
	return pfn;
}

static void memmap_listed(struct xpv_memmap *map, unsigned long start, unsigned long end,
			  xpv_memmap_has has)
{
	while (start < end) {
		unsigned long next = memmap_run(start, end, has);
		bool present = has(start);

		if (!memmap_append(map, start, next,
				   present ? XPV_MEMMAP_RAM : XPV_MEMMAP_RESERVED))
			map->lost += present ? next - start : 0;
		start = next;
	}
}

static unsigned long memmap_present(unsigned long start, unsigned long end,
				    xpv_memmap_has has)
{
	unsigned long n = 0;

	for (; start < end; start++)
		n += has(start);
	return n;
}

/**
 * xpv_memmap_limit() - how far to prepare for memory
 * @host: the host's ranges
 * @host_count: how many
 * @frames: length of the p2m list
 * @wanted: frames in all that the user asks for, or XPV_MEMMAP_ANY
 *
 * Return: the frame to end before, at least @frames.
 */
unsigned long xpv_memmap_limit(const struct xpv_memmap_range *host, unsigned int host_count,
			       unsigned long frames, unsigned long wanted)
{
	unsigned long top = frames;
	unsigned int i;

	for (i = 0; i < host_count; i++)
		if (host[i].type == XPV_MEMMAP_RAM && host[i].start < host[i].end)
			top = max(top, host[i].end);
	if (wanted != XPV_MEMMAP_ANY)
		return min(top, max(wanted, frames));
	if ((top - frames) / XPV_MEMMAP_GROWTH < frames)
		return top;
	return frames + frames * XPV_MEMMAP_GROWTH;
}

/**
 * xpv_memmap_calc() - build the map
 * @map: filled
 * @host: the host's ranges, sorted by start; overlaps are cut
 * @host_count: how many
 * @frames: length of the p2m list
 * @limit: from xpv_memmap_limit()
 * @has: whether the guest has memory at a frame below @frames
 */
void xpv_memmap_calc(struct xpv_memmap *map, const struct xpv_memmap_range *host,
		     unsigned int host_count, unsigned long frames, unsigned long limit,
		     xpv_memmap_has has)
{
	unsigned long at = 0;
	unsigned int i;

	map->count = 0;
	map->lost = 0;
	for (i = 0; i < host_count; i++) {
		unsigned long start = max(at, host[i].start);
		unsigned long end = host[i].end;

		if (start >= end)
			continue;
		if (at < frames)
			map->lost += memmap_present(at, min(start, frames), has);
		if (host[i].type == XPV_MEMMAP_RAM) {
			memmap_listed(map, start, min(end, frames), has);
			memmap_append(map, max(start, frames), min(end, limit), XPV_MEMMAP_RAM);
		} else {
			memmap_append(map, start, end, host[i].type);
			if (start < frames)
				map->lost += memmap_present(start, min(end, frames), has);
		}
		at = end;
	}
	if (at < frames)
		map->lost += memmap_present(at, frames, has);
}
