/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What jump.S has to know in numbers; leave.c and park.c check them.
 */
#ifndef XPV_KEXEC_JUMP_H
#define XPV_KEXEC_JUMP_H

/* struct xpv_kexec_jump */
#define JUMP_COUNT	72
#define JUMP_ENTRY	80
#define JUMP_STACK	88
#define JUMP_INFO	96

/* struct xpv_park_slot */
#define PARK_PARKED	0
#define PARK_ENTRY	8
#define PARK_ARG	16

/* xen/interface, as far as assembly cannot read it */
#define JUMP_SHUTDOWN	2
#define JUMP_CRASH	3
#define PARK_DOWN	2

#endif /* XPV_KEXEC_JUMP_H */
