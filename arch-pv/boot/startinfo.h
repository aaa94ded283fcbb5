/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XPV_STARTINFO_H
#define XPV_STARTINFO_H

struct start_info;

/* NULL when @si can be used, otherwise one line on what is wrong and what to do. */
const char *xpv_startinfo_check(const struct start_info *si);

/* The least memory, in pages, with which the kernel can get to its own messages. */
#define XPV_STARTINFO_MIN_PAGES	(SZ_32M / SZ_4K)

#endif /* XPV_STARTINFO_H */
