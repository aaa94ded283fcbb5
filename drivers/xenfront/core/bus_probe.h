/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the bus offer each other.
 */
#ifndef XENFRONT_BUS_PROBE_H
#define XENFRONT_BUS_PROBE_H

#include <xenfront/bus.h>

/* bus.c */
extern const struct bus_type xfbus_type;

/*
 * bus_probe.c: a device gets and loses its driver. Context: process, device
 * model's lock held.
 */
int xfbus_probe_bind(struct xfbus_device *xdev);
void xfbus_probe_unbind(struct xfbus_device *xdev);
/* Another kernel takes over: the back-end is made ready for it. */
void xfbus_probe_leave(struct xfbus_device *xdev);
/* Around a save of the domain; a device without a driver may be given, too. */
void xfbus_probe_suspend(struct xfbus_device *xdev);
void xfbus_probe_resume(struct xfbus_device *xdev, bool moved);
/* A fresh device's own part, before it is visible. */
void xfbus_probe_init(struct xfbus_device *xdev);

/*
 * bus_scan.c: all devices around a save of the domain. moved: in a new domain, before
 * the watches are set again.
 */
void xfbus_scan_suspend(void);
void xfbus_scan_moved(void);
void xfbus_scan_resume(bool moved);

/* bus_scan.c: boot waits for one device more, for one less. */
void xfbus_scan_await(void);
void xfbus_scan_settled(void);

#endif /* XENFRONT_BUS_PROBE_H */
