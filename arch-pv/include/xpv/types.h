/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Number types that must never be mixed up, and the address space of memory
 * that Xen or a back-end can write.
 *
 * pfn    index into the guest's own pseudo-physical memory, what Linux calls
 *        a page frame number everywhere
 * mfn    frame number of the machine, what Xen and the page tables use
 * gref   index into the grant table, what a back-end maps or copies by
 * port   event channel, local end
 *
 * sparse refuses any conversion that does not go through the functions here;
 * the compiler sees plain integers.
 */
#ifndef XPV_TYPES_H
#define XPV_TYPES_H

#include <linux/types.h>

typedef unsigned long __bitwise xpv_pfn_t;
typedef unsigned long __bitwise xpv_mfn_t;
typedef u32 __bitwise xpv_gref_t;
typedef u32 __bitwise xpv_port_t;

#ifdef __CHECKER__
#define __shared __attribute__((noderef, address_space(__shared)))
#else
#define __shared
#endif

#define XPV_MFN_NONE	((__force xpv_mfn_t)~0UL)
#define XPV_GREF_NONE	((__force xpv_gref_t)0)
#define XPV_PORT_NONE	((__force xpv_port_t)0)

static inline xpv_pfn_t xpv_pfn(unsigned long number)
{
	return (__force xpv_pfn_t)number;
}

static inline unsigned long xpv_pfn_number(xpv_pfn_t pfn)
{
	return (__force unsigned long)pfn;
}

static inline xpv_mfn_t xpv_mfn(unsigned long number)
{
	return (__force xpv_mfn_t)number;
}

static inline unsigned long xpv_mfn_number(xpv_mfn_t mfn)
{
	return (__force unsigned long)mfn;
}

static inline xpv_gref_t xpv_gref(u32 number)
{
	return (__force xpv_gref_t)number;
}

static inline u32 xpv_gref_number(xpv_gref_t ref)
{
	return (__force u32)ref;
}

static inline xpv_port_t xpv_port(u32 number)
{
	return (__force xpv_port_t)number;
}

static inline u32 xpv_port_number(xpv_port_t port)
{
	return (__force u32)port;
}

#endif /* XPV_TYPES_H */
