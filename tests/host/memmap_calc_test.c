// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch-pv/boot/memmap_calc.c: fixed maps, then random ones against a frame by
 * frame reference.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "memmap_env.h"
#include "arch-pv/boot/memmap_calc.h"
#include "arch-pv/boot/memmap_calc.c"

#define RAM		XPV_MEMMAP_RAM
#define RESERVED	XPV_MEMMAP_RESERVED
#define ACPI		3	/* any other type passes through */
#define ROWS		8	/* of a fixed map */
#define LAST		(~0UL)

#define SPACE		600	/* frames of a random machine */
#define RANDOM_MAPS	20000

typedef struct xpv_memmap_range range;

/* Frames that the guest has no memory for: the fixed maps' holes. */
static const range *absent;

static bool has_but_absent(unsigned long pfn)
{
	const range *r;

	for (r = absent; r && r->end; r++)
		if (pfn >= r->start && pfn < r->end)
			return false;
	return true;
}

static const struct {
	const char *name;
	unsigned long frames;	/* the limit as well, where that is 0 */
	range host[ROWS];
	range absent[ROWS];
	range want[ROWS];
	unsigned long lost;
	unsigned long limit;
} maps[] = {
	{ "one run of RAM", 100, { { 0, 100, RAM } }, {}, { { 0, 100, RAM } }, 0 },
	{ "maxmem above memory", 100, { { 0, 400, RAM } }, {}, { { 0, 100, RAM } }, 0 },
	{ "less RAM than memory", 100, { { 0, 60, RAM } }, {}, { { 0, 60, RAM } }, 40 },
	{ "no host map", 100, {}, {}, {}, 100 },
	{ "no memory", 0, { { 0, 100, RAM } }, {}, {}, 0 },
	{ "no memory beside devices", 0, { { 5, 9, RESERVED } }, {}, { { 5, 9, RESERVED } }, 0 },
	{ "RAM that starts late", 100, { { 10, 100, RAM } }, {}, { { 10, 100, RAM } }, 10 },
	{ "a hole between RAM", 100, { { 0, 40, RAM }, { 60, 100, RAM } }, {},
	  { { 0, 40, RAM }, { 60, 100, RAM } }, 20 },
	{ "a hole without memory", 100, { { 0, 40, RAM }, { 60, 100, RAM } },
	  { { 40, 60 } }, { { 0, 40, RAM }, { 60, 100, RAM } }, 0 },
	{ "neighbours become one", 100, { { 0, 40, RAM }, { 40, 100, RAM } }, {},
	  { { 0, 100, RAM } }, 0 },
	{ "neighbours of two kinds stay two", 100, { { 0, 40, RAM }, { 40, 100, ACPI } },
	  { { 40, 100 } }, { { 0, 40, RAM }, { 40, 100, ACPI } }, 0 },
	{ "memory under a device", 100, { { 0, 40, RAM }, { 40, 50, RESERVED },
	  { 50, 100, RAM } }, {}, { { 0, 40, RAM }, { 40, 50, RESERVED }, { 50, 100, RAM } },
	  10 },
	{ "a device beyond memory", 100, { { 0, 100, RAM }, { 900, 910, RESERVED } }, {},
	  { { 0, 100, RAM }, { 900, 910, RESERVED } }, 0 },
	{ "a device across the end of memory", 100, { { 0, 90, RAM }, { 90, 110, ACPI } }, {},
	  { { 0, 90, RAM }, { 90, 110, ACPI } }, 10 },
	{ "absent in the middle", 100, { { 0, 100, RAM } }, { { 30, 35 } },
	  { { 0, 30, RAM }, { 30, 35, RESERVED }, { 35, 100, RAM } }, 0 },
	{ "absent at both ends", 100, { { 0, 100, RAM } }, { { 0, 1 }, { 99, 100 } },
	  { { 0, 1, RESERVED }, { 1, 99, RAM }, { 99, 100, RESERVED } }, 0 },
	{ "absent altogether", 100, { { 0, 100, RAM } }, { { 0, 100 } },
	  { { 0, 100, RESERVED } }, 0 },
	{ "absent beside a device", 100, { { 0, 40, RAM }, { 40, 50, RESERVED } },
	  { { 30, 100 } }, { { 0, 30, RAM }, { 30, 50, RESERVED } }, 0 },
	{ "absent across a hole", 100, { { 0, 40, RAM }, { 60, 100, RAM } },
	  { { 35, 65 } }, { { 0, 35, RAM }, { 35, 40, RESERVED }, { 60, 65, RESERVED },
	  { 65, 100, RAM } }, 0 },
	{ "overlap: the first wins", 100, { { 0, 60, RAM }, { 50, 80, RESERVED },
	  { 70, 100, RAM } }, {}, { { 0, 60, RAM }, { 60, 80, RESERVED }, { 80, 100, RAM } },
	  20 },
	{ "overlap: inside another", 100, { { 0, 100, RAM }, { 20, 30, RESERVED } }, {},
	  { { 0, 100, RAM } }, 0 },
	{ "the same twice", 100, { { 0, 100, RAM }, { 0, 100, RAM } }, {},
	  { { 0, 100, RAM } }, 0 },
	{ "empty and inverted", 100, { { 0, 0, RAM }, { 10, 5, RAM }, { 10, 100, RAM } },
	  { { 0, 10 } }, { { 10, 100, RAM } }, 0 },
	{ "growth", 100, { { 0, 400, RAM } }, {}, { { 0, 300, RAM } }, 0, 300 },
	{ "growth across a hole", 100, { { 0, 120, RAM }, { 150, 400, RAM } }, {},
	  { { 0, 120, RAM }, { 150, 400, RAM } }, 0, 400 },
	{ "growth beside a device", 100, { { 0, 120, RAM }, { 120, 150, RESERVED },
	  { 150, 400, RAM } }, {}, { { 0, 120, RAM }, { 120, 150, RESERVED },
	  { 150, 200, RAM } }, 0, 200 },
	{ "growth and absent at the end", 100, { { 0, 400, RAM } }, { { 90, 100 } },
	  { { 0, 90, RAM }, { 90, 100, RESERVED }, { 100, 200, RAM } }, 0, 200 },
	{ "growth beyond RAM", 100, { { 0, 150, RAM } }, {}, { { 0, 150, RAM } }, 0, 200 },
	{ "to the end of the number range", 100, { { 0, 100, RAM }, { 200, LAST, RESERVED } }, {},
	  { { 0, 100, RAM }, { 200, LAST, RESERVED } }, 0 },
};

