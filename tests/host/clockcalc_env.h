/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User-space stand-in for arch-pv/sched/clockcalc_env.h.
 */
#ifndef XPV_CLOCKCALC_ENV_H
#define XPV_CLOCKCALC_ENV_H

#include <stdint.h>

typedef int8_t s8;
typedef uint32_t u32;
typedef uint64_t u64;

#define U32_MAX		UINT32_MAX
#define NSEC_PER_SEC	1000000000U

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *rest)
{
	*rest = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

#include "arch-pv/sched/clockcalc.h"

#endif /* XPV_CLOCKCALC_ENV_H */
