/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/blk/naming.c. */
#ifndef XFBLK_NAMING_ENV_H
#define XFBLK_NAMING_ENV_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef uint32_t u32;

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#include "drivers/xenfront/blk/naming.h"

#endif /* XFBLK_NAMING_ENV_H */
