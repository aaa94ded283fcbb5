/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the rows of the benchmark share: a clock that counts spans of time
 * stamps, and the table that a row is an entry of.
 */
#ifndef BENCH_MICRO_H
#define BENCH_MICRO_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include "mark.h"

#define PAGE		4096UL
#define MIB		(1UL << 20)

/**
 * struct row - one figure
 * @name: as printed
 * @group: "up", or "smp" for rows that want four CPUs
 * @run: performs some operations, the measured ones between begin() and end();
 *	returns how many those were
 */
struct row {
	const char *name;
	const char *group;
	long (*run)(void);
};

extern const struct row rows_process[], rows_memory[], rows_wake[];

/* micro.c: one measured span; spans of a row add up */
void begin(void);
void end(void);

static inline uint64_t stamp(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a" (low), "=d" (high) : : "memory");
	return (uint64_t)high << 32 | low;
}

/* A benchmark that does not do its work has no figure. */
static inline void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

static inline void reap(pid_t child)
{
	int status;

	must(waitpid(child, &status, 0) == child, "waitpid");
	must(WIFEXITED(status) && WEXITSTATUS(status) == 0, "child");
}

#endif /* BENCH_MICRO_H */
