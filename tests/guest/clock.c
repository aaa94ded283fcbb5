// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock as programs read it: whether what the vDSO says and what the kernel says
 * ever go back against each other, on all CPUs in turn.
 *
 * Usage: clock SECONDS
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long nanoseconds(const struct timespec *t)
{
	return t->tv_sec * 1000000000LL + t->tv_nsec;
}

static long long by_vdso(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return nanoseconds(&t);
}

static long long by_kernel(void)
{
	struct timespec t;

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	return nanoseconds(&t);
}

static void move_on(long cpus)
{
	static long turn;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(turn++ % cpus, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Return: by how many nanoseconds the clock went back at most. */
static long long went_back(long cpus)
{
	long long now, last = by_kernel(), back = 0;
	unsigned int i;

	move_on(cpus);
	for (i = 0; i < 2000; i++) {
		now = i % 2 ? by_kernel() : by_vdso();
		if (last - now > back)
			back = last - now;
		last = now;
	}
	return back;
}

int main(int argc, char **argv)
{
	long long end = by_kernel() + atoll(argc > 1 ? argv[1] : "1") * 1000000000LL;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	long long back = 0, last;
	unsigned long rounds = 0;

	do {
		last = went_back(cpus);
		back = last > back ? last : back;
		rounds++;
	} while (by_kernel() < end);
	printf("%s, %lu rounds, back by %lld ns\n", back ? "FAIL" : "ok", rounds, back);
	return back != 0;
}
