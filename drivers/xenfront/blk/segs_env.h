/* SPDX-License-Identifier: GPL-2.0-only */
/* All that segs.c needs from its surroundings; host tests bring another one. */
#ifndef XFBLK_SEGS_ENV_H
#define XFBLK_SEGS_ENV_H

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <xen/interface/io/blkif.h>
#include "segs.h"

#endif /* XFBLK_SEGS_ENV_H */
