// SPDX-License-Identifier: GPL-2.0-only
/*
 * Order in which the pending ports of the 2-level bitmaps are delivered.
 *
 * A pass visits each word that Xen selected once, beginning after the port
 * that the previous pass delivered last, and wraps around. Each port comes at
 * most once in a pass, so that a port raised again and again waits for all
 * others, and none is always last.
 *
 * Pure: no allocation, no lock, no call outside scan_env.h.
 *
 * ABI: xen/interface/xen.h, struct shared_info
 */
#include "scan_env.h"

static unsigned long rotate_down(unsigned long words, unsigned int by)
{
	return words >> by | words << ((XPV_SCAN_WORDS - by) % XPV_SCAN_WORDS);
}

static unsigned long deliverable(const struct xpv_scan_maps *maps,
				 unsigned int word)
{
	return scan_load_shared(&maps->pending[word]) &
	       ~scan_load_shared(&maps->masked[word]) &
	       scan_load(&maps->bound[word]);
}

/* Ports of the first word that come before, at the pass's end, or not. */
static unsigned long below_first(const struct xpv_scan *scan)
{
	return (1UL << scan->first % XPV_SCAN_BITS) - 1;
}

static void visit(struct xpv_scan *scan, const struct xpv_scan_maps *maps,
		  unsigned int distance, unsigned long among)
{
	scan->word = (scan->first / XPV_SCAN_BITS + distance) % XPV_SCAN_WORDS;
	scan->ports = deliverable(maps, scan->word) & among;
}

/* Return: false when the pass is over. */
static bool visit_next(struct xpv_scan *scan, const struct xpv_scan_maps *maps)
{
	unsigned int distance;

	if (scan->words) {
		distance = scan_lowest(scan->words);
		scan->words &= scan->words - 1;
		visit(scan, maps, distance, distance ? ~0UL : ~below_first(scan));
		return true;
	}
	if (scan->tail) {
		scan->tail = false;
		visit(scan, maps, 0, below_first(scan));
		return true;
	}
	return false;
}

/**
 * xpv_scan_begin() - start a pass
 * @scan: the CPU's position; the previous pass has run to its end
 * @selected: the CPU's selector, taken from Xen and cleared by a full barrier
 */
void xpv_scan_begin(struct xpv_scan *scan, unsigned long selected)
{
	unsigned int word = scan->next / XPV_SCAN_BITS;

	scan->first = scan->next;
	scan->words = rotate_down(selected, word);
	scan->tail = scan->words & 1;
	scan->ports = 0;
}

/**
 * xpv_scan_next() - the next port to deliver
 * @scan: the CPU's position
 * @maps: the bitmaps, which may change between calls
 *
 * Return: the port, or -1 when the pass is over.
 */
int xpv_scan_next(struct xpv_scan *scan, const struct xpv_scan_maps *maps)
{
	unsigned int port;

	while (!scan->ports) {
		if (!visit_next(scan, maps))
			return -1;
	}
	port = scan->word * XPV_SCAN_BITS + scan_lowest(scan->ports);
	scan->ports &= scan->ports - 1;
	scan->next = (port + 1) % XPV_SCAN_PORTS;
	return port;
}
