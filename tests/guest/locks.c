// SPDX-License-Identifier: GPL-2.0-only
/*
 * locks SECONDS: processes that contend for one spinlock of the kernel, the one of
 * a file's record locks, each time for as long as it takes to go through many.
 *
 * Prints "ok TOTAL LEAST": operations of all, and of the process that did least.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES	4
#define RECORDS		400

/**
 * struct counts - shared by all
 * @go: all have been started
 * @ops: operations of each
 */
struct counts {
	atomic_int go;
	unsigned long ops[PROCESSES];
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static int set(int fd, short type, off_t at)
{
	struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };

	return fcntl(fd, F_SETLK, &range);
}

/* A record behind all others is locked and unlocked. */
static int contend(int fd, int self, double seconds, struct counts *counts)
{
	off_t at = 4 * RECORDS + 2 * self;
	double end;

	while (!atomic_load(&counts->go))
		usleep(1000);
	end = now() + seconds;
	while (now() < end) {
		if (set(fd, F_WRLCK, at) || set(fd, F_UNLCK, at))
			return 1;
		counts->ops[self]++;
	}
	return 0;
}

static int report(const struct counts *counts)
{
	unsigned long total = 0, least = -1UL;
	int i;

	for (i = 0; i < PROCESSES; i++) {
		total += counts->ops[i];
		if (counts->ops[i] < least)
			least = counts->ops[i];
	}
	printf("%s %lu %lu\n", least ? "ok" : "FAIL", total, least);
	return !least;
}

int main(int argc, char **argv)
{
	struct counts *counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fd = open("/tmp/records", O_RDWR | O_CREAT, 0600);
	double seconds = argc > 1 ? atof(argv[1]) : 10;
	int i, status, bad = 0;

	if (counts == MAP_FAILED || fd < 0)
		return 1;
	for (i = 0; i < RECORDS; i++)
		bad |= set(fd, F_WRLCK, 2 * i);
	for (i = 0; i < PROCESSES; i++)
		if (!fork())
			_exit(contend(fd, i, seconds, counts));
	atomic_store(&counts->go, 1);
	while (wait(&status) > 0)
		bad |= status;
	if (bad) {
		puts("FAIL a record cannot be locked");
		return 1;
	}
	return report(counts);
}
