// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 2-level presentation of event channels: bitmaps in the shared-info page.
 *
 * Xen raises a port by setting its pending bit; where the mask bit is clear it
 * then sets the bit of the port's word in the selector of the bound vCPU, and
 * then that vCPU's upcall flag. A set pending bit is never announced again, so
 * whoever clears a mask bit has to look at the pending bit afterwards.
 *
 * A selector bit names 64 ports of which some may be bound to other CPUs: each
 * CPU delivers only its own (bound_ports).
 *
 * ABI: xen/interface/xen.h, struct shared_info
 */
#include <linux/bitmap.h>
#include <linux/percpu.h>
#include "event.h"
#include "scan.h"
#include "shared.h"

static_assert(XPV_SCAN_PORTS == EVTCHN_2L_NR_CHANNELS);

/* Ports that a CPU delivers. Any CPU changes bits; only the CPU itself scans. */
static DEFINE_PER_CPU(unsigned long [XPV_SCAN_WORDS], bound_ports);

/* The CPU's own, interrupts off. */
static DEFINE_PER_CPU(struct xpv_scan, scan_position);

static void route_2l(xpv_port_t port, unsigned int from, unsigned int to)
{
	unsigned int nr = xpv_port_number(port);

	if (from != XPV_EVTCHN_NOWHERE)
		clear_bit(nr, per_cpu(bound_ports, from));
	if (to != XPV_EVTCHN_NOWHERE)
		set_bit(nr, per_cpu(bound_ports, to));
}

static void mask_2l(xpv_port_t port)
{
	xpv_shared_set_bit(xpv_port_number(port), xpv_shared_info->evtchn_mask);
}

/*
 * Do for this CPU what Xen does to announce a port. Reached with the upcall
 * masked: the flag takes effect when it is unmasked, or in the upcall's loop.
 */
static void announce_here(unsigned int nr)
{
	struct vcpu_info *vcpu = this_cpu_ptr(&xpv_vcpu_info);

	if (!sync_test_and_set_bit(nr / BITS_PER_LONG, &vcpu->evtchn_pending_sel))
		WRITE_ONCE(vcpu->evtchn_upcall_pending, 1);
}

static void unmask_2l(xpv_port_t port, unsigned int cpu)
{
	unsigned int nr = xpv_port_number(port);

	if (cpu != smp_processor_id()) {
		xpv_evtchn_hcall_unmask(port);
		return;
	}
	/*
	 * The locked clear orders the mask bit before the look at the pending
	 * bit. Partner: evtchn_2l_set_pending() in Xen, which sets the pending
	 * bit by a locked instruction before it looks at the mask bit.
	 */
	xpv_shared_clear_bit(nr, xpv_shared_info->evtchn_mask);
	if (xpv_shared_test_bit(nr, xpv_shared_info->evtchn_pending))
		announce_here(nr);
}

static void set_2l(xpv_port_t port)
{
	xpv_shared_set_bit(xpv_port_number(port), xpv_shared_info->evtchn_pending);
}

static void clear_2l(xpv_port_t port)
{
	xpv_shared_clear_bit(xpv_port_number(port),
			     xpv_shared_info->evtchn_pending);
}

static void scan_2l(unsigned int cpu)
{
	struct vcpu_info *vcpu = per_cpu_ptr(&xpv_vcpu_info, cpu);
	struct xpv_scan *scan = per_cpu_ptr(&scan_position, cpu);
	const struct xpv_scan_maps maps = {
		.pending = xpv_shared_info->evtchn_pending,
		.masked = xpv_shared_info->evtchn_mask,
		.bound = per_cpu(bound_ports, cpu),
	};
	int nr;

	/* Full barrier before the bitmaps are read, see xpv_evtchn_ops.scan. */
	xpv_scan_begin(scan, xchg(&vcpu->evtchn_pending_sel, 0));
	while ((nr = xpv_scan_next(scan, &maps)) >= 0)
		xpv_evtchn_deliver(xpv_port(nr));
}

static void mask_all_2l(void)
{
	unsigned int i;

	for (i = 0; i < XPV_SCAN_WORDS; i++)
		xpv_shared_store(&xpv_shared_info->evtchn_mask[i], ~0UL);
}

/* No CPU has a port bound any more: xpv_evtchn_resume() has retracted all. */
static int resume_2l(void)
{
	mask_all_2l();
	return 0;
}

static const struct xpv_evtchn_ops ops_2l = {
	.name = "2-level",
	.ports = EVTCHN_2L_NR_CHANNELS,
	.route = route_2l,
	.mask = mask_2l,
	.unmask = unmask_2l,
	.set = set_2l,
	.clear = clear_2l,
	.resume = resume_2l,
	.scan = scan_2l,
};

/* Xen leaves all mask bits clear: a port is to stay silent until it is bound. */
const struct xpv_evtchn_ops * __init xpv_evtchn_2l_init(void)
{
	mask_all_2l();
	return &ops_2l;
}
