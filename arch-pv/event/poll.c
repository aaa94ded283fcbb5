// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports that a CPU waits for in a hypercall instead of being interrupted by them.
 *
 * Such a port has no binding in the table and stays masked: an event only sets
 * its pending bit and wakes a CPU that polls it. Xen never queues a masked port,
 * so nothing of it is left behind when its CPU goes down.
 *
 * ABI: xen/interface/sched.h (SCHEDOP_poll)
 */
#include <linux/types.h>
#include <xen/interface/sched.h>
#include <xpv/hcall.h>
#include "event.h"

int xpv_poll_bind(unsigned int cpu, xpv_port_t *port)
{
	xpv_port_t open;
	int err = xpv_evtchn_open_ipi(cpu, &open);

	if (err)
		return err;
	err = xpv_evtchn_silence(open);
	if (err) {
		xpv_evtchn_close(open);
		return err;
	}
	/* Waiters use it from here on. */
	*port = open;
	return 0;
}

void xpv_poll_set(xpv_port_t port)
{
	xpv_evtchn_ops->set(port);
}

void xpv_poll_clear(xpv_port_t port)
{
	xpv_evtchn_ops->clear(port);
}

void xpv_poll_wait(xpv_port_t port)
{
	evtchn_port_t nr = xpv_port_number(port);
	struct sched_poll op = { .nr_ports = 1 };

	set_xen_guest_handle(op.ports, &nr);
	xpv_hcall_sched(SCHEDOP_poll, &op);
}
