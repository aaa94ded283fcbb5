/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far to go and when: the balloon's calculations.
 */
#ifndef XFBALLOON_TARGET_H
#define XFBALLOON_TARGET_H

/**
 * struct xfballoon_view - what a step is decided from; all in pages
 * @target: what the domain is to have
 * @owned: what it has
 * @limit: frames there are, with or without memory
 * @total: what the kernel manages of it (MemTotal)
 * @available: what programs could still get without swapping
 * @swappable: what could be swapped out
 * @batch: the largest step
 */
struct xfballoon_view {
	unsigned long target;
	unsigned long owned;
	unsigned long limit;
	unsigned long total;
	unsigned long available;
	unsigned long swappable;
	unsigned long batch;
};

unsigned long xfballoon_target_floor(unsigned long limit);
unsigned long xfballoon_target_leave(unsigned long total);
unsigned long xfballoon_target_goal(const struct xfballoon_view *view);
long xfballoon_target_step(const struct xfballoon_view *view);
unsigned int xfballoon_target_pause(unsigned int failures);

#endif /* XFBALLOON_TARGET_H */
