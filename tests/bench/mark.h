/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks of a measured span for tools/where.c: instructions of eight bytes that do
 * nothing, nopl N(%rax,%rax,1), with numbers that no compiler would choose.
 */
#ifndef BENCH_MARK_H
#define BENCH_MARK_H

#define MARK_START	0x0f, 0x1f, 0x84, 0x00, 0x51, 0x5e, 0x73, 0x7a
#define MARK_END	0x0f, 0x1f, 0x84, 0x00, 0x52, 0x5e, 0x73, 0x7a

#define MARK_TEXT_(...)	#__VA_ARGS__
#define MARK_TEXT(...)	MARK_TEXT_(__VA_ARGS__)

static inline void mark_start(void)
{
	__asm__ volatile(".byte " MARK_TEXT(MARK_START) : : : "memory");
}

static inline void mark_end(void)
{
	__asm__ volatile(".byte " MARK_TEXT(MARK_END) : : : "memory");
}

#endif /* BENCH_MARK_H */
