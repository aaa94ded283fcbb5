/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/core/keys.c. */
#ifndef XENFRONT_KEYS_ENV_H
#define XENFRONT_KEYS_ENV_H

#include "xenfront_host.h"
#include "drivers/xenfront/include/xenfront/keys.h"


#endif /* XENFRONT_KEYS_ENV_H */
