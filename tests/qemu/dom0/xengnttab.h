/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests use of libxengnttab, whose headers the rig does not install. */
#ifndef DOM0_XENGNTTAB_H
#define DOM0_XENGNTTAB_H

#include <stdint.h>

struct xengnttab_handle;
struct xengnttab_handle *xengnttab_open(void *logger, unsigned int flags);
void *xengnttab_map_grant_ref(struct xengnttab_handle *h, uint32_t domid, uint32_t ref, int prot);
int xengnttab_unmap(struct xengnttab_handle *h, void *start, uint32_t pages);

#endif /* DOM0_XENGNTTAB_H */
