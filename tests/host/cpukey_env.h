/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/core/cpukey.c. */
#ifndef XENFRONT_CPUKEY_ENV_H
#define XENFRONT_CPUKEY_ENV_H

#include "xenfront_host.h"
#include "drivers/xenfront/core/cpukey.h"

#endif /* XENFRONT_CPUKEY_ENV_H */
