/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of balloon/ share.
 */
#ifndef XFBALLOON_BALLOON_H
#define XFBALLOON_BALLOON_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include <xpv/balloon.h>

/**
 * struct xfballoon - the memory of this domain
 * @lock: over every change of who has a page, and what is marked L
 * @empty: L frames without memory, PageOffline, by lru
 * @vacant: L how many
 * @owned: L pages that the domain has; read anywhere
 * @limit: I all frames there are
 * @target: A pages that it is to have; written by whoever is told
 * @resume: A jiffies before which nothing is given, after a deflation for want of
 *	memory
 * @failures: W steps that did nothing, in a row
 * @told: W the target that the log has a line about
 * @moving: L pages that a call of give or take is about
 * @collected: W pages that the worker has allocated to give
 * @work: the worker; its steps never overlap
 *
 * I: constant from init on. A: single words, READ_ONCE() and WRITE_ONCE().
 * W: of the worker alone.
 *
 * The OOM notifier takes @lock. So nothing is allocated under it, and nothing is
 * waited for but Xen.
 */
struct xfballoon {
	struct mutex lock;
	struct list_head empty;
	unsigned long vacant;
	unsigned long owned;
	unsigned long limit;
	unsigned long target;
	unsigned long resume;
	unsigned int failures;
	unsigned long told;
	struct page *moving[XPV_BALLOON_BATCH];
	struct page *collected[XPV_BALLOON_BATCH];
	struct delayed_work work;
};

/* balloon.c */
extern struct xfballoon xfballoon_state;
void xfballoon_set_target(unsigned long pages);		/* any context that may sleep or not */

/* pages.c: the mechanism; returns how many pages were moved */
unsigned int xfballoon_pages_give(unsigned int want);	/* the worker */
unsigned int xfballoon_pages_take(unsigned int want);	/* process context, no allocation */
void xfballoon_pages_init(void);

/* sysfs.c */
int xfballoon_sysfs_init(void);

#endif /* XFBALLOON_BALLOON_H */
