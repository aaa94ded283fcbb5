// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the user may choose, on the kernel's command line: xfblk.queues=2.
 *
 * Each is a limit: the back-end's offer and the number of CPUs are others.
 */
#include <linux/module.h>
#include "blk.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX	"xfblk."

struct xfblk_params xfblk_params = {
	.queues = XFBLK_QUEUES_MAX,
	.ring_order = 2,
	.segments = XFBLK_SEGS_MAX,
	.persistent = true,
};

module_param_named(queues, xfblk_params.queues, uint, 0444);
MODULE_PARM_DESC(queues, "most queues of a disk, beside those that are polled");

module_param_named(poll_queues, xfblk_params.poll_queues, uint, 0444);
MODULE_PARM_DESC(poll_queues, "queues of a disk for polled I/O, which raise no events");

module_param_named(ring_order, xfblk_params.ring_order, uint, 0444);
MODULE_PARM_DESC(ring_order, "log2 of the most pages of a ring; a page holds 32 requests");

module_param_named(segments, xfblk_params.segments, uint, 0444);
MODULE_PARM_DESC(segments, "most pages of a request");

module_param_named(persistent, xfblk_params.persistent, bool, 0444);
MODULE_PARM_DESC(persistent, "copy data over pages that stay granted, where the back-end can");

module_param_named(hold_us, xfblk_params.hold_us, uint, 0644);
MODULE_PARM_DESC(hold_us, "microseconds for which events of single responses may be held back, at most 1000; 0: never");
