// SPDX-License-Identifier: GPL-2.0-only
/*
 * What this Xen offers and whether that is enough.
 *
 * ABI: xen/interface/version.h, xen/interface/features.h
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <xen/interface/xen.h>
#include <xen/interface/version.h>
#include <xen/interface/features.h>
#include <xpv/hcall.h>
#include <xpv/version.h>
#include "../internal.h"

static u32 feature_bits[XENFEAT_NR_SUBMAPS] __ro_after_init;

/**
 * struct features_need - what arch-pv cannot do without
 * @bit: XENFEAT_*
 * @missing: how to say so to whoever runs the host
 */
struct features_need {
	unsigned int bit;
	const char *missing;
};

static const struct features_need features_needed[] __initconst = {
	{ XENFEAT_mmu_pt_update_preserve_ad,
	  "this Xen lacks MMU_PT_UPDATE_PRESERVE_AD; Xen 3.4 or later is needed" },
	{ XENFEAT_gnttab_map_avail_bits,
	  "this Xen lacks available bits in grant mappings; Xen 3.4 or later is needed" },
};

bool xpv_feature(unsigned int bit)
{
	return bit / 32 < XENFEAT_NR_SUBMAPS && feature_bits[bit / 32] & BIT(bit % 32);
}

long xpv_version(unsigned int what, void *answer)
{
	return xpv_hcall_version(what, answer);
}
EXPORT_SYMBOL_GPL(xpv_version);

void __init xpv_features_init(void)
{
	struct xen_feature_info info;
	unsigned int i;

	for (i = 0; i < XENFEAT_NR_SUBMAPS; i++) {
		info.submap_idx = i;
		xpv_must(xpv_hcall_version(XENVER_get_features, &info), "XENVER_get_features");
		feature_bits[i] = info.submap;
	}
	for (i = 0; i < ARRAY_SIZE(features_needed); i++)
		if (!xpv_feature(features_needed[i].bit))
			xpv_die(features_needed[i].missing);
}

void __init xpv_features_banner(void)
{
	long version = xpv_version(XENVER_version, NULL);
	struct xen_extraversion extra = {};

	xpv_version(XENVER_extraversion, &extra);
	pr_info("xpv: PV guest of Xen %ld.%ld%.16s, features 0x%08x\n",
		version >> 16, version & 0xffff, extra.extraversion, feature_bits[0]);
}
