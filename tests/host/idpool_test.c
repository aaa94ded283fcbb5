// SPDX-License-Identifier: GPL-2.0-only
/*
 * Request ids: exhaustion, unknown and doubled ids, and random use against an
 * array of flags.
 */
#include "idpool_env.h"
#include "drivers/xenfront/core/idpool.c"

#define COUNT	67

static u16 storage[XFIDS_STORAGE(COUNT) / sizeof(u16) + 1];
static struct xfids ids;

static bool all_different(void)
{
	bool seen[COUNT] = { false };
	u16 id;
	int i;

	xfids_init(&ids, storage, COUNT);
	for (i = 0; i < COUNT; i++) {
		if (!xfids_get(&ids, &id) || id >= COUNT || seen[id])
			return false;
		seen[id] = true;
	}
	return !xfids_get(&ids, &id);
}

static bool lowest_first(void)
{
	u16 id;

	xfids_init(&ids, storage, COUNT);
	return xfids_get(&ids, &id) && id == 0 && xfids_get(&ids, &id) && id == 1;
}

static bool inventions_refused(void)
{
	static const u32 bad[] = { 0, 1, COUNT - 1, COUNT, 65535, 65536, U32_MAX };
	size_t i;

	xfids_init(&ids, storage, COUNT);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (xfids_outstanding(&ids, bad[i]) || xfids_put(&ids, bad[i]))
			return false;
	return ids.free == COUNT;
}

static bool doubles_refused(void)
{
	u16 id;

	xfids_init(&ids, storage, COUNT);
	return xfids_get(&ids, &id) && xfids_put(&ids, id) &&
	       !xfids_put(&ids, id) && ids.free == COUNT;
}

static bool random_use(void)
{
	bool out[COUNT] = { false };
	u32 guess;
	int step;
	u16 id;

	xfids_init(&ids, storage, COUNT);
	for (step = 0; step < 200000; step++) {
		if (host_random() % 2) {
			if (xfids_get(&ids, &id)) {
				if (out[id])
					return false;
				out[id] = true;
			}
		} else {
			guess = host_random() % (COUNT + 3);
			if (xfids_put(&ids, guess) != (guess < COUNT && out[guess]))
				return false;
			if (guess < COUNT)
				out[guess] = false;
		}
	}
	return true;
}

int main(void)
{
	host_report("idpool", "all ids are different", all_different());
	host_report("idpool", "fresh ids ascend", lowest_first());
	host_report("idpool", "unknown ids are refused", inventions_refused());
	host_report("idpool", "an id goes back once", doubles_refused());
	host_report("idpool", "random use", random_use());
	return host_failures != 0;
}
