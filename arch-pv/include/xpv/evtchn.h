/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels for drivers: one port, one Linux interrupt, one handler.
 *
 * Ports come masked and are unmasked by the bind. Delivery masks the port; it
 * stays masked until the driver calls xpv_evtchn_eoi(), so that a back-end
 * cannot raise more events than the driver takes work for. An end of interrupt
 * that reports no work done (@spurious) delays the unmask, by more each time.
 *
 * ABI: xen/interface/event_channel.h
 */
#ifndef XPV_EVTCHN_H
#define XPV_EVTCHN_H

#include <linux/interrupt.h>
#include <xpv/types.h>

/**
 * xpv_evtchn_alloc() - get a port that a back-end's domain may bind to
 * @remote: domain that may bind to it
 * @port: filled with the new port
 *
 * Context: process. Return: 0, or a negative errno from Xen.
 */
int xpv_evtchn_alloc(u16 remote, xpv_port_t *port);

/**
 * xpv_evtchn_connect() - get a port that leads to another domain's
 * @remote: the other domain
 * @remote_port: a port of its that this domain may bind to
 * @port: filled with the new port, on which an event is pending
 *
 * Context: process. Return: 0, or a negative errno from Xen.
 */
int xpv_evtchn_connect(u16 remote, u32 remote_port, xpv_port_t *port);

/**
 * xpv_evtchn_global() - get a port for a virtual interrupt that Xen has but one of
 * @virq: VIRQ_*, none of those that each CPU has
 * @port: filled with the new port
 *
 * Context: process. Return: 0, or a negative errno from Xen.
 */
int xpv_evtchn_global(u32 virq, xpv_port_t *port);

/**
 * xpv_evtchn_close() - give a port back to Xen
 * @port: a port of this domain's that is not bound to an interrupt
 */
void xpv_evtchn_close(xpv_port_t port);

/**
 * xpv_evtchn_bind() - deliver a port as a Linux interrupt and unmask it
 * @port: port from the functions above or from Xen (store, console)
 * @handler: as for request_irq(); must end in xpv_evtchn_eoi(), there or later
 * @name: for /proc/interrupts; must outlive the binding
 * @ctx: the handler's dev_id
 *
 * Context: process.
 * Return: the interrupt number (> 0), or a negative errno.
 */
int xpv_evtchn_bind(xpv_port_t port, irq_handler_t handler, const char *name,
		    void *ctx);

/**
 * xpv_evtchn_unbind() - undo xpv_evtchn_bind()
 * @irq: what the bind returned
 * @ctx: its dev_id
 *
 * Waits for a running handler. The port stays open and masked.
 * Context: process.
 */
void xpv_evtchn_unbind(int irq, void *ctx);

/**
 * xpv_evtchn_current() - has a binding its port still?
 * @irq: what the bind returned
 *
 * Return: false after the domain was left for a new one, in which the port's number
 * means nothing, or something else.
 */
bool xpv_evtchn_current(int irq);

/**
 * xpv_evtchn_eoi() - the driver has taken the work that an event announced
 * @irq: interrupt of the event
 * @spurious: the handler found nothing to do
 *
 * Context: any, interrupts may be off. Every delivery needs exactly one.
 */
void xpv_evtchn_eoi(int irq, bool spurious);

/**
 * xpv_evtchn_notify() - raise an event at the other end
 * @port: local end
 *
 * One hypercall. Context: any.
 */
void xpv_evtchn_notify(xpv_port_t port);

/**
 * xpv_evtchn_affine() - deliver on one CPU from now on
 * @irq: interrupt of a binding
 * @cpu: an online CPU
 *
 * Return: 0 or a negative errno.
 */
int xpv_evtchn_affine(int irq, unsigned int cpu);

#endif /* XPV_EVTCHN_H */
