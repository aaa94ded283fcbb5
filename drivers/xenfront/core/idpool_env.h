/* SPDX-License-Identifier: GPL-2.0-only */
/* All that idpool.c needs from its surroundings; host tests bring another one. */
#ifndef XENFRONT_IDPOOL_ENV_H
#define XENFRONT_IDPOOL_ENV_H

#include <linux/export.h>
#include <xenfront/idpool.h>

#endif /* XENFRONT_IDPOOL_ENV_H */
