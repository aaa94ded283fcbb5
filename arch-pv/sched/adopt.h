/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What apentry.S has to know in numbers; adopt.c checks them.
 */
#ifndef XPV_ADOPT_H
#define XPV_ADOPT_H

/* struct adopt */
#define ADOPT_GS_BASE	24
#define ADOPT_STACK	32
#define ADOPT_BUSY	40

#endif /* XPV_ADOPT_H */
