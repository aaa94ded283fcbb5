/* SPDX-License-Identifier: GPL-2.0-only */
/* All that ring.c needs from its surroundings; host tests bring another one. */
#ifndef XENFRONT_RING_ENV_H
#define XENFRONT_RING_ENV_H

#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/printk.h>
#include <xenfront/ring.h>

#define ring_complain(name, why) \
	pr_err("xen %s: ring broken: %s\n", name, why)

#endif /* XENFRONT_RING_ENV_H */
