// SPDX-License-Identifier: GPL-2.0-only
/*
 * micro list			the rows: NAME GROUP
 * micro run [-s] NAME...	run them: ROW NAME OPS TICKS
 * micro time [-s] NAME OPS CMD	the same of a command
 * micro mark start|end		this is one end of a span: prints the stamp
 *
 * Ticks are the time stamp counter's: under QEMU's -icount, instructions of the
 * whole machine. With -s each measured span is printed too, SPAN NAME START END,
 * for Xen's trace to be cut by, and marked for tools/where.c. A row runs in a process
 * of its own, once to warm up and once measured.
 */
#include <string.h>
#include <unistd.h>
#include "micro.h"

#define SPANS_MAX	4096

static struct {
	uint64_t start[SPANS_MAX], end[SPANS_MAX];
	unsigned int count;
	int marked;
} span;

void begin(void)
{
	must(span.count < SPANS_MAX, "too many spans");
	if (span.marked)
		mark_start();
	span.start[span.count] = stamp();
}

void end(void)
{
	span.end[span.count++] = stamp();
	if (span.marked)
		mark_end();
}

static void report(const char *name, long ops)
{
	uint64_t ticks = 0;
	unsigned int i;

	for (i = 0; i < span.count; i++)
		ticks += span.end[i] - span.start[i];
	printf("ROW %s %ld %llu\n", name, ops, (unsigned long long)ticks);
	for (i = 0; span.marked && i < span.count; i++)
		printf("SPAN %s %llu %llu\n", name, (unsigned long long)span.start[i],
		       (unsigned long long)span.end[i]);
}

static const struct row *const tables[] = { rows_process, rows_memory, rows_wake };

static const struct row *find(const char *name)
{
	const struct row *r;
	unsigned int i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (r = tables[i]; r->name; r++)
			if (!strcmp(r->name, name))
				return r;
	return NULL;
}

static int list(void)
{
	const struct row *r;
	unsigned int i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (r = tables[i]; r->name; r++)
			printf("%s %s\n", r->name, r->group);
	return 0;
}

static void run_row(const struct row *r, int spans)
{
	long ops;

	r->run();
	span.count = 0;
	span.marked = spans;
	ops = r->run();
	report(r->name, ops);
	fflush(stdout);
}

static int run(int count, char **names, int spans)
{
	int i, status, bad = 0;

	for (i = 0; i < count; i++) {
		const struct row *r = find(names[i]);
		pid_t child;

		if (!r) {
			printf("FAIL %s there is no such row\n", names[i]);
			bad = 1;
			continue;
		}
		fflush(stdout);
		child = fork();
		must(child >= 0, "fork");
		if (!child) {
			run_row(r, spans);
			_exit(0);
		}
		if (waitpid(child, &status, 0) != child || status) {
			printf("FAIL %s the row ended with status %#x\n", names[i], status);
			bad = 1;
		}
	}
	return bad;
}

static int time_command(const char *name, long ops, char **cmd, int spans)
{
	int status;
	pid_t child;

	span.marked = spans;
	begin();
	child = vfork();
	must(child >= 0, "vfork");
	if (!child) {
		execvp(cmd[0], cmd);
		_exit(127);
	}
	must(waitpid(child, &status, 0) == child, "waitpid");
	end();
	if (status) {
		printf("FAIL %s %s ended with status %#x\n", name, cmd[0], status);
		return 1;
	}
	report(name, ops);
	return 0;
}

/* For a program that can run another at each end of what it measures. */
static int mark(const char *end)
{
	if (strcmp(end, "end")) {
		mark_start();
		printf("%llu\n", (unsigned long long)stamp());
	} else {
		printf("%llu\n", (unsigned long long)stamp());
		mark_end();
	}
	return 0;
}

static int help(void)
{
	fprintf(stderr, "usage: micro list | run [-s] NAME... | time [-s] NAME OPS CMD... | mark start|end\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	int spans = argc > 2 && !strcmp(argv[2], "-s");

	argv += 2 + spans;
	argc -= 2 + spans;
	if (!strcmp(verb, "true"))
		return 0;
	if (!strcmp(verb, "list"))
		return list();
	if (!strcmp(verb, "mark") && argc == 1)
		return mark(argv[0]);
	if (!strcmp(verb, "run") && argc > 0)
		return run(argc, argv, spans);
	if (!strcmp(verb, "time") && argc > 2)
		return time_command(argv[0], atol(argv[1]), argv + 2, spans);
	return help();
}
