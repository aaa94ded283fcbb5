// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for QEMU: which code the instructions of a measured span belong to.
 *
 *	-plugin where.so,out=FILE
 *
 * A span lies between the two marks of mark.h, in a program of a guest or of dom0.
 * For each span FILE gets a line "SPAN", then a line "WHO ADDRESS COUNT" for each
 * piece of code that ran: WHO is the domain that ran last, 0 for dom0 and 1 for a
 * guest, COUNT the instructions.
 *
 * A domain is known by the place of its kernel's code in this machine's memory:
 * dom0's image is in one piece, and is the first that runs. Modules are dom0's, the
 * guests' kernels have none loaded. Xen and programs belong to the domain that was
 * last seen in its kernel.
 *
 * With -icount one host thread runs all CPUs.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../mark.h"
#include "qemu_plugin.h"

#define EXPORT		__attribute__((visibility("default")))
#define BLOCKS		(1U << 21)
#define IMAGE_FIRST	0xffffffff80000000ULL
#define IMAGE_END	0xffffffffc0000000ULL

EXPORT int qemu_plugin_version = 1;

enum who { DOM0, GUEST, WHO_RAN_LAST };

/**
 * struct block - code that QEMU translated in one piece
 * @vaddr: where it is for who runs it, 0: entry is free
 * @haddr: where it is in our memory
 * @size: instructions
 * @who: whose it is
 * @count: instructions of it that ran in this span, by domain
 */
struct block {
	uint64_t vaddr;
	uintptr_t haddr;
	uint32_t size;
	enum who who;
	uint64_t count[WHO_RAN_LAST];
};

static struct block blocks[BLOCKS];
static unsigned int used;
static enum who current = DOM0;
static bool open_span;
static uintptr_t dom0_image;	/* haddr - vaddr of it */
static FILE *out;

static enum who who_of(uint64_t vaddr, uintptr_t haddr)
{
	if (vaddr >= IMAGE_END)
		return DOM0;
	if (vaddr < IMAGE_FIRST)
		return WHO_RAN_LAST;
	if (!dom0_image)
		dom0_image = haddr - vaddr;
	return haddr - vaddr == dom0_image ? DOM0 : GUEST;
}

static struct block *block_of(uint64_t vaddr, uintptr_t haddr, uint32_t size)
{
	unsigned int i = ((vaddr ^ haddr >> 12) * 0x9e3779b97f4a7c15ULL + size) >> 43;

	for (;; i = (i + 1) % BLOCKS) {
		struct block *b = &blocks[i % BLOCKS];

		if (b->vaddr == vaddr && b->haddr == haddr && b->size == size)
			return b;
		if (b->vaddr)
			continue;
		if (++used > BLOCKS / 2) {
			fprintf(stderr, "where: too much code\n");
			exit(1);
		}
		*b = (struct block) { .vaddr = vaddr, .haddr = haddr, .size = size,
				      .who = who_of(vaddr, haddr) };
		return b;
	}
}

static void ran(unsigned int cpu, void *data)
{
	struct block *b = data;

	(void)cpu;
	if (b->who != WHO_RAN_LAST)
		current = b->who;
	b->count[current] += b->size;
}

static void span_starts(unsigned int cpu, void *data)
{
	unsigned int i;

	(void)cpu;
	(void)data;
	for (i = 0; i < BLOCKS; i++)
		memset(blocks[i].count, 0, sizeof(blocks[i].count));
	open_span = true;
}

static void span_ends(unsigned int cpu, void *data)
{
	unsigned int i, who;

	(void)cpu;
	(void)data;
	if (!open_span)
		return;
	open_span = false;
	fprintf(out, "SPAN\n");
	for (i = 0; i < BLOCKS; i++)
		for (who = 0; who < WHO_RAN_LAST; who++)
			if (blocks[i].count[who])
				fprintf(out, "%u %llx %llu\n", who,
					(unsigned long long)blocks[i].vaddr,
					(unsigned long long)blocks[i].count[who]);
	fflush(out);
}

static void look_for_marks(struct qemu_plugin_insn *insn)
{
	static const unsigned char start[] = { MARK_START }, end[] = { MARK_END };
	const void *data = qemu_plugin_insn_data(insn);

	if (qemu_plugin_insn_size(insn) != sizeof(start))
		return;
	if (!memcmp(data, start, sizeof(start)))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, span_starts, NO_REGISTERS, NULL);
	else if (!memcmp(data, end, sizeof(end)))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, span_ends, NO_REGISTERS, NULL);
}

static void translated(plugin_id id, struct qemu_plugin_tb *tb)
{
	size_t i, size = qemu_plugin_tb_n_insns(tb);
	uintptr_t haddr = (uintptr_t)qemu_plugin_insn_haddr(qemu_plugin_tb_get_insn(tb, 0));
	struct block *b = block_of(qemu_plugin_tb_vaddr(tb), haddr, size);

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, ran, NO_REGISTERS, b);
	if (b->vaddr >> 63)
		return;
	for (i = 0; i < size; i++)
		look_for_marks(qemu_plugin_tb_get_insn(tb, i));
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "where: say out=FILE\n");
		return -1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
