/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which port of the 2-level bitmaps comes next.
 */
#ifndef XPV_SCAN_H
#define XPV_SCAN_H

/* 64 words of 64 ports, xen/interface/event_channel.h: EVTCHN_2L_NR_CHANNELS. */
#define XPV_SCAN_WORDS	64
#define XPV_SCAN_BITS	64
#define XPV_SCAN_PORTS	(XPV_SCAN_WORDS * XPV_SCAN_BITS)

/**
 * struct xpv_scan_maps - the bitmaps of one scan, each XPV_SCAN_WORDS long
 * @pending: ports that have an event; Xen sets bits at any time
 * @masked: ports whose events must wait
 * @bound: ports that this CPU serves; other CPUs change bits at any time
 */
struct xpv_scan_maps {
	const unsigned long __shared *pending;
	const unsigned long __shared *masked;
	const unsigned long *bound;
};

/**
 * struct xpv_scan - position of one CPU's scans; all zero at first
 *
 * Owned by one CPU with interrupts off.
 *
 * @next: port after the one delivered last; where the next pass starts
 * @first: where this pass started
 * @words: words still to visit, bit 0 being the one that @first is in
 * @tail: the ports below @first in its word are still to visit, as the last ones
 * @word: word that @ports is of
 * @ports: ports of @word still to deliver
 */
struct xpv_scan {
	unsigned int next;
	unsigned int first;
	unsigned long words;
	bool tail;
	unsigned int word;
	unsigned long ports;
};

void xpv_scan_begin(struct xpv_scan *scan, unsigned long selected);
int xpv_scan_next(struct xpv_scan *scan, const struct xpv_scan_maps *maps);

#endif /* XPV_SCAN_H */
