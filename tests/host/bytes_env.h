/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/core/bytes.c. */
#ifndef XENFRONT_BYTES_ENV_H
#define XENFRONT_BYTES_ENV_H

#include "xenfront_host.h"
#include "drivers/xenfront/include/xenfront/bytes.h"


#endif /* XENFRONT_BYTES_ENV_H */
