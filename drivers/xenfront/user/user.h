/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What programs of the guest see of Xen: names shared by the files here.
 */
#ifndef XENFRONT_USER_H
#define XENFRONT_USER_H

#include <linux/fs.h>

/* xenbus.c: /dev/xen/xenbus and /proc/xen/xenbus */
extern const struct file_operations xfuser_xenbus_fops;

#endif /* XENFRONT_USER_H */
