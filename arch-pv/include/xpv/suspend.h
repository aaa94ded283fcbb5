/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ends of life, and suspensions, that the toolstack sees.
 *
 * ABI: xen/interface/sched.h
 */
#ifndef XPV_SUSPEND_H
#define XPV_SUSPEND_H

/**
 * xpv_shutdown() - leave for good
 * @reason: SHUTDOWN_poweroff, SHUTDOWN_reboot or SHUTDOWN_crash
 *
 * Context: any. Does not return.
 */
void __noreturn xpv_shutdown(unsigned int reason);

int xpv_suspend(void);

#endif /* XPV_SUSPEND_H */
