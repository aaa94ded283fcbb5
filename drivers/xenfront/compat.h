/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only place in drivers/xenfront that asks which kernel this is. The code
 * is written to the API of 6.12; for an older kernel what differs goes here.
 */
#ifndef XENFRONT_COMPAT_H
#define XENFRONT_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#error "drivers/xenfront needs a kernel 6.12 or later"
#endif

#endif /* XENFRONT_COMPAT_H */
