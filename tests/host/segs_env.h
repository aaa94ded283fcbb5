/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User-space surroundings of drivers/xenfront/blk/segs.c. The requests are
 * written down anew here, by the offsets of the x86-64 ABI, so that a test reads
 * what a back-end would.
 */
#ifndef XFBLK_SEGS_ENV_H
#define XFBLK_SEGS_ENV_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define PAGE_SIZE	4096UL
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define offsetofend(type, member) \
	(offsetof(type, member) + sizeof(((type *)0)->member))

/* xen/interface/io/blkif.h */
#define BLKIF_OP_READ			0
#define BLKIF_OP_WRITE			1
#define BLKIF_OP_FLUSH_DISKCACHE	3
#define BLKIF_OP_DISCARD		5
#define BLKIF_OP_INDIRECT		6
#define BLKIF_DISCARD_SECURE		1
#define BLKIF_MAX_SEGMENTS_PER_REQUEST	11

struct blkif_request_segment {
	u32 gref;
	u8 first_sect;
	u8 last_sect;
};

struct blkif_request_rw {
	u8 nr_segments;
	u16 handle;
	u32 pad;
	u64 id;
	u64 sector_number;
	struct blkif_request_segment seg[11];
} __attribute__((packed));

struct blkif_request_indirect {
	u8 indirect_op;
	u16 nr_segments;
	u32 pad1;
	u64 id;
	u64 sector_number;
	u16 handle;
	u16 pad2;
	u32 indirect_grefs[8];
	u32 pad3;
} __attribute__((packed));

struct blkif_request_discard {
	u8 flag;
	u16 pad1;
	u32 pad2;
	u64 id;
	u64 sector_number;
	u64 nr_sectors;
	u8 pad3;
} __attribute__((packed));

struct blkif_request {
	u8 operation;
	union {
		struct blkif_request_rw rw;
		struct blkif_request_discard discard;
		struct blkif_request_indirect indirect;
	} u;
} __attribute__((packed));

#include "drivers/xenfront/blk/segs.h"

#endif /* XFBLK_SEGS_ENV_H */
