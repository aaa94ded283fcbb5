// SPDX-License-Identifier: GPL-2.0-only
/*
 * drivers/xenfront/balloon/target.c: single steps, then whole ways to a target
 * in a guest that is modelled by four numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include "target_env.h"
#include "drivers/xenfront/balloon/target.c"

#define MIB	256UL		/* pages */
#define BATCH	512
#define STEPS	(1 << 20)	/* more than any way takes */

static int failures;

static void report(const char *name, bool good)
{
	printf("%s target: %s\n", good ? "ok" : "FAIL", name);
	failures += !good;
}

static const struct {
	const char *name;
	struct xfballoon_view view;
	long want;
} steps[] = {
	/* target, owned, limit, total, available, swappable, batch */
	{ "at the target", { 256 * MIB, 256 * MIB, 256 * MIB, 230 * MIB, 200 * MIB, 0, BATCH }, 0 },
	{ "up: a batch", { 256 * MIB, 128 * MIB, 256 * MIB, 100 * MIB, 50 * MIB, 0, BATCH }, BATCH },
	{ "up: the rest", { 256 * MIB, 256 * MIB - 7, 256 * MIB, 100 * MIB, 0, 0, BATCH }, 7 },
	{ "up: no further than frames", { 512 * MIB, 256 * MIB - 7, 256 * MIB, 0, 0, 0, BATCH }, 7 },
	{ "up: at the limit", { 512 * MIB, 256 * MIB, 256 * MIB, 0, 0, 0, BATCH }, 0 },
	{ "up: without limit", { ~0UL, 256 * MIB, ~0UL, 0, 0, 0, BATCH }, BATCH },
	{ "down: a batch", { 128 * MIB, 256 * MIB, 256 * MIB, 230 * MIB, 200 * MIB, 0, BATCH },
	  -BATCH },
	{ "down: the rest", { 256 * MIB - 7, 256 * MIB, 256 * MIB, 230 * MIB, 200 * MIB, 0, BATCH },
	  -7 },
	{ "down: to nothing", { 0, 256 * MIB, 256 * MIB, 230 * MIB, 200 * MIB, 0, BATCH }, -BATCH },
	{ "down: nothing is available", { 0, 256 * MIB, 256 * MIB, 230 * MIB, 0, 0, BATCH }, 0 },
	{ "down: only the floor is", { 0, 256 * MIB, 256 * MIB, 256 * MIB, 24 * MIB, 0, BATCH }, 0 },
	{ "down: some more than the floor",
	  { 0, 256 * MIB, 256 * MIB, 256 * MIB, 24 * MIB + 300, 0, BATCH }, -300 },
	{ "down: too little above the floor",
	  { 0, 256 * MIB, 256 * MIB, 256 * MIB, 24 * MIB + 255, 0, BATCH }, 0 },
	{ "down: little is left to do",
	  { 256 * MIB - 9, 256 * MIB, 256 * MIB, 256 * MIB, 24 * MIB + 9, 0, BATCH }, -9 },
	{ "down: all that is managed is the floor",
	  { 0, 80 * MIB, 256 * MIB, 48 * MIB, 40 * MIB, 0, BATCH }, 0 },
	{ "down: some more is managed",
	  { 0, 80 * MIB, 256 * MIB, 48 * MIB + 400, 40 * MIB, 0, BATCH }, -400 },
	{ "down: half of what can be swapped counts",
	  { 0, 256 * MIB, 256 * MIB, 256 * MIB, 24 * MIB, 600, BATCH }, -300 },
};

static void single_steps(void)
{
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		report(steps[i].name, xfballoon_target_step(&steps[i].view) == steps[i].want);
}

/* Follow the steps until they end. Return: false where they do not, or go astray. */
static bool walk(struct xfballoon_view *v)
{
	unsigned int n;

	for (n = 0; n < STEPS; n++) {
		long step = xfballoon_target_step(v);

		if (!step)
			return true;
		if (labs(step) > (long)v->batch || (step < 0 && v->available < -step) ||
		    (step > 0) != (v->target > v->owned))
			return false;
		v->owned += step;
		v->total += step;
		v->available += step;
	}
	return false;
}

/* As low as it gets, and no lower. */
static bool at_floor(const struct xfballoon_view *v)
{
	unsigned long leave = xfballoon_target_leave(v->total);
	unsigned long floor = xfballoon_target_floor(v->limit);

	return v->available < leave + STEP_MIN || v->total < floor + STEP_MIN;
}

static void floors(void)
{
	report("floor of 256 MiB", xfballoon_target_floor(256 * MIB) == 48 * MIB);
	report("floor of 4 GiB", xfballoon_target_floor(4096 * MIB) == 144 * MIB);
	report("floor of 64 GiB", xfballoon_target_floor(65536 * MIB) == 528 * MIB);
}

static void ways(void)
{
	struct xfballoon_view v = { 128 * MIB, 256 * MIB, 512 * MIB, 230 * MIB, 200 * MIB, 0, BATCH };

	report("way down", walk(&v) && v.owned == 128 * MIB);
	v.target = 256 * MIB;
	report("and up again", walk(&v) && v.owned == 256 * MIB);
	v.target = 1024 * MIB;
	report("way up to the limit", walk(&v) && v.owned == 512 * MIB);
	v.target = 0;
	report("way to the floor", walk(&v) && at_floor(&v) && v.owned > 61 * MIB &&
	       v.owned < 100 * MIB);
}

static void large_becomes_small(void)
{
	struct xfballoon_view v = { 4096 * MIB, 102400 * MIB, 102400 * MIB, 100600 * MIB,
				    100500 * MIB, 0, BATCH };

	report("the floor shrinks with the guest", walk(&v) && v.owned == 4096 * MIB);
}

static bool random_way(void)
{
	struct xfballoon_view v = { .batch = 1 + rand() % BATCH };
	unsigned long goal;

	v.limit = 32 * MIB + rand() % (512 * MIB);
	v.owned = rand() % v.limit;
	v.total = v.owned - rand() % (v.owned + 1);
	v.available = rand() % (v.total + 1);
	v.target = rand() % (600 * MIB);
	goal = xfballoon_target_goal(&v);
	if (!walk(&v) || v.owned > v.limit)
		return false;
	if (v.owned == goal)
		return true;
	return v.owned > goal && at_floor(&v);
}

static void random_ways(void)
{
	bool good = true;
	int i;

	srand(1);
	for (i = 0; good && i < 5000; i++)
		good = random_way();
	report("random ways end at the goal or at the floor", good);
}

static void pausing(void)
{
	unsigned int i, last = 0;
	bool good = true;

	for (i = 1; i < 100; i++) {
		unsigned int ms = xfballoon_target_pause(i);

		good &= ms >= last && ms <= PAUSE_MAX;
		last = ms;
	}
	report("pauses grow", good && xfballoon_target_pause(1) == PAUSE_FIRST &&
	       xfballoon_target_pause(2) == 2 * PAUSE_FIRST && last == PAUSE_MAX);
	report("pauses do not overflow", xfballoon_target_pause(~0U) == PAUSE_MAX);
}

int main(void)
{
	single_steps();
	floors();
	ways();
	large_becomes_small();
	random_ways();
	pausing();
	return failures != 0;
}
