/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arithmetic on the numbers in which Xen states time. Pure; the includer has
 * the integer types.
 */
#ifndef XPV_CLOCKCALC_H
#define XPV_CLOCKCALC_H

/**
 * xpv_clockcalc_khz() - frequency of the time stamp counter
 * @mul: tsc_to_system_mul, 32-bit fraction of a nanosecond per shifted tick
 * @shift: tsc_shift, ticks are shifted left by this (right when negative) first
 *
 * Return: kHz, rounded; 0 for a scale that no counter can have.
 */
u32 xpv_clockcalc_khz(u32 mul, s8 shift);

/**
 * xpv_clockcalc_wall() - time of day
 * @sec: second of system time 0
 * @nsec: and nanosecond, any value
 * @system: system time now, nanoseconds
 * @rest: filled with the nanoseconds within the second
 *
 * Return: the second.
 */
u64 xpv_clockcalc_wall(u64 sec, u32 nsec, u64 system, u32 *rest);

#endif /* XPV_CLOCKCALC_H */
