// SPDX-License-Identifier: GPL-2.0-only
/*
 * How far to go and when: the balloon's calculations. [H]
 */
#include "target_env.h"

/* Pages that stay with the kernel whatever the target says: some, and a root of all. */
#define FLOOR_PAGES	4096
#define FLOOR_ROOTS	32

/* Pages that programs could get, of which the balloon leaves some, and a part of all. */
#define LEAVE_PAGES	4096
#define LEAVE_PART	32

/* Where less than this can be given, nothing is: no crawling along the floor. */
#define STEP_MIN	256

/* Milliseconds between tries: the first, and at most. */
#define PAUSE_FIRST	100
#define PAUSE_MAX	25600

/**
 * xfballoon_target_floor() - what the kernel keeps to manage, used or not
 * @limit: frames there are
 *
 * Programs that use little now will use more. 48 MiB in a guest of 256 MiB, 144 MiB
 * in one of 4 GiB, 528 MiB in one of 64 GiB.
 *
 * Return: pages.
 */
unsigned long xfballoon_target_floor(unsigned long limit)
{
	return FLOOR_PAGES + FLOOR_ROOTS * int_sqrt(limit);
}

/**
 * xfballoon_target_leave() - what stays available to programs
 * @total: pages that the kernel manages
 *
 * Return: pages. It shrinks with the guest, so that a large one can become small.
 */
unsigned long xfballoon_target_leave(unsigned long total)
{
	return LEAVE_PAGES + total / LEAVE_PART;
}

/**
 * xfballoon_target_goal() - where the way ends, floor or not
 * @view: what is
 * Return: pages.
 */
unsigned long xfballoon_target_goal(const struct xfballoon_view *view)
{
	return min(view->target, view->limit);
}

static unsigned long target_above(unsigned long have, unsigned long keep)
{
	return have > keep ? have - keep : 0;
}

/* Half of what could be swapped out counts: swapping takes memory too. */
static unsigned long target_spare(const struct xfballoon_view *view)
{
	unsigned long have = view->available + view->swappable / 2;

	return min(target_above(have, xfballoon_target_leave(view->total)),
		   target_above(view->total, xfballoon_target_floor(view->limit)));
}

/**
 * xfballoon_target_step() - what to do next
 * @view: what is
 *
 * Return: pages to take from Xen; where negative, to give to it. 0 at the goal,
 * or at the floor.
 */
long xfballoon_target_step(const struct xfballoon_view *view)
{
	unsigned long goal = xfballoon_target_goal(view), want, spare;

	if (goal >= view->owned)
		return min(goal - view->owned, view->batch);
	want = min(view->owned - goal, view->batch);
	spare = target_spare(view);
	if (spare < min(want, STEP_MIN))
		return 0;
	return -(long)min(want, spare);
}

/**
 * xfballoon_target_pause() - how long to wait after a step that did nothing
 * @failures: such steps in a row, at least 1
 * Return: milliseconds.
 */
unsigned int xfballoon_target_pause(unsigned int failures)
{
	unsigned int doublings = min(failures, 16U) - 1;

	return min((unsigned int)PAUSE_FIRST << doublings, (unsigned int)PAUSE_MAX);
}
