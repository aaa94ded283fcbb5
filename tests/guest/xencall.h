/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests use of libxencall, whose headers the rig does not install. */
#ifndef GUEST_XENCALL_H
#define GUEST_XENCALL_H

#include <stddef.h>
#include <stdint.h>

struct xencall_handle;
struct xencall_handle *xencall_open(void *logger, unsigned int flags);
int xencall_close(struct xencall_handle *h);
int xencall1(struct xencall_handle *h, unsigned int op, uint64_t arg1);
int xencall2(struct xencall_handle *h, unsigned int op, uint64_t arg1, uint64_t arg2);
void *xencall_alloc_buffer_pages(struct xencall_handle *h, size_t pages);
void xencall_free_buffer_pages(struct xencall_handle *h, void *p, size_t pages);

#endif /* GUEST_XENCALL_H */