static struct xpv_memmap map;
static int failures;

static void report(const char *name, bool good)
{
	unsigned int i;

	printf("%s memmap_calc: %s\n", good ? "ok" : "FAIL", name);
	failures += !good;
	if (good)
		return;
	printf("\tlost %lu\n", map.lost);
	for (i = 0; i < map.count; i++)
		printf("\t%lu - %lu type %u\n", map.range[i].start, map.range[i].end,
		       map.range[i].type);
}

static unsigned int rows(const range *r)
{
	unsigned int n = ROWS;

	while (n && !r[n - 1].start && !r[n - 1].end && !r[n - 1].type)
		n--;
	return n;
}

static bool same(const range *want, unsigned int n)
{
	unsigned int i;

	if (map.count != n)
		return false;
	for (i = 0; i < n; i++)
		if (map.range[i].start != want[i].start ||
		    map.range[i].end != want[i].end || map.range[i].type != want[i].type)
			return false;
	return true;
}

static void fixed_maps(void)
{
	size_t i;

	for (i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		absent = maps[i].absent;
		memset(&map, 0x5a, sizeof(map));
		xpv_memmap_calc(&map, maps[i].host, rows(maps[i].host), maps[i].frames,
				maps[i].limit ?: maps[i].frames, has_but_absent);
		report(maps[i].name, same(maps[i].want, rows(maps[i].want)) &&
				     map.lost == maps[i].lost);
	}
}

/* Sorted, not empty, without overlap, and no two that could be one. */
static bool orderly(void)
{
	unsigned int i;

	if (map.count > XPV_MEMMAP_MAX)
		return false;
	for (i = 0; i < map.count; i++) {
		const range *r = &map.range[i];

		if (r->start >= r->end)
			return false;
		if (i && (r[-1].end > r->start ||
			  (r[-1].end == r->start && r[-1].type == r->type)))
			return false;
	}
	return true;
}

static bool has_even(unsigned long pfn)
{
	return !(pfn & 1);
}

static unsigned long ram_frames(void)
{
	unsigned long n = 0;
	unsigned int i;

	for (i = 0; i < map.count; i++)
		if (map.range[i].type == RAM)
			n += map.range[i].end - map.range[i].start;
	return n;
}

/* Every other frame absent: far more ranges than fit. */
static void too_many_ranges(void)
{
	static const range whole = { 0, 10 * XPV_MEMMAP_MAX, RAM };

	memset(&map, 0x5a, sizeof(map));
	xpv_memmap_calc(&map, &whole, 1, whole.end, whole.end, has_even);
	report("more ranges than fit: none is written beyond the map",
	       map.count == XPV_MEMMAP_MAX && orderly());
	report("more ranges than fit: what is left out is counted as lost",
	       ram_frames() + map.lost == whole.end / 2);
}

