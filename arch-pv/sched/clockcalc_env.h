/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What clockcalc.c needs of its surroundings. tests/host brings its own under
 * the same guard.
 */
#ifndef XPV_CLOCKCALC_ENV_H
#define XPV_CLOCKCALC_ENV_H

#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/types.h>
#include "clockcalc.h"

#endif /* XPV_CLOCKCALC_ENV_H */
