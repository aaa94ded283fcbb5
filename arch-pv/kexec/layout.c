// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which frames of a new kernel are what. [H]
 *
 * As a domain builder lays them out: the image from frame 0 on, the initrd, the p2m
 * list with the tables that map it, start_info, the tables that map all of this, a
 * stack.
 *
 * ABI: xen/interface/xen.h, "Start-of-day memory layout"
 */
#include "layout_env.h"
#include "layout.h"

/* Tables below the top one for @pages pages in a row, from a border of the largest on. */
static unsigned long layout_tables(unsigned long pages)
{
	unsigned long ptes = DIV_ROUND_UP(pages, XPV_KEXEC_PER_PAGE);

	return ptes + DIV_ROUND_UP(ptes, XPV_KEXEC_PER_PAGE) + 1;
}

/* The top level, those for @end frames, those for the page that is jumped from. */
static unsigned long layout_all_tables(unsigned long end)
{
	return 1 + layout_tables(end) + layout_tables(1);
}

/**
 * xpv_kexec_layout_calc() - lay out a new kernel
 * @l: filled
 * @image: frames of the image
 * @initrd: frames of the initrd
 * @memory: frames that the p2m list can name
 *
 * Return: 0, or -EFBIG where they are too many to map.
 */
int xpv_kexec_layout_calc(struct xpv_kexec_layout *l, unsigned long image,
			  unsigned long initrd, unsigned long memory)
{
	unsigned long pages = DIV_ROUND_UP(memory, XPV_KEXEC_PER_PAGE);

	if (image > XPV_KEXEC_MAX || initrd > XPV_KEXEC_MAX || pages > XPV_KEXEC_MAX)
		return -EFBIG;
	l->initrd = image;
	l->list = l->initrd + initrd;
	l->list_tables = l->list + pages;
	l->info = l->list_tables + layout_tables(pages);
	l->tables = l->info + 1;
	l->end = 0;
	do {
		l->end += XPV_KEXEC_BORDER;
		l->stack = l->tables + layout_all_tables(l->end);
	} while (l->end < l->stack + 1 + XPV_KEXEC_ADOPTED + XPV_KEXEC_SLACK);
	return l->end > XPV_KEXEC_MAX ? -EFBIG : 0;
}
