/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XPV_KEXEC_LAYOUT_H
#define XPV_KEXEC_LAYOUT_H

/* Entries of a page table, or of a page of the p2m list. */
#define XPV_KEXEC_PER_PAGE	512UL

/* Before the end: pages that the old kernel shares with Xen, leave_adopt(). */
#define XPV_KEXEC_ADOPTED	(3UL + 64)

/* The builder's contract: this much is left free, and then up to a border. */
#define XPV_KEXEC_SLACK		(512UL * 1024 / 4096)
#define XPV_KEXEC_BORDER	(4UL * 1024 * 1024 / 4096)

/* One page of page middle directories maps them all. */
#define XPV_KEXEC_MAX		(XPV_KEXEC_PER_PAGE * XPV_KEXEC_PER_PAGE)

/**
 * struct xpv_kexec_layout - where a new kernel's first frames are
 * @initrd: first frame of the initrd, behind the image
 * @list: first frame of the p2m list
 * @list_tables: first frame of the tables that map the list, behind it
 * @info: start_info
 * @tables: first frame of the other tables, the top level first
 * @stack: the boot stack, behind the tables
 * @end: what is mapped ends there
 */
struct xpv_kexec_layout {
	unsigned long initrd, list, list_tables, info, tables, stack, end;
};

int xpv_kexec_layout_calc(struct xpv_kexec_layout *l, unsigned long image,
			  unsigned long initrd, unsigned long memory);

#endif /* XPV_KEXEC_LAYOUT_H */
