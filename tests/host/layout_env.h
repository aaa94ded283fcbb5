/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of arch-pv/kexec/layout.c. */
#ifndef XPV_KEXEC_LAYOUT_ENV_H
#define XPV_KEXEC_LAYOUT_ENV_H

#include <errno.h>

#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))

#endif /* XPV_KEXEC_LAYOUT_ENV_H */
