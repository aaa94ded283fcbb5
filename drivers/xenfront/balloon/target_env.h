/* SPDX-License-Identifier: GPL-2.0-only */
/* All that target.c needs from its surroundings; host tests bring another one. */
#ifndef XFBALLOON_TARGET_ENV_H
#define XFBALLOON_TARGET_ENV_H

#include <linux/math.h>
#include <linux/minmax.h>
#include "target.h"

#endif /* XFBALLOON_TARGET_ENV_H */
