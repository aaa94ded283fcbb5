// SPDX-License-Identifier: GPL-2.0-only
/* Rows about mapping memory. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "micro.h"

#define RUN_PAGES	2048UL
#define AROUND		16UL	/* pages that one file fault maps */

static char *map(unsigned long pages, int prot, int flags, int fd)
{
	char *p = mmap(NULL, pages * PAGE, prot, flags, fd, 0);

	must(p != MAP_FAILED, "mmap");
	return p;
}

static char *map_fresh(unsigned long pages)
{
	return map(pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static void touch(char *p, unsigned long pages, unsigned long step)
{
	unsigned long i;

	for (i = 0; i < pages; i += step)
		*(volatile char *)(p + i * PAGE) = 1;
}

static void look(const char *p, unsigned long pages, unsigned long step)
{
	unsigned long i;

	for (i = 0; i < pages; i += step)
		(void)*(const volatile char *)(p + i * PAGE);
}

static long anon_fault(void)
{
	char *p = map_fresh(RUN_PAGES);

	begin();
	touch(p, RUN_PAGES, 1);
	end();
	munmap(p, RUN_PAGES * PAGE);
	return RUN_PAGES;
}

static int file_of(unsigned long pages)
{
	int fd = memfd_create("bench", 0);
	char *p;

	must(fd >= 0 && !ftruncate(fd, pages * PAGE), "memfd");
	p = map(pages, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	touch(p, pages, 1);
	munmap(p, pages * PAGE);
	return fd;
}

/* Each fault maps the pages around it too: one operation is one fault. */
static long file_fault(void)
{
	int fd = file_of(RUN_PAGES);
	char *p = map(RUN_PAGES, PROT_READ, MAP_SHARED, fd);

	begin();
	look(p, RUN_PAGES, AROUND);
	end();
	munmap(p, RUN_PAGES * PAGE);
	close(fd);
	return RUN_PAGES / AROUND;
}

/* A page of a shared file, mapped, written to, unmapped. */
static long file_page(void)
{
	int fd = file_of(1), i, n = 500;

	begin();
	for (i = 0; i < n; i++) {
		char *p = map(1, PROT_READ | PROT_WRITE, MAP_SHARED, fd);

		*(volatile char *)p = 1;
		munmap(p, PAGE);
	}
	end();
	close(fd);
	return n;
}

static long mprotect_pages(void)
{
	char *p = map_fresh(RUN_PAGES);
	int i, n = 8;

	touch(p, RUN_PAGES, 1);
	begin();
	for (i = 0; i < n; i++)
		must(!mprotect(p, RUN_PAGES * PAGE, i % 2 ? PROT_READ | PROT_WRITE : PROT_READ),
		     "mprotect");
	end();
	munmap(p, RUN_PAGES * PAGE);
	return n * RUN_PAGES;
}

static long munmap_pages(void)
{
	int i, n = 4;

	for (i = 0; i < n; i++) {
		char *p = map_fresh(RUN_PAGES);

		touch(p, RUN_PAGES, 1);
		begin();
		must(!munmap(p, RUN_PAGES * PAGE), "munmap");
		end();
	}
	return n * RUN_PAGES;
}

static long mmap_touch_munmap(void)
{
	int i, n = 300;

	begin();
	for (i = 0; i < n; i++) {
		char *p = map_fresh(8);

		touch(p, 8, 1);
		must(!munmap(p, 8 * PAGE), "munmap");
	}
	end();
	return n;
}

const struct row rows_memory[] = {
	{ "anon_fault", "up", anon_fault },
	{ "file_fault", "up", file_fault },
	{ "file_page", "up", file_page },
	{ "mprotect", "up", mprotect_pages },
	{ "munmap", "up", munmap_pages },
	{ "mmap_touch_munmap", "up", mmap_touch_munmap },
	{ }
};
