/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fixed addresses of the guest, usable from assembly.
 */
#ifndef XPV_LAYOUT_H
#define XPV_LAYOUT_H

#include <linux/const.h>

/*
 * The p2m list: 8 bytes a frame, mapped here by the domain builder and never
 * moved. The slot is the one natively used for the LDT's remap under page-table
 * isolation, which a PV guest does not have: Xen isolates it.
 */
#define XPV_P2M_BASE		_AC(0xffff880000000000, UL)
#define XPV_P2M_MAX_ENTRIES	(_AC(1, UL) << 36)

/* Of a page-table entry: present, and where the frame number is. */
#define XPV_PTE_PRESENT		1
#define XPV_PTE_FRAME		_AC(0x000ffffffffff000, UL)

/* Initial-domain capable; every table of ours is written by hypercall only. */
#define XPV_SUPPORTED_FEATURES	(1 << XENFEAT_dom0)

/* Who this is. The number changes with struct xpv_handover. */
#define XPV_GUEST_VERSION	"linux-pv 2"

/* DOMID_SELF of xen/interface/xen.h, whose form assembly cannot read. */
#define XPV_DOMID_SELF		0x7ff0

#endif /* XPV_LAYOUT_H */
