/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only way into memory that the other side can write: single loads and
 * stores of indices, and copies of whole messages. What was loaded or copied
 * once stays as it is; checks and uses see the same value.
 */
#ifndef XENFRONT_SHARED_H
#define XENFRONT_SHARED_H

#include <linux/compiler.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include <xpv/types.h>

static inline u32 xfshared_load(const u32 __shared *from)
{
	return READ_ONCE(*(const u32 __force *)from);
}

static inline void xfshared_store(u32 __shared *to, u32 value)
{
	WRITE_ONCE(*(u32 __force *)to, value);
}

/* The barrier keeps the compiler from going back to @from later. */
static inline void xfshared_copy_in(void *to, const void __shared *from,
				    size_t len)
{
	memcpy(to, (const void __force *)from, len);
	barrier();
}

static inline void xfshared_copy_out(void __shared *to, const void *from,
				     size_t len)
{
	memcpy((void __force *)to, from, len);
}

#endif /* XENFRONT_SHARED_H */
