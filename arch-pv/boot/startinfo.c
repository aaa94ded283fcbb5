// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is what the domain builder left us usable? [H]
 *
 * Pure: reads only the structure it is given.
 * ABI: xen/interface/xen.h, struct start_info
 */
#include "startinfo_env.h"
#include "startinfo.h"

/* "xen-3.N-x86_64"; Xen's own builder appends "p" to kernels that note PAE. */
static bool startinfo_magic_ok(const struct start_info *si)
{
	static const char prefix[] = "xen-3.", platform[] = "-x86_64";
	size_t len = strnlen(si->magic, sizeof(si->magic));

	if (len == sizeof(si->magic) || strncmp(si->magic, prefix, sizeof(prefix) - 1))
		return false;
	return strstr(si->magic, platform);
}

static bool startinfo_p2m_ok(const struct start_info *si)
{
	unsigned long need = (si->nr_pages + 511) / 512;

	return si->nr_p2m_frames >= need && si->nr_pages <= XPV_P2M_MAX_ENTRIES;
}

const char *xpv_startinfo_check(const struct start_info *si)
{
	if (!startinfo_magic_ok(si))
		return "start_info has no x86_64 PV magic; load this kernel as a 64-bit PV guest";
	if (si->nr_pages < XPV_STARTINFO_MIN_PAGES)
		return "less than 32 MiB of memory; raise 'memory' in the guest's configuration";
	if (si->mfn_list != XPV_P2M_BASE)
		return "the domain builder ignored the INIT_P2M note; use Xen tools 3.4 or later";
	if (!startinfo_p2m_ok(si))
		return "the domain builder's p2m list is shorter than the guest's memory";
	if (!si->pt_base || !si->nr_pt_frames)
		return "the domain builder left no page tables";
	if (!si->shared_info || si->shared_info & (SZ_4K - 1))
		return "the shared info address is not that of a page";
	return NULL;
}
