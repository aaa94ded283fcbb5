/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the pure files of drivers/xenfront/core use of the kernel, for user space.
 *
 * host_touch, where set, runs before each access to shared memory and may change
 * it: the other side of a ring, running at the worst moment.
 *
 * Compile with -I. -Itests/host -Iarch-pv/include -Idrivers/xenfront/include and
 * -idirafter LINUX/include, for <xen/interface/...> only.
 */
#ifndef XENFRONT_HOST_H
#define XENFRONT_HOST_H

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;

#define U32_MAX		UINT32_MAX
#define U64_MAX		(~0ULL)
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define BIT(n)		(1UL << (n))
#define min(a, b)	((a) < (b) ? (a) : (b))
#define __force
#define EXPORT_SYMBOL_GPL(sym)	struct host_export_##sym

#define READ_ONCE(x)		(*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v)	(*(volatile typeof(x) *)&(x) = (v))
#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)
#define virt_mb()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define virt_rmb()		__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define virt_wmb()		__atomic_thread_fence(__ATOMIC_RELEASE)

static inline bool is_power_of_2(u64 n)
{
	return n && !(n & (n - 1));
}

static inline unsigned int ilog2(u64 n)
{
	return 63 - __builtin_clzll(n);
}

static inline u64 rounddown_pow_of_two(u64 n)
{
	return 1ULL << ilog2(n);
}

static inline int hex_to_bin(unsigned char c)
{
	return isdigit(c) ? c - '0' : isxdigit(c) ? (c | 0x20) - 'a' + 10 : -1;
}

#define get_unaligned(p) ({						\
	typeof(*(p) + 0) host_value = 0;				\
	memcpy(&host_value, p, sizeof(*(p)));				\
	(typeof(*(p)))host_value; })
#define put_unaligned(v, p) do {					\
	typeof(*(p)) host_value = (v);					\
	memcpy(p, &host_value, sizeof(host_value));			\
} while (0)

/* Stands in for <xenfront/shared.h>. */
#define XENFRONT_SHARED_H
#include "arch-pv/include/xpv/types.h"

static void (*host_touch)(void);

static inline void host_before_access(void)
{
	if (host_touch)
		host_touch();
}

static inline u32 xfshared_load(const u32 *from)
{
	host_before_access();
	return READ_ONCE(*from);
}

static inline void xfshared_store(u32 *to, u32 value)
{
	host_before_access();
	WRITE_ONCE(*to, value);
}

static inline void xfshared_copy_in(void *to, const void *from, size_t len)
{
	host_before_access();
	memcpy(to, from, len);
}

static inline void xfshared_copy_out(void *to, const void *from, size_t len)
{
	host_before_access();
	memcpy(to, from, len);
}

/* One line per case; the number of failures is the exit code's business. */
static int host_failures;

static inline void host_report(const char *suite, const char *name, bool good)
{
	printf("%s %s: %s\n", good ? "ok" : "FAIL", suite, name);
	host_failures += !good;
}

/* Repeats from run to run. */
static inline u32 host_random(void)
{
	static u64 state = 88172645463325252ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

#endif /* XENFRONT_HOST_H */
