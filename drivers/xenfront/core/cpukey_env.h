/* SPDX-License-Identifier: GPL-2.0-only */
/* All that cpukey.c needs from its surroundings; host tests bring another one. */
#ifndef XENFRONT_CPUKEY_ENV_H
#define XENFRONT_CPUKEY_ENV_H

#include <linux/string.h>
#include <linux/types.h>
#include "cpukey.h"

#endif /* XENFRONT_CPUKEY_ENV_H */
