/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages that another domain has granted, in the address space of a program.
 *
 * Xen writes and clears the entries. Nothing else may clear one: the grant could then
 * never be ended. The user unmaps what generic code is about to take away (an MMU
 * notifier tells it), before the domain is saved too.
 *
 * ABI: xen/interface/grant_table.h
 */
#ifndef XPV_FOREIGN_H
#define XPV_FOREIGN_H

#include <linux/types.h>

struct mm_struct;

/**
 * struct xpv_foreign - a page that another domain has granted
 *
 * Serialized by the user.
 *
 * @entry: machine address of the entry that maps it, while @mapped
 * @ref: grant reference, a number of the other domain's; set by the user
 * @handle: Xen's name for the mapping, while @mapped
 * @domain: who has granted it; set by the user
 * @mapped: there is an entry
 */
struct xpv_foreign {
	u64 entry;
	u32 ref;
	u32 handle;
	u16 domain;
	bool mapped;
};

/**
 * xpv_foreign_prepare() - make the page tables that a mapping needs
 * @mm: address space, its lock or that of the VMA taken
 * @addr: first address
 * @pages: how many
 *
 * Context: may allocate memory, unlike xpv_foreign_map(). Return: 0 or -ENOMEM.
 */
int xpv_foreign_prepare(struct mm_struct *mm, unsigned long addr, unsigned long pages);

/**
 * xpv_foreign_map() - map granted pages for user mode
 * @mm: address space, as for xpv_foreign_prepare(), after that
 * @addr: address of the first; the entries are empty
 * @pages: what to map, none mapped yet
 * @count: how many
 * @readonly: whether the program may only read
 *
 * Return: 0; or an errno, some may be mapped then: -EAGAIN when the other domain's
 * page is not in memory, -ENOSPC when Xen can map no more, -EINVAL when a grant is not
 * what was asked for.
 */
int xpv_foreign_map(struct mm_struct *mm, unsigned long addr, struct xpv_foreign *pages,
		    unsigned long count, bool readonly);

/**
 * xpv_foreign_unmap() - unmap those of the pages that are mapped
 * @pages: pages of one address space that still has the tables they were mapped in
 * @count: how many
 *
 * No processor has an entry cached when it returns. Does not sleep.
 */
void xpv_foreign_unmap(struct xpv_foreign *pages, unsigned long count);

/**
 * xpv_foreign_hold() - let Xen read and write what the current program points to
 *
 * Its page tables stay with the processor until the lock of its address space, which
 * the caller has taken for writing, is released.
 */
void xpv_foreign_hold(void);

#endif /* XPV_FOREIGN_H */
