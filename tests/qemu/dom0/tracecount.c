// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracecount DOMID FILE: count what Xen's trace says about one PV domain.
 *
 * Says nothing about other domains.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "xentrace.h"

#define PV_WIDE		0x100u		/* data are 64 bits wide */

enum { PV_FAULT = 4, PV_FORCED = 5, PV_EMUL = 6, PV_PTWR = 11, PV_CALL = 13, PV_SUB = 14 };

#define MAX_CALLS	64
#define MAX_RIPS	32

static const char *const call_names[MAX_CALLS] = {
	[0] = "set_trap_table", [1] = "mmu_update", [2] = "set_gdt",
	[3] = "stack_switch", [4] = "set_callbacks", [5] = "fpu_taskswitch",
	[8] = "set_debugreg", [9] = "get_debugreg", [10] = "update_descriptor",
	[12] = "memory_op", [13] = "multicall", [14] = "update_va_mapping",
	[15] = "set_timer_op", [17] = "xen_version", [18] = "console_io",
	[20] = "grant_table_op", [21] = "vm_assist",
	[22] = "update_va_mapping_otherdomain", [23] = "iret",
	[24] = "vcpu_op", [25] = "set_segment_base", [26] = "mmuext_op",
	[29] = "sched_op", [32] = "event_channel_op", [33] = "physdev_op",
	[40] = "xenpmu_op",
};

/* Counts for the domain asked for. */
struct tally {
	unsigned long fault, forced, emul, ptwr;
	unsigned long call[MAX_CALLS], sub[MAX_CALLS];
	unsigned long lost;
	struct { uint64_t rip; unsigned long n; } rip[MAX_RIPS];
};

static void tally_rip(struct tally *t, uint64_t rip)
{
	int i;

	for (i = 0; i < MAX_RIPS && t->rip[i].n && t->rip[i].rip != rip; i++)
		;
	if (i == MAX_RIPS)
		return;
	t->rip[i].rip = rip;
	t->rip[i].n++;
}

static uint64_t first_datum(const struct record *r)
{
	if (r->n >= 2 && (r->event & PV_WIDE))
		return r->w[0] | (uint64_t)r->w[1] << 32;
	return r->n ? r->w[0] : 0;
}

static void tally_event(struct tally *t, const struct record *r)
{
	unsigned int nr = r->n ? (r->w[0] & 0xfffff) % MAX_CALLS : 0;

	switch (r->event & 0xff) {
	case PV_FAULT:
		t->fault++;
		break;
	case PV_FORCED:
		t->forced++;
		tally_rip(t, first_datum(r));
		break;
	case PV_EMUL:
		t->emul++;
		tally_rip(t, first_datum(r));
		break;
	case PV_PTWR:
		t->ptwr++;
		/* entry, address, and where it happened */
		if (r->n >= 6)
			tally_rip(t, r->w[4] | (uint64_t)r->w[5] << 32);
		break;
	case PV_CALL:
		t->call[nr]++;
		break;
	case PV_SUB:
		t->sub[nr]++;
		break;
	}
}

static void tally_file(struct tally *t, FILE *f, uint32_t domid)
{
	uint32_t dom_on[MAX_CPUS], cpu = 0;
	struct record r = {};

	memset(dom_on, 0xff, sizeof(dom_on));
	while (record_next(f, &r)) {
		if (r.event == EV_CPU)
			cpu = r.w[0] % MAX_CPUS;
		else if (r.event == EV_LOST)
			t->lost += r.w[0];
		else if (r.event == EV_SWITCH)
			dom_on[cpu] = r.w[2];
		else if (record_is_pv(&r) && dom_on[cpu] == domid)
			tally_event(t, &r);
	}
}

static void print_calls(const char *title, const unsigned long *count)
{
	unsigned long total = 0;
	int i;

	for (i = 0; i < MAX_CALLS; i++)
		total += count[i];
	printf("%s %lu:", title, total);
	for (i = 0; i < MAX_CALLS; i++)
		if (count[i] && call_names[i])
			printf(" %s %lu", call_names[i], count[i]);
		else if (count[i])
			printf(" nr%d %lu", i, count[i]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	static struct tally t;
	FILE *f;
	int i;

	if (argc != 3) {
		fprintf(stderr, "usage: tracecount DOMID FILE\n");
		return 2;
	}
	f = fopen(argv[2], "rb");
	if (!f) {
		perror(argv[2]);
		return 2;
	}
	tally_file(&t, f, strtoul(argv[1], NULL, 0));
	fclose(f);
	printf("counts: ptwr %lu emulated %lu forced %lu faults %lu lost %lu\n",
	       t.ptwr, t.emul, t.forced, t.fault, t.lost);
	print_calls("hypercalls", t.call);
	print_calls("multicalled", t.sub);
	for (i = 0; i < MAX_RIPS && t.rip[i].n; i++)
		printf("at %#llx: %lu\n", (unsigned long long)t.rip[i].rip, t.rip[i].n);
	return 0;
}
