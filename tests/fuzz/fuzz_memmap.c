// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any host map over any frame list: the result is sorted, fits, calls nothing
 * RAM that the guest has no memory for or cannot get some for, and accounts for
 * every frame it has.
 */
#include "tests/host/memmap_env.h"
#include "arch-pv/boot/memmap_calc.h"
#include "arch-pv/boot/memmap_calc.c"
#include "tests/fuzz/fuzz.h"

#define FRAMES	1024
#define RANGES	64

static unsigned long frames, limit;
static unsigned char present[FRAMES / 8];

static bool has(unsigned long pfn)
{
	FUZZ_ASSERT(pfn < frames);
	return present[pfn / 8] >> pfn % 8 & 1;
}

static int by_start(const void *a, const void *b)
{
	const struct xpv_memmap_range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

static unsigned int make_host(struct xpv_memmap_range *host)
{
	unsigned int i, n = fuzz_byte() % RANGES;

	for (i = 0; i < n; i++) {
		host[i].start = fuzz_word() % (2 * FRAMES);
		host[i].end = host[i].start + (fuzz_word() >> (fuzz_byte() % 32));
		host[i].type = fuzz_byte() % 6;
	}
	qsort(host, n, sizeof(*host), by_start);
	return n;
}

static unsigned long check_range(const struct xpv_memmap_range *r)
{
	unsigned long pfn = r->start;

	FUZZ_ASSERT(r->start < r->end);
	if (r->type != XPV_MEMMAP_RAM)
		return 0;
	FUZZ_ASSERT(r->end <= limit);
	for (; pfn < min(r->end, frames); pfn++)
		FUZZ_ASSERT(has(pfn));
	return pfn - r->start;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	static struct xpv_memmap_range host[RANGES];
	static struct xpv_memmap map;
	unsigned long ram = 0, owned = 0, pfn;
	unsigned int i, n;

	fuzz_start(input, len);
	frames = fuzz_word() % (FRAMES + 1);
	n = make_host(host);
	for (i = 0; i < sizeof(present); i++)
		present[i] = fuzz_byte();
	limit = fuzz_byte() & 1 ? frames + fuzz_word() :
		xpv_memmap_limit(host, n, frames, XPV_MEMMAP_ANY);
	FUZZ_ASSERT(limit >= frames);
	xpv_memmap_calc(&map, host, n, frames, limit, has);
	FUZZ_ASSERT(map.count <= XPV_MEMMAP_MAX);
	for (i = 0; i < map.count; i++) {
		FUZZ_ASSERT(!i || map.range[i - 1].end <= map.range[i].start);
		ram += check_range(&map.range[i]);
	}
	for (pfn = 0; pfn < frames; pfn++)
		owned += has(pfn);
	FUZZ_ASSERT(ram + map.lost == owned);
	return 0;
}
