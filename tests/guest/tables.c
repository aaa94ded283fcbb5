// SPDX-License-Identifier: GPL-2.0-only
/*
 * tables SECONDS: page tables under threads that fork, unmap, protect and move.
 *
 * Each thread owns an area of which it knows what every page holds, and does at
 * random what changes many entries of a table at once, while the others fault in
 * the same tables and fork the whole. A page that holds something else, in the
 * process or in a child, ends it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE	4096UL
#define PAGES	600	/* more than a table of 512 entries */
#define THREADS	4

/**
 * struct area - one thread's memory
 * @mem: its mapping
 * @holds: first word of each page; 0 for one that was never written
 * @seed: state of the thread's random numbers
 * @ops: what it has done
 */
struct area {
	char *mem;
	uint64_t holds[PAGES];
	unsigned int seed;
	unsigned long ops;
};

static struct area areas[THREADS];
static time_t over;

/* Time that the guest spends saved does not count. */
static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void wrong(const char *what)
{
	printf("FAIL %s\n", what);
	fflush(stdout);
	_exit(1);
}

static unsigned int pick(struct area *a, unsigned int below)
{
	return rand_r(&a->seed) % below;
}

static uint64_t *word(struct area *a, unsigned int page)
{
	return (uint64_t *)(a->mem + page * PAGE);
}

static void verify(struct area *a, unsigned int first, unsigned int count)
{
	for (; count; first++, count--)
		if (*(volatile uint64_t *)word(a, first) != a->holds[first])
			wrong("a page holds what was not written to it");
}

static void fill(struct area *a, unsigned int first, unsigned int count)
{
	for (; count; first++, count--)
		*word(a, first) = a->holds[first] = (uint64_t)rand_r(&a->seed) << 20 | first | 1;
}

static void drop(struct area *a, unsigned int first, unsigned int count)
{
	if (madvise(word(a, first), count * PAGE, MADV_DONTNEED))
		wrong("madvise");
	memset(&a->holds[first], 0, count * sizeof(a->holds[0]));
}

static void protect(struct area *a, unsigned int first, unsigned int count)
{
	if (mprotect(word(a, first), count * PAGE, PROT_READ))
		wrong("mprotect");
	verify(a, first, count);
	if (mprotect(word(a, first), count * PAGE, PROT_READ | PROT_WRITE))
		wrong("mprotect");
}

static char *map_area(void)
{
	char *mem = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		wrong("mmap");
	return mem;
}

static void move(struct area *a)
{
	char *to = map_area();

	if (mremap(a->mem, PAGES * PAGE, PAGES * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to)
		wrong("mremap");
	a->mem = to;
}

/* The child sees what the parent had, and writes to its own. */
static void split(struct area *a, unsigned int first, unsigned int count)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return;
	if (!child) {
		verify(a, 0, PAGES);
		fill(a, first, count);
		verify(a, 0, PAGES);
		_exit(0);
	}
	fill(a, first, count);
	if (waitpid(child, &status, 0) != child || status)
		wrong("a child saw other memory than its parent");
	verify(a, 0, PAGES);
}

static void look(struct area *a, unsigned int first, unsigned int count)
{
	(void)first;
	(void)count;
	verify(a, 0, PAGES);
}

static void shift(struct area *a, unsigned int first, unsigned int count)
{
	(void)first;
	(void)count;
	move(a);
}

static void (*const acts[])(struct area *a, unsigned int first, unsigned int count) = {
	drop, protect, shift, split, look, fill, fill, fill,
};

static void *run(void *arg)
{
	struct area *a = arg;

	for (; seconds() < over; a->ops++) {
		unsigned int first = pick(a, PAGES), count = 1 + pick(a, PAGES - first);

		acts[pick(a, sizeof(acts) / sizeof(acts[0]))](a, first, count);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread[THREADS];
	unsigned long ops = 0;
	int i;

	over = seconds() + (argc > 1 ? atoi(argv[1]) : 5);
	for (i = 0; i < THREADS; i++) {
		areas[i].mem = map_area();
		areas[i].seed = i + 1;
		if (pthread_create(&thread[i], NULL, run, &areas[i]))
			wrong("pthread_create");
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		ops += areas[i].ops;
	}
	printf("ok %lu\n", ops);
	return 0;
}
