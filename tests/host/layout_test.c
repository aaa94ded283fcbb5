// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch-pv/kexec/layout.c: parts follow each other, and there are tables for all that
 * is mapped, counted here by the entries that lead to each.
 */
#include "xenfront_host.h"
#include "layout_env.h"
#include "arch-pv/kexec/layout.h"
#include "arch-pv/kexec/layout.c"

/* Tables that @pages pages from frame 0 of a mapping need, each that is touched once. */
static unsigned long touched(unsigned long pages)
{
	unsigned long i, ptes = 0, pmds = 0;

	for (i = 0; i < pages; i++) {
		ptes += i % 512 == 0;
		pmds += i % (512 * 512) == 0;
	}
	return ptes + pmds + 1;
}

static bool whole(unsigned long image, unsigned long initrd, unsigned long memory)
{
	struct xpv_kexec_layout l;
	unsigned long list = (memory + 511) / 512;

	if (xpv_kexec_layout_calc(&l, image, initrd, memory))
		return false;
	return l.initrd == image && l.list == image + initrd && l.list_tables == l.list + list &&
	       l.info == l.list_tables + touched(list) && l.tables == l.info + 1 &&
	       l.stack == l.tables + 1 + touched(l.end) + touched(1) &&
	       l.end % XPV_KEXEC_BORDER == 0 && l.end >= l.stack + 1 + XPV_KEXEC_ADOPTED + XPV_KEXEC_SLACK &&
	       l.end < l.stack + 1 + XPV_KEXEC_ADOPTED + XPV_KEXEC_SLACK + XPV_KEXEC_BORDER + 2;
}

static bool usual(void)
{
	return whole(8192, 2800, 65536) && whole(8192, 0, 8192) && whole(1, 1, 1) &&
	       whole(9000, 60000, 16UL << 18);
}

static bool all_sizes(void)
{
	unsigned long image, memory;

	for (image = 1; image < 9000; image += 13)
		for (memory = 500; memory < 600000; memory += 99991)
			if (!whole(image, image / 3, memory))
				return false;
	return true;
}

static bool too_large(void)
{
	struct xpv_kexec_layout l;

	return xpv_kexec_layout_calc(&l, XPV_KEXEC_MAX + 1, 0, 1) == -EFBIG &&
	       xpv_kexec_layout_calc(&l, 1, ~0UL, 1) == -EFBIG &&
	       xpv_kexec_layout_calc(&l, 1, 1, ~0UL / 2) == -EFBIG &&
	       xpv_kexec_layout_calc(&l, XPV_KEXEC_MAX - 700, 0, 65536) == -EFBIG;
}

int main(void)
{
	host_report("layout", "kernels as they are", usual());
	host_report("layout", "every size has its tables and its slack", all_sizes());
	host_report("layout", "what one gigabyte does not hold is refused", too_large());
	return host_failures != 0;
}
