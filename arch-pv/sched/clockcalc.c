// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arithmetic on the numbers in which Xen states time.
 *
 * Pure: no state, no calls but the environment's division. The per-read scaling
 * is not here but the kernel's own, asm/pvclock.h.
 */
#include "clockcalc_env.h"

/* kHz of a counter whose tick is 2^-32 ns. */
#define KHZ_ONE		(1000000ULL << 32)

/* KHZ_ONE is below 2^52: so far left it fits, beyond are 4 THz. */
#define KHZ_SHIFT_MAX	12

u32 xpv_clockcalc_khz(u32 mul, s8 shift)
{
	u64 khz;

	if (!mul || shift > 31 || shift < -KHZ_SHIFT_MAX)
		return 0;
	if (shift < 0)
		khz = div_u64((KHZ_ONE << -shift) + mul / 2, mul);
	else
		khz = div64_u64(KHZ_ONE + ((u64)mul << shift) / 2, (u64)mul << shift);
	return khz > U32_MAX ? 0 : khz;
}

u64 xpv_clockcalc_wall(u64 sec, u32 nsec, u64 system, u32 *rest)
{
	u64 seconds;
	u32 left;

	seconds = div_u64_rem(system, NSEC_PER_SEC, &left);
	seconds += div_u64_rem((u64)left + nsec, NSEC_PER_SEC, rest);
	return sec + seconds;
}
