// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch-pv/sched/clockcalc.c: frequency from Xen's scale, time of day.
 */
#include "clockcalc_env.h"
#include "arch-pv/sched/clockcalc.c"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static unsigned int failed;

static void expect(const char *what, size_t row, u64 got, u64 want)
{
	if (got == want)
		return;
	printf("%s, row %zu: got %" PRIu64 ", want %" PRIu64 "\n", what, row, got, want);
	failed++;
}

static const struct {
	u32 mul;
	s8 shift;
	u32 khz;
} khz_rows[] = {
	{ 0x80000000, 1, 1000000 },	/* QEMU under -icount */
	{ 0xaaaaaaab, -1, 3000000 },
	{ 0xcccccccd, -1, 2500000 },
	{ 0xffffffff, 0, 1000000 },	/* just below 1 ns a tick */
	{ 0x80000000, 11, 977 },	/* 976.5625 rounds up */
	{ 1, 31, 2000000 },		/* not normalized, legal all the same */
	{ 0xffffffff, -12, 4096000001 },
	{ 0, 0, 0 },			/* no scale yet */
	{ 0, -128, 0 },
	{ 1, 0, 0 },			/* beyond 32 bits of kHz */
	{ 0x80000000, 32, 0 },
	{ 0x80000000, 127, 0 },
	{ 0x80000000, -12, 0 },		/* 8 THz */
	{ 0x80000000, -13, 0 },
	{ 0x80000000, -128, 0 },
};

/* A normalized scale for a frequency, as a hypervisor computes it. */
static void scale(u64 khz, u32 *mul, s8 *shift)
{
	double fraction = 1e6 / khz;

	for (*shift = 0; fraction >= 1; fraction /= 2)
		++*shift;
	for (; fraction < 0.5; fraction *= 2)
		--*shift;
	*mul = fraction * 4294967296.0;
}

static void test_khz(void)
{
	size_t i;
	u64 khz;
	s8 shift;
	u32 mul;

	for (i = 0; i < ARRAY_SIZE(khz_rows); i++)
		expect("khz", i, xpv_clockcalc_khz(khz_rows[i].mul, khz_rows[i].shift),
		       khz_rows[i].khz);
	/* Every frequency that fits comes back within the scale's resolution. */
	for (khz = 1000; khz < 10000000; khz += 997) {
		scale(khz, &mul, &shift);
		expect("round trip", khz, xpv_clockcalc_khz(mul, shift), khz);
	}
}

static void test_khz_any(void)
{
	static const u32 muls[] = { 0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff };
	unsigned int i;
	int shift;

	/* No value may overflow, divide by zero or shift too far: UBSan looks. */
	for (i = 0; i < ARRAY_SIZE(muls); i++)
		for (shift = -128; shift < 128; shift++)
			xpv_clockcalc_khz(muls[i], shift);
}

static const struct {
	u64 sec;
	u32 nsec;
	u64 system;
	u64 want_sec;
	u32 want_rest;
} wall_rows[] = {
	{ 0, 0, 0, 0, 0 },
	{ 1700000000, 1, 999999998, 1700000000, 999999999 },
	{ 1700000000, 1, 999999999, 1700000001, 0 },
	{ 1700000000, 999999999, 1999999999, 1700000002, 999999998 },
	{ 1ULL << 32, 0, 3600000000000, (1ULL << 32) + 3600, 0 },	/* after 2106 */
	{ 5, 0xffffffff, 0, 9, 294967295 },		/* not normalized */
	{ 0, 0, UINT64_MAX, 18446744073, 709551615 },
	{ 0, 0xffffffff, UINT64_MAX, 18446744078, 4518910 },
};

static void test_wall(void)
{
	size_t i;
	u32 rest;
	u64 sec;

	for (i = 0; i < ARRAY_SIZE(wall_rows); i++) {
		sec = xpv_clockcalc_wall(wall_rows[i].sec, wall_rows[i].nsec,
					 wall_rows[i].system, &rest);
		expect("wall second", i, sec, wall_rows[i].want_sec);
		expect("wall rest", i, rest, wall_rows[i].want_rest);
	}
}

static void report(const char *name, void (*test)(void))
{
	unsigned int before = failed;

	test();
	printf("%s clockcalc: %s\n", failed == before ? "ok" : "FAIL", name);
}

int main(void)
{
	report("a frequency from each scale", test_khz);
	report("no scale overflows", test_khz_any);
	report("time of day carries and rests", test_wall);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
