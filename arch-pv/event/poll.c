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
	struct evtchn_bind_ipi op = { .vcpu = cpu };
	int err = xpv_hcall_evtchn(EVTCHNOP_bind_ipi, &op);

	if (err)
		return err;
	err = xpv_evtchn_silence(xpv_port(op.port));
	if (err) {
		xpv_evtchn_close(xpv_port(op.port));
		return err;
	}
	*port = xpv_port(op.port);
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
