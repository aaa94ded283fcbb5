// SPDX-License-Identifier: GPL-2.0-only
/* Rows about one task waking another, and about several CPUs. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "micro.h"

#define TRIPS	2000

static int there[2], back[2];

static void pipes_open(void)
{
	must(!pipe(there) && !pipe(back), "pipe");
}

static void pipes_close(void)
{
	close(there[0]);
	close(there[1]);
	close(back[0]);
	close(back[1]);
}

static void *answer(void *unused)
{
	char c;
	int i;

	(void)unused;
	for (i = 0; i < TRIPS; i++)
		if (read(there[0], &c, 1) != 1 || write(back[1], &c, 1) != 1)
			exit(1);
	return NULL;
}

static void ask(void)
{
	char c = 'x';
	int i;

	begin();
	for (i = 0; i < TRIPS; i++)
		must(write(there[1], &c, 1) == 1 && read(back[0], &c, 1) == 1, "pipe");
	end();
}

static void stay_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	must(!sched_setaffinity(0, sizeof(set), &set), "sched_setaffinity");
}

static long between_processes(int cpu)
{
	pid_t child;

	pipes_open();
	child = fork();
	must(child >= 0, "fork");
	if (!child) {
		stay_on(cpu);
		answer(NULL);
		_exit(0);
	}
	stay_on(0);
	ask();
	reap(child);
	pipes_close();
	return TRIPS;
}

static long pipe_process(void)
{
	return between_processes(0);
}

/* Both ends sleep on CPUs of their own: each step wakes an idle CPU. */
static long ipi(void)
{
	return between_processes(1);
}

static long pipe_thread(void)
{
	pthread_t other;

	pipes_open();
	must(!pthread_create(&other, NULL, answer, NULL), "pthread_create");
	ask();
	pthread_join(other, NULL);
	pipes_close();
	return TRIPS;
}

static int turn;

static void futex(int op, int val)
{
	syscall(SYS_futex, &turn, op | FUTEX_PRIVATE_FLAG, val, NULL, NULL, 0);
}

/* Wait until it is the turn of @mine, then hand it to the other. */
static void take_turns(int mine)
{
	int i, now;

	for (i = 0; i < TRIPS; i++) {
		while ((now = __atomic_load_n(&turn, __ATOMIC_ACQUIRE)) != mine)
			futex(FUTEX_WAIT, now);
		__atomic_store_n(&turn, !mine, __ATOMIC_RELEASE);
		futex(FUTEX_WAKE, 1);
	}
}

static void *take_other_turns(void *unused)
{
	(void)unused;
	take_turns(1);
	return NULL;
}

static long futex_wake(void)
{
	pthread_t other;

	turn = 0;
	must(!pthread_create(&other, NULL, take_other_turns, NULL), "pthread_create");
	begin();
	take_turns(0);
	end();
	pthread_join(other, NULL);
	return TRIPS;
}

static long sleep_100us(void)
{
	struct timespec t = { .tv_nsec = 100000 };
	int i, n = 200;

	begin();
	for (i = 0; i < n; i++)
		nanosleep(&t, NULL);
	end();
	return n;
}

#define OTHERS	3

static pthread_barrier_t others_ran, others_end;

static void *run_once_on(void *cpu)
{
	stay_on((int)(long)cpu);
	pthread_barrier_wait(&others_ran);
	pthread_barrier_wait(&others_end);
	return NULL;
}

/* A page of a process that has run on four CPUs is taken away. */
static long tlb_shootdown(void)
{
	pthread_t other[OTHERS];
	long i, n = 500;
	char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must(p != MAP_FAILED, "mmap");
	stay_on(0);
	pthread_barrier_init(&others_ran, NULL, OTHERS + 1);
	pthread_barrier_init(&others_end, NULL, OTHERS + 1);
	for (i = 0; i < OTHERS; i++)
		must(!pthread_create(&other[i], NULL, run_once_on, (void *)(i + 1)),
		     "pthread_create");
	pthread_barrier_wait(&others_ran);
	begin();
	for (i = 0; i < n; i++) {
		*(volatile char *)p = 1;
		must(!madvise(p, PAGE, MADV_DONTNEED), "madvise");
	}
	end();
	pthread_barrier_wait(&others_end);
	for (i = 0; i < OTHERS; i++)
		pthread_join(other[i], NULL);
	munmap(p, PAGE);
	return n;
}

const struct row rows_wake[] = {
	{ "pipe_process", "up", pipe_process },
	{ "pipe_thread", "up", pipe_thread },
	{ "futex_wake", "up", futex_wake },
	{ "sleep_100us", "up", sleep_100us },
	{ "ipi", "smp", ipi },
	{ "tlb_shootdown", "smp", tlb_shootdown },
	{ }
};
