/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests use of libxenevtchn, whose headers the rig does not install. */
#ifndef GUEST_XENEVTCHN_H
#define GUEST_XENEVTCHN_H

#include <stdint.h>

struct xenevtchn_handle;
struct xenevtchn_handle *xenevtchn_open(void *logger, unsigned int flags);
int xenevtchn_close(struct xenevtchn_handle *h);
int xenevtchn_fd(struct xenevtchn_handle *h);
int xenevtchn_notify(struct xenevtchn_handle *h, uint32_t port);
int xenevtchn_bind_unbound_port(struct xenevtchn_handle *h, uint32_t domid);
int xenevtchn_bind_interdomain(struct xenevtchn_handle *h, uint32_t domid, uint32_t port);
int xenevtchn_bind_virq(struct xenevtchn_handle *h, unsigned int virq);
int xenevtchn_unbind(struct xenevtchn_handle *h, uint32_t port);
int xenevtchn_pending(struct xenevtchn_handle *h);
int xenevtchn_unmask(struct xenevtchn_handle *h, uint32_t port);

#endif /* GUEST_XENEVTCHN_H */
