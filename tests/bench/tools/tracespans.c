// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracespans TRACE <SPANS: count what Xen's trace says of one PV domain inside
 * spans of time. A line of SPANS is "DOMID NAME START END", in ticks of the time
 * stamp counter; those of a domain do not overlap. Prints "COUNT NAME KEY NUMBER": KEY is an
 * event, call:N or sub:N of a hypercall number (sub: within a multicall), or
 * ran:N for the ticks that domain N ran (32767: nobody).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../qemu/dom0/xentrace.h"

#define PV_CALL		13
#define PV_SUB		14
#define KINDS		16
#define CALLS		64
#define MAX_SPANS	262144
#define MAX_ROWS	128
#define MAX_DOMS	8

static const char *const kind_names[KINDS] = {
	[3] = "trap", [4] = "fault", [5] = "forced", [6] = "emulated",
	[7] = "fault_other", [8] = "gate_op", [9] = "math_state", [10] = "fixup",
	[11] = "ptwr", [12] = "ptwr_other",
};

struct row {
	char name[32];
	unsigned long kind[KINDS], call[CALLS], sub[CALLS];
	struct { uint32_t dom; uint64_t ticks; } ran[MAX_DOMS];
};

struct span {
	uint64_t start, end;
	uint32_t dom;
	struct row *row;
};

static struct row rows[MAX_ROWS];
static struct span spans[MAX_SPANS];
static uint32_t doms[MAX_DOMS];	/* that have spans */
static unsigned int row_count, span_count, dom_count;

static struct row *row_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < row_count; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	if (row_count == MAX_ROWS) {
		fprintf(stderr, "tracespans: too many rows\n");
		exit(1);
	}
	strcpy(rows[row_count].name, name);
	return &rows[row_count++];
}

static void note_dom(uint32_t dom)
{
	unsigned int i;

	for (i = 0; i < dom_count; i++)
		if (doms[i] == dom)
			return;
	if (dom_count == MAX_DOMS) {
		fprintf(stderr, "tracespans: too many domains\n");
		exit(1);
	}
	doms[dom_count++] = dom;
}

static int by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->dom != y->dom)
		return x->dom < y->dom ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

static void read_spans(void)
{
	unsigned long long start, end;
	unsigned int dom;
	char name[32];

	while (scanf("%u %31s %llu %llu", &dom, name, &start, &end) == 4) {
		if (span_count == MAX_SPANS) {
			fprintf(stderr, "tracespans: too many spans\n");
			exit(1);
		}
		note_dom(dom);
		spans[span_count++] = (struct span){ start, end, dom, row_of(name) };
	}
	qsort(spans, span_count, sizeof(spans[0]), by_start);
}

/* A domain's first span that ends after a time. */
static unsigned int first_after(uint32_t dom, uint64_t when)
{
	unsigned int low = 0, high = span_count;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (spans[mid].dom < dom || (spans[mid].dom == dom && spans[mid].end <= when))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* A domain ran from one time to another: credit owner's spans in between. */
static void credit(uint32_t owner, uint32_t dom, uint64_t from, uint64_t to)
{
	unsigned int i, d;

	for (i = first_after(owner, from);
	     i < span_count && spans[i].dom == owner && spans[i].start < to; i++) {
		struct row *r = spans[i].row;
		uint64_t a = from > spans[i].start ? from : spans[i].start;
		uint64_t b = to < spans[i].end ? to : spans[i].end;

		for (d = 0; d < MAX_DOMS - 1 && r->ran[d].ticks && r->ran[d].dom != dom; d++)
			;
		r->ran[d].dom = dom;
		r->ran[d].ticks += b - a;
	}
}

static void tally(uint64_t when, uint32_t dom, uint32_t event, uint32_t word)
{
	unsigned int i = first_after(dom, when), kind = event & 0xff;
	struct row *r;

	if (i == span_count || when < spans[i].start || spans[i].dom != dom)
		return;
	r = spans[i].row;
	if (kind == PV_CALL)
		r->call[(word & 0xfffff) % CALLS]++;
	else if (kind == PV_SUB)
		r->sub[(word & 0xfffff) % CALLS]++;
	else
		r->kind[kind % KINDS]++;
}

/* Returns how many records were lost. A header of zeros is the end of a disk's data. */
static unsigned long read_trace(FILE *f)
{
	static struct { uint32_t dom; uint64_t since; } on[MAX_CPUS];
	struct record r = {};
	unsigned long lost = 0;
	uint32_t cpu = 0;
	unsigned int d;

	memset(on, 0xff, sizeof(on));
	while (record_next(f, &r) && r.head) {
		if (r.event == EV_CPU) {
			cpu = r.w[0] % MAX_CPUS;
		} else if (r.event == EV_LOST) {
			lost += r.w[0];
		} else if (r.event == EV_SWITCH) {
			for (d = 0; d < dom_count && on[cpu].since < r.when; d++)
				credit(doms[d], on[cpu].dom, on[cpu].since, r.when);
			on[cpu].dom = r.w[2];
			on[cpu].since = r.when;
		} else if (record_is_pv(&r)) {
			tally(r.when, on[cpu].dom, r.event, r.n ? r.w[0] : 0);
		}
	}
	return lost;
}

static void print_row(const struct row *r)
{
	int i;

	for (i = 0; i < KINDS; i++)
		if (r->kind[i] && kind_names[i])
			printf("COUNT %s %s %lu\n", r->name, kind_names[i], r->kind[i]);
	for (i = 0; i < CALLS; i++)
		if (r->call[i])
			printf("COUNT %s call:%d %lu\n", r->name, i, r->call[i]);
	for (i = 0; i < CALLS; i++)
		if (r->sub[i])
			printf("COUNT %s sub:%d %lu\n", r->name, i, r->sub[i]);
	for (i = 0; i < MAX_DOMS && r->ran[i].ticks; i++)
		printf("COUNT %s ran:%u %llu\n", r->name, r->ran[i].dom,
		       (unsigned long long)r->ran[i].ticks);
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	unsigned long lost;
	unsigned int i;

	if (!f) {
		fprintf(stderr, "usage: tracespans TRACE <SPANS\n");
		return 2;
	}
	read_spans();
	lost = read_trace(f);
	for (i = 0; i < row_count; i++)
		print_row(&rows[i]);
	printf("COUNT trace lost %lu\n", lost);
	return 0;
}
