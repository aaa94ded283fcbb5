/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/core/idpool.c. */
#ifndef XENFRONT_IDPOOL_ENV_H
#define XENFRONT_IDPOOL_ENV_H

#include "xenfront_host.h"
#include "drivers/xenfront/include/xenfront/idpool.h"


#endif /* XENFRONT_IDPOOL_ENV_H */
