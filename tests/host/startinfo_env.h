/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User-space surroundings of arch-pv/boot/startinfo.c. The structure is written
 * down anew here, by the offsets of the x86-64 ABI.
 */
#ifndef XPV_STARTINFO_ENV_H
#define XPV_STARTINFO_ENV_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "arch-pv/layout.h"

#define SZ_4K	0x1000
#define SZ_32M	0x2000000

/* xen/interface/xen.h: the members that the check looks at, and the room between */
struct start_info {
	char magic[32];
	uint64_t nr_pages;
	uint64_t shared_info;
	uint32_t flags, pad;
	uint64_t store_mfn;
	uint64_t store_evtchn;
	uint64_t console[2];
	uint64_t pt_base;
	uint64_t nr_pt_frames;
	uint64_t mfn_list;
	uint64_t mod[2];
	int8_t cmd_line[1024];
	uint64_t first_p2m_pfn;
	uint64_t nr_p2m_frames;
};

static_assert(offsetof(struct start_info, pt_base) == 88, "ABI");
static_assert(offsetof(struct start_info, mfn_list) == 104, "ABI");
static_assert(sizeof(struct start_info) == 1168, "ABI");

#endif /* XPV_STARTINFO_ENV_H */
