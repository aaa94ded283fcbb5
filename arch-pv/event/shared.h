/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads and writes of memory that Xen writes at the same time.
 *
 * The only place in event/ where the __shared address space is cast away. All
 * accesses are single instructions of the object's own width. The atomic ones
 * carry a LOCK prefix of their own: the kernel's bit and atomic operations drop
 * theirs on a machine with one CPU, but Xen runs on the others.
 */
#ifndef XPV_EVENT_SHARED_H
#define XPV_EVENT_SHARED_H

#include <asm/sync_bitops.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <xpv/types.h>

static inline unsigned long xpv_shared_load(const unsigned long __shared *word)
{
	return READ_ONCE(*(const unsigned long __force *)word);
}

static inline void xpv_shared_store(unsigned long __shared *word,
				    unsigned long value)
{
	WRITE_ONCE(*(unsigned long __force *)word, value);
}

/* Bit operations on an array of longs; full barriers. */
static inline void xpv_shared_set_bit(unsigned int nr, unsigned long __shared *map)
{
	sync_set_bit(nr, (unsigned long __force *)map);
}

static inline void xpv_shared_clear_bit(unsigned int nr,
					unsigned long __shared *map)
{
	sync_clear_bit(nr, (unsigned long __force *)map);
}

static inline bool xpv_shared_test_bit(unsigned int nr,
				       const unsigned long __shared *map)
{
	return xpv_shared_load(map + nr / BITS_PER_LONG) >>
	       (nr % BITS_PER_LONG) & 1;
}

static inline u32 xpv_shared_load32(const u32 __shared *word)
{
	return READ_ONCE(*(const u32 __force *)word);
}

static inline void xpv_shared_store32(u32 __shared *word, u32 value)
{
	WRITE_ONCE(*(u32 __force *)word, value);
}

/* Full barriers, as every locked instruction of x86 is. */
static inline u32 xpv_shared_take32(u32 __shared *word)
{
	return xchg((u32 __force *)word, 0);
}

static inline void xpv_shared_or32(u32 __shared *word, u32 bits)
{
	asm volatile("lock orl %1, %0"
		     : "+m" (*(u32 __force *)word)
		     : "er" (bits)
		     : "memory", "cc");
}

static inline void xpv_shared_andnot32(u32 __shared *word, u32 bits)
{
	asm volatile("lock andl %1, %0"
		     : "+m" (*(u32 __force *)word)
		     : "er" (~bits)
		     : "memory", "cc");
}

/* Return: what the word held; @replacement was stored when that is @expected. */
static inline u32 xpv_shared_cmpxchg32(u32 __shared *word, u32 expected,
				       u32 replacement)
{
	return sync_cmpxchg((u32 __force *)word, expected, replacement);
}

static inline u16 xpv_shared_load16(const u16 __shared *half)
{
	return READ_ONCE(*(const u16 __force *)half);
}

static inline void xpv_shared_store16(u16 __shared *half, u16 value)
{
	WRITE_ONCE(*(u16 __force *)half, value);
}

static inline u16 xpv_shared_cmpxchg16(u16 __shared *half, u16 expected,
				       u16 replacement)
{
	return sync_cmpxchg((u16 __force *)half, expected, replacement);
}

#endif /* XPV_EVENT_SHARED_H */
