// SPDX-License-Identifier: GPL-2.0-only
/*
 * tracecount DOMID FILE: count what Xen's trace says about one PV domain.
 *
 * Owns the decoding of xentrace's records as far as PV events go; says nothing
 * about other domains. The layout is that of xen/include/public/trace.h: a
 * header word (event 28 bits, extra words 3, time stamp 1), an optional 64-bit
 * time stamp, the extra words. Records stand in runs per CPU, each run begun by
 * a record that names the CPU.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EV_LOST		0x0001f001u
#define EV_CPU		0x0001f003u
#define EV_SWITCH	0x0002800au	/* words: old dom, old vcpu, new dom, new vcpu */
#define EV_PV_MASK	0x0ffff000u
#define EV_PV		0x00201000u
#define EV_PV_SUB	0x00202000u
#define PV_WIDE		0x100u		/* data are 64 bits wide */

enum { PV_FAULT = 4, PV_FORCED = 5, PV_EMUL = 6, PV_PTWR = 11, PV_CALL = 13, PV_SUB = 14 };

#define MAX_CPUS	64
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

static uint64_t first_datum(uint32_t event, const uint32_t *w, unsigned int n)
{
	if (n >= 2 && (event & PV_WIDE))
		return w[0] | (uint64_t)w[1] << 32;
	return n ? w[0] : 0;
}

static void tally_event(struct tally *t, uint32_t event, const uint32_t *w,
			unsigned int n)
{
	unsigned int nr = n ? (w[0] & 0xfffff) % MAX_CALLS : 0;

	switch (event & 0xff) {
	case PV_FAULT:
		t->fault++;
		break;
	case PV_FORCED:
		t->forced++;
		tally_rip(t, first_datum(event, w, n));
		break;
	case PV_EMUL:
		t->emul++;
		tally_rip(t, first_datum(event, w, n));
		break;
	case PV_PTWR:
		t->ptwr++;
		/* entry, address, and where it happened */
		if (n >= 6)
			tally_rip(t, w[4] | (uint64_t)w[5] << 32);
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
	uint32_t dom_on[MAX_CPUS], head, event, w[7], cpu = 0;
	unsigned int n;
	uint64_t stamp;

	memset(dom_on, 0xff, sizeof(dom_on));
	while (fread(&head, sizeof(head), 1, f) == 1) {
		event = head & 0x0fffffff;
		n = head >> 28 & 7;
		if (head >> 31 && fread(&stamp, sizeof(stamp), 1, f) != 1)
			break;
		if (n && fread(w, sizeof(w[0]), n, f) != n)
			break;
		if (event == EV_CPU)
			cpu = w[0] % MAX_CPUS;
		else if (event == EV_LOST)
			t->lost += w[0];
		else if (event == EV_SWITCH)
			dom_on[cpu] = w[2];
		else if (((event & EV_PV_MASK) == EV_PV ||
			  (event & EV_PV_MASK) == EV_PV_SUB) && dom_on[cpu] == domid)
			tally_event(t, event, w, n);
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
