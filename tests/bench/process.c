// SPDX-License-Identifier: GPL-2.0-only
/* Rows about system calls, signals and processes. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "micro.h"

static long null_syscall(void)
{
	int i, n = 20000;

	begin();
	for (i = 0; i < n; i++)
		syscall(SYS_getppid);
	end();
	return n;
}

static long read_4k(void)
{
	static char buf[PAGE];
	int fd = memfd_create("bench", 0), i, n = 5000;

	must(fd >= 0 && write(fd, buf, PAGE) == (ssize_t)PAGE, "memfd");
	begin();
	for (i = 0; i < n; i++)
		must(pread(fd, buf, PAGE, 0) == (ssize_t)PAGE, "pread");
	end();
	close(fd);
	return n;
}

static long clock_read(void)
{
	struct timespec t;
	int i, n = 20000;

	begin();
	for (i = 0; i < n; i++)
		clock_gettime(CLOCK_MONOTONIC, &t);
	end();
	return n;
}

static volatile int caught;

static void catch(int sig)
{
	(void)sig;
	caught++;
}

static long signals(void)
{
	struct sigaction sa = { .sa_handler = catch };
	int i, n = 5000;

	must(!sigaction(SIGUSR1, &sa, NULL), "sigaction");
	caught = 0;
	begin();
	for (i = 0; i < n; i++)
		kill(getpid(), SIGUSR1);
	end();
	must(caught == n, "signals");
	return n;
}

static void fork_once(void)
{
	pid_t child = fork();

	must(child >= 0, "fork");
	if (!child)
		_exit(0);
	reap(child);
}

static long forks(int n)
{
	int i;

	for (i = 0; i < n; i++) {
		begin();
		fork_once();
		end();
	}
	return n;
}

static long fork_exit(void)
{
	return forks(60);
}

static char *resident(unsigned long bytes)
{
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	must(p != MAP_FAILED, "mmap");
	return p;
}

static void touch(char *p, unsigned long bytes)
{
	unsigned long at;

	for (at = 0; at < bytes; at += PAGE)
		*(volatile char *)(p + at) = 1;
}

/* The parent writes to its memory between two forks, as programs do. */
static long fork_exit_32m(void)
{
	char *p = resident(32 * MIB);
	int i, n = 8;

	for (i = 0; i < n; i++) {
		touch(p, 32 * MIB);
		forks(1);
	}
	munmap(p, 32 * MIB);
	return n;
}

/* The child writes to every page that it shares with its parent. */
static long fork_cow_4m(void)
{
	char *p = resident(4 * MIB);
	int i, n = 20;

	for (i = 0; i < n; i++) {
		pid_t child;

		touch(p, 4 * MIB);
		begin();
		child = fork();
		must(child >= 0, "fork");
		if (!child) {
			touch(p, 4 * MIB);
			_exit(0);
		}
		reap(child);
		end();
	}
	munmap(p, 4 * MIB);
	return n;
}

static char *const self_true[] = { "/proc/self/exe", "true", NULL };

static long fork_exec(void)
{
	int i, n = 40;

	for (i = 0; i < n; i++) {
		pid_t child;

		begin();
		child = fork();
		must(child >= 0, "fork");
		if (!child) {
			execv(self_true[0], self_true);
			_exit(127);
		}
		reap(child);
		end();
	}
	return n;
}

static long vfork_exec(void)
{
	int i, n = 40;

	for (i = 0; i < n; i++) {
		pid_t child;

		begin();
		child = vfork();
		must(child >= 0, "vfork");
		if (!child) {
			execv(self_true[0], self_true);
			_exit(127);
		}
		reap(child);
		end();
	}
	return n;
}

const struct row rows_process[] = {
	{ "null_syscall", "up", null_syscall },
	{ "read_4k", "up", read_4k },
	{ "clock_gettime", "up", clock_read },
	{ "signal", "up", signals },
	{ "fork_exit", "up", fork_exit },
	{ "fork_exit_32m", "up", fork_exit_32m },
	{ "fork_cow_4m", "up", fork_cow_4m },
	{ "fork_exec", "up", fork_exec },
	{ "vfork_exec", "up", vfork_exec },
	{ }
};