static range random_host[40];
static unsigned int random_count;
static unsigned long random_frames, random_limit;
static bool random_has[SPACE];

static bool has_random(unsigned long pfn)
{
	/* Never asked beyond the list: that would read past its end. */
	if (pfn >= random_frames)
		abort();
	return random_has[pfn];
}

static int by_start(const void *a, const void *b)
{
	const range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

static void make_random(void)
{
	unsigned int i, flips = rand() % 40;
	bool present = true;

	random_count = rand() % 12;
	random_frames = rand() % SPACE;
	random_limit = random_frames + rand() % SPACE;
	for (i = 0; i < random_count; i++) {
		random_host[i].start = rand() % SPACE;
		random_host[i].end = random_host[i].start + rand() % 200 - rand() % 5;
		if (random_host[i].end > 2 * SPACE)	/* went below 0 */
			random_host[i].end = 0;
		random_host[i].type = 1 + rand() % 3;
	}
	qsort(random_host, random_count, sizeof(range), by_start);
	for (i = 0; i < SPACE; i++) {
		if (flips && rand() % SPACE < flips)
			present = !present;
		random_has[i] = present;
	}
}

/* What a frame shall be: type of the first range that covers it, 0 for none. */
static unsigned int reference(unsigned long pfn)
{
	unsigned int i;

	for (i = 0; i < random_count; i++) {
		if (pfn < random_host[i].start || pfn >= random_host[i].end)
			continue;
		if (random_host[i].type != RAM)
			return random_host[i].type;
		if (pfn >= random_frames)
			return pfn < random_limit ? RAM : 0;
		return random_has[pfn] ? RAM : RESERVED;
	}
	return 0;
}

static unsigned int calculated(unsigned long pfn)
{
	unsigned int i;

	for (i = 0; i < map.count; i++)
		if (pfn >= map.range[i].start && pfn < map.range[i].end)
			return map.range[i].type;
	return 0;
}

static bool agrees(void)
{
	unsigned long pfn, lost = 0;

	for (pfn = 0; pfn < 2 * SPACE; pfn++) {
		unsigned int want = reference(pfn);

		if (calculated(pfn) != want)
			return false;
		lost += pfn < random_frames && random_has[pfn] && want != RAM;
	}
	return map.lost == lost;
}

static void random_maps(void)
{
	unsigned int i;
	bool good = true;

	srand(1);
	for (i = 0; good && i < RANDOM_MAPS; i++) {
		make_random();
		xpv_memmap_calc(&map, random_host, random_count, random_frames,
				random_limit, has_random);
		good = orderly() && agrees();
	}
	report("random maps against a reference", good);
}

static const struct {
	const char *name;
	unsigned long frames, wanted, want;
	range host[ROWS];
} limits[] = {
	{ "limit: maxmem is memory", 100, XPV_MEMMAP_ANY, 100, { { 0, 100, RAM } } },
	{ "limit: no host map", 100, XPV_MEMMAP_ANY, 100, {} },
	{ "limit: less RAM than memory", 100, XPV_MEMMAP_ANY, 100, { { 0, 60, RAM } } },
	{ "limit: maxmem above memory", 100, XPV_MEMMAP_ANY, 400, { { 0, 400, RAM } } },
	{ "limit: the last RAM counts", 100, XPV_MEMMAP_ANY, 500,
	  { { 0, 200, RAM }, { 300, 500, RAM }, { 600, 900, RESERVED } } },
	{ "limit: an inverted range does not", 100, XPV_MEMMAP_ANY, 100, { { 900, 800, RAM } } },
	{ "limit: no more than can be paid for", 100, XPV_MEMMAP_ANY,
	  100 + 100 * XPV_MEMMAP_GROWTH, { { 0, 1UL << 40, RAM } } },
	{ "limit: as the user says", 100, 250, 250, { { 0, 400, RAM } } },
	{ "limit: the user wants more than there is", 100, 1000, 400, { { 0, 400, RAM } } },
	{ "limit: the user wants no growth", 100, 0, 100, { { 0, 400, RAM } } },
	{ "limit: the user pays", 100, 1UL << 20, 1UL << 20, { { 0, 1UL << 40, RAM } } },
	{ "limit: no overflow", 1UL << 62, XPV_MEMMAP_ANY, LAST, { { 0, LAST, RAM } } },
};

static void growth_limits(void)
{
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		report(limits[i].name,
		       xpv_memmap_limit(limits[i].host, rows(limits[i].host), limits[i].frames,
					limits[i].wanted) == limits[i].want);
}

int main(void)
{
	fixed_maps();
	growth_limits();
	too_many_ranges();
	random_maps();
	return failures != 0;
}
