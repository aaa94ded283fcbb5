/* SPDX-License-Identifier: GPL-2.0-only */
/* All that kexec/layout.c needs of the kernel; host tests bring their own. */
#ifndef XPV_KEXEC_LAYOUT_ENV_H
#define XPV_KEXEC_LAYOUT_ENV_H

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/types.h>

#endif /* XPV_KEXEC_LAYOUT_ENV_H */
