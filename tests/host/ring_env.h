/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/core/ring.c. */
#ifndef XENFRONT_RING_ENV_H
#define XENFRONT_RING_ENV_H

#include "xenfront_host.h"
#include "drivers/xenfront/include/xenfront/ring.h"

static unsigned int complaints;

#define ring_complain(name, why) \
	((void)(name), (void)(why), complaints++)

#endif /* XENFRONT_RING_ENV_H */
