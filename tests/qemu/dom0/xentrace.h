/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of Xen's trace, as xen/include/public/trace.h lays them out: a header word
 * (event 28 bits, extra words 3, time stamp 1), an optional 64-bit time stamp, the
 * extra words. Records stand in runs per CPU, each run begun by one that names it.
 */
#ifndef XENTRACE_H
#define XENTRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define EV_LOST		0x0001f001u	/* word: how many */
#define EV_CPU		0x0001f003u	/* word: the CPU from here on */
#define EV_SWITCH	0x0002800au	/* words: old dom, old vcpu, new dom, new vcpu */
#define EV_PV_MASK	0x0ffff000u
#define EV_PV		0x00201000u
#define EV_PV_SUB	0x00202000u

#define MAX_CPUS	64

/**
 * struct record - one of them
 * @head: its header word
 * @when: its time stamp, or that of the last one that had one
 * @event: EV_* or another
 * @n: valid words of @w
 * @w: the extra words
 */
struct record {
	uint32_t head;
	uint64_t when;
	uint32_t event;
	unsigned int n;
	uint32_t w[7];
};

/* Return: false at the end, or where a record is cut. */
static inline bool record_next(FILE *f, struct record *r)
{
	if (fread(&r->head, sizeof(r->head), 1, f) != 1)
		return false;
	r->event = r->head & 0x0fffffff;
	r->n = r->head >> 28 & 7;
	if (r->head >> 31 && fread(&r->when, sizeof(r->when), 1, f) != 1)
		return false;
	return !r->n || fread(r->w, sizeof(r->w[0]), r->n, f) == r->n;
}

/* Of a PV domain, in a multicall or not. */
static inline bool record_is_pv(const struct record *r)
{
	return (r->event & EV_PV_MASK) == EV_PV || (r->event & EV_PV_MASK) == EV_PV_SUB;
}

#endif /* XENTRACE_H */
