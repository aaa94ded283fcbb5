// SPDX-License-Identifier: GPL-2.0-only
/*
 * A back-end that writes anything anywhere in the shared pages, also between two
 * accesses of ours. The front-end must stay within its memory, never take more
 * responses than it pushed requests, and never deliver any once broken.
 */
#include "tests/host/ring_env.h"
#include "drivers/xenfront/core/ring.c"
#include "tests/fuzz/fuzz.h"

#define BYTES	4096

static u8 *page;	/* its own allocation: ASan sees an access outside */

static void scribble(void)
{
	u32 value = fuzz_byte() % 4 ? fuzz_byte() : fuzz_word();

	switch (fuzz_byte() % 8) {
	case 0:
		memcpy(page + offsetof(struct xfring_head, rsp_prod), &value, 4);
		break;
	case 1:
		memcpy(page + offsetof(struct xfring_head, req_event), &value, 4);
		break;
	case 2:
		memset(page + fuzz_word() % BYTES, value, 1);
		break;
	}
}

static void check_taken(struct xfring *ring, u32 pushed, u32 taken)
{
	FUZZ_ASSERT(taken <= pushed);
	FUZZ_ASSERT(xfring_room(ring) <= ring->size);
	FUZZ_ASSERT(ring->rsp_cons == taken);
}

static void play(struct xfring *ring)
{
	u32 added = 0, pushed = 0, taken = 0;
	u8 slot[112] = { 0 };
	size_t len;
	bool was_broken;

	while (fuzz_left) {
		len = fuzz_byte() % (sizeof(slot) + 1);
		was_broken = xfring_broken(ring);
		switch (fuzz_byte() % 4) {
		case 0:
			if (!xfring_add(ring, slot, len))
				added++;
			break;
		case 1:
			if (!was_broken)
				pushed = added;
			xfring_push(ring);
			break;
		case 2:
			if (xfring_take(ring, slot, len)) {
				FUZZ_ASSERT(!was_broken);
				taken++;
			}
			break;
		case 3:
			FUZZ_ASSERT(!xfring_rearm(ring, len) || !was_broken);
			break;
		}
		check_taken(ring, pushed, taken);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	static const size_t slots[] = { 8, 12, 112 };
	struct xfring ring;

	fuzz_start(input, len);
	page = malloc(BYTES);
	memset(page, 0, BYTES);
	if (xfring_init(&ring, "fuzz", page, BYTES, slots[fuzz_byte() % 3]))
		abort();
	host_touch = scribble;
	play(&ring);
	host_touch = NULL;
	free(page);
	return 0;
}
