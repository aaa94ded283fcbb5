/* SPDX-License-Identifier: GPL-2.0-only */
/* All that naming.c needs from its surroundings; host tests bring another one. */
#ifndef XFBLK_NAMING_ENV_H
#define XFBLK_NAMING_ENV_H

#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "naming.h"

#endif /* XFBLK_NAMING_ENV_H */
