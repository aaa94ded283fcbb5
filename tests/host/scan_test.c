// SPDX-License-Identifier: GPL-2.0-only
/*
 * Order and completeness of the 2-level scan: fixed cases, then random bitmaps
 * against a reference that sorts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scan_env.h"
#include "arch-pv/event/scan.c"

#define END	(-1)
#define RANDOM_PASSES	1000

static unsigned long pending[XPV_SCAN_WORDS];
static unsigned long masked[XPV_SCAN_WORDS];
static unsigned long bound[XPV_SCAN_WORDS];
static const struct xpv_scan_maps maps = { pending, masked, bound };
static int failures;

static void set(unsigned long *map, unsigned int port)
{
	map[port / XPV_SCAN_BITS] |= 1UL << port % XPV_SCAN_BITS;
}

static void clear(unsigned long *map, unsigned int port)
{
	map[port / XPV_SCAN_BITS] &= ~(1UL << port % XPV_SCAN_BITS);
}

static bool test(const unsigned long *map, unsigned int port)
{
	return map[port / XPV_SCAN_BITS] >> port % XPV_SCAN_BITS & 1;
}

static void clear_maps(void)
{
	memset(pending, 0, sizeof(pending));
	memset(masked, 0, sizeof(masked));
	memset(bound, 0xff, sizeof(bound));
}

static void report(const char *name, bool good)
{
	printf("%s scan: %s\n", good ? "ok" : "FAIL", name);
	failures += !good;
}

/*
 * @start: port at which the pass starts
 * @selected: selector word
 * @pending, @masked, @foreign: ports, up to END; @foreign is bound elsewhere
 * @expected: ports in the order of delivery, up to END
 */
struct scan_case {
	const char *name;
	unsigned int start;
	unsigned long selected;
	int pending[7], masked[3], foreign[3], expected[7];
};

#define ALL	(~0UL)

static const struct scan_case cases[] = {
	{ "nothing selected", 0, 0, { 1, 70, END }, { END }, { END }, { END } },
	{ "nothing pending", 0, ALL, { END }, { END }, { END }, { END } },
	{ "lowest and highest port", 0, ALL, { 0, 4095, END }, { END }, { END },
	  { 0, 4095, END } },
	{ "word not selected", 0, 1UL << 1, { 3, 64, 130, END }, { END }, { END },
	  { 64, END } },
	{ "masked", 0, ALL, { 1, 2, 3, END }, { 2, END }, { END }, { 1, 3, END } },
	{ "bound to another CPU", 0, ALL, { 1, 2, 3, END }, { END }, { 1, 3, END },
	  { 2, END } },
	{ "starts inside a word, ends below", 66, ALL, { 1, 64, 65, 66, 67, END },
	  { END }, { END }, { 66, 67, 1, 64, 65, END } },
	{ "starts in a word that is not selected", 70, 1UL | 1UL << 2,
	  { 1, 66, 71, 128, END }, { END }, { END }, { 128, 1, END } },
	{ "starts at the last port", 4095, ALL, { 0, 4094, 4095, END }, { END },
	  { END }, { 4095, 0, 4094, END } },
	{ "only below the start, in its word", 63, 1, { 5, 62, END }, { END },
	  { END }, { 5, 62, END } },
};

static bool run_case(const struct scan_case *c)
{
	struct xpv_scan scan = { .next = c->start };
	const int *port;

	clear_maps();
	for (port = c->pending; *port != END; port++)
		set(pending, *port);
	for (port = c->masked; *port != END; port++)
		set(masked, *port);
	for (port = c->foreign; *port != END; port++)
		clear(bound, *port);
	xpv_scan_begin(&scan, c->selected);
	for (port = c->expected; *port != END; port++)
		if (xpv_scan_next(&scan, &maps) != *port)
			return false;
	return xpv_scan_next(&scan, &maps) == END;
}

/* Raised again at once whenever it is delivered, a port gets one turn a pass. */
static bool storm_waits(void)
{
	struct xpv_scan scan = { 0 };
	int port, storms = 0, others = 0;
	unsigned int pass;

	for (pass = 0; pass < 3; pass++) {
		clear_maps();
		set(pending, 7);
		set(pending, 8);
		set(pending, 300);
		xpv_scan_begin(&scan, ALL);
		while ((port = xpv_scan_next(&scan, &maps)) != END) {
			if (port == 7) {
				storms++;
			} else {
				others++;
				clear(pending, port);
			}
		}
	}
	return storms == 3 && others == 6;
}

/* A port that is pending in every pass is first in none but the first. */
static bool order_rotates(void)
{
	struct xpv_scan scan = { 0 };

	clear_maps();
	set(pending, 10);
	xpv_scan_begin(&scan, ALL);
	if (xpv_scan_next(&scan, &maps) != 10 ||
	    xpv_scan_next(&scan, &maps) != END)
		return false;
	set(pending, 5);
	set(pending, 20);
	xpv_scan_begin(&scan, ALL);
	return xpv_scan_next(&scan, &maps) == 20 &&
	       xpv_scan_next(&scan, &maps) == 5 &&
	       xpv_scan_next(&scan, &maps) == 10 &&
	       xpv_scan_next(&scan, &maps) == END;
}

static unsigned long random_word(unsigned int density)
{
	unsigned long word = 0;
	unsigned int bit;

	for (bit = 0; bit < 64; bit++)
		if ((unsigned int)rand() % 100 < density)
			word |= 1UL << bit;
	return word;
}

static bool expected_port(unsigned int port, unsigned long selected)
{
	return selected >> port / 64 & 1 && test(pending, port) &&
	       !test(masked, port) && test(bound, port);
}

/* A pass visits the ports from its start upwards and wraps around. */
static bool random_pass(struct xpv_scan *scan)
{
	unsigned long selected = random_word(rand() % 101);
	unsigned int start = scan->next, density = rand() % 8, i, port;

	for (i = 0; i < XPV_SCAN_WORDS; i++) {
		pending[i] = random_word(density);
		masked[i] = random_word(20);
		bound[i] = random_word(80);
	}
	xpv_scan_begin(scan, selected);
	for (i = 0; i < XPV_SCAN_PORTS; i++) {
		port = (start + i) % XPV_SCAN_PORTS;
		if (expected_port(port, selected) &&
		    xpv_scan_next(scan, &maps) != (int)port)
			return false;
	}
	return xpv_scan_next(scan, &maps) == END;
}

static bool random_passes(void)
{
	struct xpv_scan scan = { 0 };
	unsigned int i;

	srand(1);
	for (i = 0; i < RANDOM_PASSES; i++)
		if (!random_pass(&scan))
			return false;
	return true;
}

int main(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		report(cases[i].name, run_case(&cases[i]));
	report("a storming port gets one turn a pass", storm_waits());
	report("the next pass starts behind the last port", order_rotates());
	report("random bitmaps against a reference", random_passes());
	return failures != 0;
}
