// SPDX-License-Identifier: GPL-2.0-only
/*
 * Byte streams: content in order across wraps, from any starting index, and
 * every impossible index of the other side.
 */
#include "bytes_env.h"
#include "drivers/xenfront/core/bytes.c"

#define SIZE	64

static struct {
	u8 before;
	u8 data[SIZE];
	u8 after;
	u32 prod, cons;
} mem;
static struct xfbytes out, in;

static void fresh(u32 index)
{
	memset(&mem, 0xa5, sizeof(mem));
	mem.prod = mem.cons = index;
	out = in = (struct xfbytes) {
		.data = mem.data,
		.size = SIZE,
		.prod = &mem.prod,
		.cons = &mem.cons,
	};
	xfbytes_init(&out, out.prod);
	xfbytes_init(&in, in.cons);
}

static bool guarded(void)
{
	return mem.before == 0xa5 && mem.after == 0xa5;
}

static bool stream(u32 start)
{
	u8 text[SIZE + 8], back[SIZE + 8];
	u8 next_in = 0, next_out = 0;
	int step, i, len;

	fresh(start);
	for (step = 0; step < 5000; step++) {
		len = host_random() % sizeof(text);
		for (i = 0; i < len; i++)
			text[i] = next_in + i;
		next_in += xfbytes_put(&out, text, len);
		len = xfbytes_get(&in, back, host_random() % sizeof(back));
		for (i = 0; i < len; i++)
			if (back[i] != next_out++)
				return false;
	}
	return guarded() && !out.broken && !in.broken;
}

static bool streams(void)
{
	static const u32 starts[] = { 0, 1, 63, 64, 12345, U32_MAX, U32_MAX - 63 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(starts); i++)
		if (!stream(starts[i]))
			return false;
	return true;
}

static bool full_and_empty(void)
{
	u8 text[SIZE + 1] = { 0 };

	fresh(7);
	return xfbytes_get(&in, text, 1) == 0 &&
	       xfbytes_put(&out, text, 0) == 0 &&
	       xfbytes_put(&out, text, SIZE + 1) == SIZE &&
	       xfbytes_put(&out, text, 1) == 0 && xfbytes_used(&out) == SIZE &&
	       xfbytes_get(&in, text, SIZE + 1) == SIZE && !xfbytes_used(&in);
}

static bool lie(struct xfbytes *ring, u32 *theirs, u32 value, bool sane)
{
	u8 text[4] = { 0 };
	int ret;

	*theirs = value;
	ret = ring == &out ? xfbytes_put(ring, text, 4) : xfbytes_get(ring, text, 4);
	if (sane)
		return ret >= 0 && !ring->broken;
	/* Sticky, even when the index is mended. */
	*theirs = ring->own;
	return ret == -EIO && ring->broken && !xfbytes_used(ring) &&
	       (ring == &out ? xfbytes_put(ring, text, 4) :
			       xfbytes_get(ring, text, 4)) == -EIO;
}

static bool lies(void)
{
	static const u32 ahead[] = { 0, 1, SIZE, SIZE + 1, 0x80000000, U32_MAX };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ahead); i++) {
		fresh(U32_MAX - 5);
		if (!lie(&in, &mem.prod, in.own + ahead[i], ahead[i] <= SIZE))
			return false;
		fresh(U32_MAX - 5);
		if (!lie(&out, &mem.cons, out.own - ahead[i], ahead[i] <= SIZE))
			return false;
	}
	return guarded();
}

static bool other_writer(void)
{
	u8 text[SIZE];

	fresh(0);
	mem.data[0] = 'x';
	mem.prod = 1;
	xfbytes_resync(&out);
	return xfbytes_put(&out, "y", 1) == 1 &&
	       xfbytes_get(&in, text, SIZE) == 2 && !memcmp(text, "xy", 2);
}

int main(void)
{
	host_report("bytes", "content in order from any index", streams());
	host_report("bytes", "full and empty", full_and_empty());
	host_report("bytes", "impossible indices", lies());
	host_report("bytes", "another writer of ours", other_writer());
	return host_failures != 0;
}
