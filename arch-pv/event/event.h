/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the event-channel files share: the binding of a port to an interrupt,
 * and the two ways in which Xen can present pending ports.
 *
 * Locks: irq_desc.lock, then xpv_evtchn.lock. The table's mutex (evtchn.c) is
 * outermost and never taken by the upcall, which takes no lock to find a port.
 */
#ifndef XPV_EVENT_H
#define XPV_EVENT_H

#include <linux/irq.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <xen/interface/event_channel.h>
#include <xpv/evtchn.h>
#include "../internal.h"

/*
 * Reasons to keep a port masked; it is unmasked when none is left.
 *
 * @XPV_HELD_IRQ: Linux has the interrupt masked, disabled or not requested
 * @XPV_HELD_EOI: an event was delivered and its end of interrupt is due
 * @XPV_HELD_PAUSE: too many events without work, the port rests
 * @XPV_HELD_GONE: being unbound; for ever
 * @XPV_HELD_MOVE: its CPU is being changed
 */
enum xpv_held {
	XPV_HELD_IRQ	= BIT(0),
	XPV_HELD_EOI	= BIT(1),
	XPV_HELD_PAUSE	= BIT(2),
	XPV_HELD_GONE	= BIT(3),
	XPV_HELD_MOVE	= BIT(4),
};

/**
 * struct xpv_evtchn - a port bound to a Linux interrupt
 *
 * I: fixed before the port is in the table; L: under @lock, interrupts off; S: by
 * xpv_evtchn_resume() too, all CPUs stopped. Found by the upcall through the
 * table (evtchn.c); freed a grace period after it has left the table.
 *
 * @port: I, S: the port; XPV_PORT_NONE once it stayed behind in another domain
 * @irq: I: the interrupt
 * @desc: I: descriptor of @irq, saves the upcall a lookup
 * @lock: orders changes of @held with the mask bit that Xen sees
 * @held: L: reasons to stay masked, enum xpv_held; not used by per-CPU sources
 * @cpu: L: CPU that Xen notifies; fixed for per-CPU sources
 * @idle: L: events in a row for which the driver found nothing to do
 * @pause: ends XPV_HELD_PAUSE
 * @source: I: what to bind again in a new domain
 * @node: in the list of per-CPU sources (evtchn.c), under its table's mutex, S
 */
struct xpv_evtchn {
	xpv_port_t port;
	int irq;
	struct irq_desc *desc;
	raw_spinlock_t lock;
	unsigned int held;
	unsigned int cpu;
	unsigned int idle;
	struct delayed_work pause;
	int source;
	struct list_head node;
};

/* xpv_evtchn.source: the number of a virtual interrupt, or one of these. */
#define XPV_SOURCE_IPI		(-1)
#define XPV_SOURCE_OTHER	(-2)

static inline bool xpv_evtchn_lives(const struct xpv_evtchn *evtchn)
{
	return xpv_port_number(evtchn->port);
}

/* For xpv_evtchn_ops.route(): no CPU delivers the port yet, or any more. */
#define XPV_EVTCHN_NOWHERE	UINT_MAX

/**
 * struct xpv_evtchn_ops - one of Xen's two presentations of pending ports
 * @name: for the log
 * @ports: number of ports; ports are below it
 * @prepare: get the memory of the port's state; process context, table mutex.
 *	0 or a negative errno. Optional.
 * @cpu_prepare: what a CPU needs before ports may notify it. 0 or errno. Optional.
 * @cpu_dead: the CPU runs no more; free what is queued there. Optional.
 * @route: a masked port's CPU changes. Optional.
 * @urgent: serve this port before others; best effort. Optional.
 * @mask: no upcall for this port from now on. Context: any.
 * @unmask: undo @mask; a port that is pending raises its upcall on @cpu, which
 *	is where Xen has it bound. Context: interrupts off.
 * @set: make the port pending; takes effect with the next @unmask
 * @clear: the event is taken
 * @resume: the domain is a new one: make Xen know what the CPUs prepared here
 *	have, with every port masked and nothing pending. All CPUs stopped. 0 or errno.
 * @scan: deliver what is pending on this CPU. Begins with a full barrier, the
 *	partner of Xen's: it makes a port visible, then sets the CPU's upcall
 *	pending flag. Context: upcall.
 */
struct xpv_evtchn_ops {
	const char *name;
	unsigned int ports;
	int (*prepare)(xpv_port_t port);
	int (*cpu_prepare)(unsigned int cpu);
	void (*cpu_dead)(unsigned int cpu);
	void (*route)(xpv_port_t port, unsigned int from, unsigned int to);
	void (*urgent)(xpv_port_t port);
	void (*mask)(xpv_port_t port);
	void (*unmask)(xpv_port_t port, unsigned int cpu);
	void (*set)(xpv_port_t port);
	void (*clear)(xpv_port_t port);
	int (*resume)(void);
	void (*scan)(unsigned int cpu);
};

/* evtchn.c */
extern const struct xpv_evtchn_ops *xpv_evtchn_ops;	/* fixed by xpv_evtchn_init() */
void xpv_evtchn_deliver(xpv_port_t port);		/* from ops->scan() */
void xpv_evtchn_raise_again(xpv_port_t port, unsigned int dead);
void xpv_evtchn_hcall_unmask(xpv_port_t port);
int xpv_evtchn_open_ipi(unsigned int cpu, xpv_port_t *port);	/* bound to nobody; 0 or errno */
int xpv_evtchn_silence(xpv_port_t port);		/* new, bound to nobody: masked; 0 or errno */

/* evtchn_2l.c */
const struct xpv_evtchn_ops * __init xpv_evtchn_2l_init(void);

/* evtchn_fifo.c */
const struct xpv_evtchn_ops * __init xpv_evtchn_fifo_init(void);	/* NULL: Xen has none */

/* irqchip.c */
int xpv_irqchip_add(struct xpv_evtchn *evtchn, bool percpu);
void xpv_irqchip_remove(struct xpv_evtchn *evtchn);
void xpv_irqchip_raise_again(struct xpv_evtchn *evtchn, unsigned int dead);
struct xpv_evtchn *xpv_irqchip_evtchn(int irq);		/* NULL: not one of ours */

#endif /* XPV_EVENT_H */
