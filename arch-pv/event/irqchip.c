// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Linux side of event channels: one interrupt descriptor per port.
 *
 * Two chips. Per-CPU sources (virtual timer, IPIs) come from Xen or from this
 * kernel and are never throttled: an event is cleared, then handled. Events of
 * drivers come from a domain that is not trusted: an event is masked and
 * cleared, then handled, and only the driver's end of interrupt unmasks the
 * port; when the driver found no work, ever later.
 *
 * Lock order: irq_desc.lock, xpv_evtchn.lock.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/irq.h>
#include <linux/topology.h>
#include <xpv/hcall.h>
#include "event.h"

/*
 * Events in a row that may come without work before the port has to rest.
 * A driver that polls finds none now and then: it took the work before the
 * event that announced it.
 */
#define IDLE_ALLOWED	2

/* Longest rest, and by that what a storming back-end can get per port. */
#define PAUSE_MAX	HZ

/* Under evtchn->lock. */
static void hold_locked(struct xpv_evtchn *evtchn, unsigned int why)
{
	if (!evtchn->held && xpv_evtchn_lives(evtchn))
		xpv_evtchn_ops->mask(evtchn->port);
	evtchn->held |= why;
}

/* Under evtchn->lock. */
static void release_locked(struct xpv_evtchn *evtchn, unsigned int why)
{
	if (!(evtchn->held & why))
		return;
	evtchn->held &= ~why;
	if (!evtchn->held && xpv_evtchn_lives(evtchn))
		xpv_evtchn_ops->unmask(evtchn->port, evtchn->cpu);
}

static void hold(struct xpv_evtchn *evtchn, unsigned int why)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&evtchn->lock, flags);
	hold_locked(evtchn, why);
	raw_spin_unlock_irqrestore(&evtchn->lock, flags);
}

static void release(struct xpv_evtchn *evtchn, unsigned int why)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&evtchn->lock, flags);
	release_locked(evtchn, why);
	raw_spin_unlock_irqrestore(&evtchn->lock, flags);
}

/* Under evtchn->lock. Return: how long the port must stay silent, in jiffies. */
static unsigned long pause_due(struct xpv_evtchn *evtchn, bool spurious)
{
	unsigned int over;

	if (!spurious) {
		evtchn->idle = 0;
		return 0;
	}
	if (evtchn->idle < IDLE_ALLOWED) {
		evtchn->idle++;
		return 0;
	}
	over = evtchn->idle - IDLE_ALLOWED;
	if (1UL << over >= PAUSE_MAX)
		return PAUSE_MAX;
	evtchn->idle++;
	return 1UL << over;
}

static void end_pause(struct work_struct *work)
{
	struct xpv_evtchn *evtchn = container_of(to_delayed_work(work),
						 struct xpv_evtchn, pause);

	release(evtchn, XPV_HELD_PAUSE);
}

/* Under evtchn->lock. */
static void end_event(struct xpv_evtchn *evtchn, bool spurious)
{
	unsigned long pause;

	if ((evtchn->held & (XPV_HELD_EOI | XPV_HELD_GONE)) != XPV_HELD_EOI)
		return;
	pause = pause_due(evtchn, spurious);
	if (pause) {
		hold_locked(evtchn, XPV_HELD_PAUSE);
		queue_delayed_work(system_wq, &evtchn->pause, pause);
	}
	release_locked(evtchn, XPV_HELD_EOI);
}

void xpv_evtchn_eoi(int irq, bool spurious)
{
	struct xpv_evtchn *evtchn = xpv_irqchip_evtchn(irq);
	unsigned long flags;

	if (!evtchn)
		return;
	raw_spin_lock_irqsave(&evtchn->lock, flags);
	end_event(evtchn, spurious);
	raw_spin_unlock_irqrestore(&evtchn->lock, flags);
}
EXPORT_SYMBOL_GPL(xpv_evtchn_eoi);

static void ack_event(struct irq_data *data)
{
	struct xpv_evtchn *evtchn = irq_data_get_irq_chip_data(data);

	hold(evtchn, XPV_HELD_EOI);
	xpv_evtchn_ops->clear(evtchn->port);
}

static void mask_event(struct irq_data *data)
{
	hold(irq_data_get_irq_chip_data(data), XPV_HELD_IRQ);
}

static void unmask_event(struct irq_data *data)
{
	release(irq_data_get_irq_chip_data(data), XPV_HELD_IRQ);
}

/*
 * An event came while the interrupt was disabled, and was not handled: nobody
 * will end it. Make it come again.
 */
static int retrigger_event(struct irq_data *data)
{
	struct xpv_evtchn *evtchn = irq_data_get_irq_chip_data(data);

	hold(evtchn, XPV_HELD_EOI);
	if (xpv_evtchn_lives(evtchn))
		xpv_evtchn_ops->set(evtchn->port);
	release(evtchn, XPV_HELD_EOI);
	return 1;
}

/*
 * Under evtchn->lock. An event that is pending meanwhile is announced on the
 * new CPU by the unmask, whatever became of its announcement on the old one.
 */
static int move_event(struct xpv_evtchn *evtchn, unsigned int cpu)
{
	struct evtchn_bind_vcpu op = {
		.port = xpv_port_number(evtchn->port),
		.vcpu = cpu,
	};
	int err;

	if (cpu == evtchn->cpu)
		return 0;
	if (!xpv_evtchn_lives(evtchn)) {
		evtchn->cpu = cpu;
		return 0;
	}
	hold_locked(evtchn, XPV_HELD_MOVE);
	err = xpv_hcall_evtchn(EVTCHNOP_bind_vcpu, &op);
	if (!err) {
		if (xpv_evtchn_ops->route)
			xpv_evtchn_ops->route(evtchn->port, evtchn->cpu, cpu);
		evtchn->cpu = cpu;
	}
	release_locked(evtchn, XPV_HELD_MOVE);
	return err;
}

/* An interrupt that may stay where it is does. irq_desc.lock keeps it there. */
static unsigned int pick_cpu(const struct xpv_evtchn *evtchn,
			     const struct cpumask *allowed)
{
	if (cpumask_test_cpu(evtchn->cpu, allowed) && cpu_online(evtchn->cpu))
		return evtchn->cpu;
	return cpumask_any_and_distribute(allowed, cpu_online_mask);
}

static int set_event_affinity(struct irq_data *data,
			      const struct cpumask *allowed, bool force)
{
	struct xpv_evtchn *evtchn = irq_data_get_irq_chip_data(data);
	unsigned int cpu = pick_cpu(evtchn, allowed);
	unsigned long flags;
	int err;

	if (cpu >= nr_cpu_ids)
		return -EINVAL;
	raw_spin_lock_irqsave(&evtchn->lock, flags);
	err = move_event(evtchn, cpu);
	raw_spin_unlock_irqrestore(&evtchn->lock, flags);
	if (err)
		return err;
	irq_data_update_effective_affinity(data, cpumask_of(cpu));
	return IRQ_SET_MASK_OK;
}

static struct irq_chip event_chip = {
	.name = "xpv-event",
	.flags = IRQCHIP_SKIP_SET_WAKE,
	.irq_ack = ack_event,
	.irq_mask = mask_event,
	.irq_unmask = unmask_event,
	.irq_retrigger = retrigger_event,
	.irq_set_affinity = set_event_affinity,
};

static void ack_percpu(struct irq_data *data)
{
	struct xpv_evtchn *evtchn = irq_data_get_irq_chip_data(data);

	xpv_evtchn_ops->clear(evtchn->port);
}

static void mask_percpu(struct irq_data *data)
{
	struct xpv_evtchn *evtchn = irq_data_get_irq_chip_data(data);

	xpv_evtchn_ops->mask(evtchn->port);
}

/* With irq_desc.lock held, so with interrupts off. */
static void unmask_percpu(struct irq_data *data)
{
	struct xpv_evtchn *evtchn = irq_data_get_irq_chip_data(data);

	xpv_evtchn_ops->unmask(evtchn->port, evtchn->cpu);
}

static struct irq_chip percpu_chip = {
	.name = "xpv-percpu",
	.flags = IRQCHIP_SKIP_SET_WAKE,
	.irq_ack = ack_percpu,
	.irq_mask = mask_percpu,
	.irq_unmask = unmask_percpu,
};

/**
 * xpv_irqchip_evtchn() - the binding behind an interrupt
 * @irq: an interrupt that is not being unbound meanwhile
 *
 * Return: NULL when the interrupt is none of an event channel.
 */
struct xpv_evtchn *xpv_irqchip_evtchn(int irq)
{
	struct irq_data *data = irq_get_irq_data(irq);

	if (!data || (data->chip != &event_chip && data->chip != &percpu_chip))
		return NULL;
	return irq_data_get_irq_chip_data(data);
}

/**
 * xpv_irqchip_raise_again() - announce a pending port on the CPU it is bound to
 * @evtchn: binding of the port
 * @dead: CPU that cannot be asked any more
 */
void xpv_irqchip_raise_again(struct xpv_evtchn *evtchn, unsigned int dead)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&evtchn->lock, flags);
	if (!evtchn->held && evtchn->cpu != dead)
		xpv_evtchn_ops->unmask(evtchn->port, evtchn->cpu);
	raw_spin_unlock_irqrestore(&evtchn->lock, flags);
}

/**
 * xpv_irqchip_add() - give a binding its interrupt, masked and without handler
 * @evtchn: port and CPU are set
 * @percpu: a source of Xen's that belongs to the CPU and is not throttled
 *
 * Return: 0 or a negative errno.
 */
int xpv_irqchip_add(struct xpv_evtchn *evtchn, bool percpu)
{
	/* Keep clear of the numbers that drivers of PC devices assume. */
	int irq = irq_alloc_desc_from(NR_IRQS_LEGACY, cpu_to_node(evtchn->cpu));

	if (irq < 0)
		return irq;
	raw_spin_lock_init(&evtchn->lock);
	INIT_DELAYED_WORK(&evtchn->pause, end_pause);
	evtchn->irq = irq;
	evtchn->desc = irq_to_desc(irq);
	if (percpu) {
		irq_set_chip_and_handler_name(irq, &percpu_chip,
					      handle_percpu_irq, "percpu");
	} else {
		evtchn->held = XPV_HELD_IRQ;
		irq_set_chip_and_handler_name(irq, &event_chip,
					      handle_edge_irq, "event");
		/* Moving needs no cooperation of the CPU that served it. */
		irq_set_status_flags(irq, IRQ_MOVE_PCNTXT);
	}
	irq_set_chip_data(irq, evtchn);
	irq_data_update_effective_affinity(irq_get_irq_data(irq),
					   cpumask_of(evtchn->cpu));
	return 0;
}

/**
 * xpv_irqchip_remove() - undo xpv_irqchip_add()
 * @evtchn: has no handler, and no upcall can find it
 *
 * The port is masked. XPV_HELD_GONE keeps it so, and keeps a late end of
 * interrupt from starting the work again.
 */
void xpv_irqchip_remove(struct xpv_evtchn *evtchn)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&evtchn->lock, flags);
	evtchn->held |= XPV_HELD_GONE;
	raw_spin_unlock_irqrestore(&evtchn->lock, flags);
	cancel_delayed_work_sync(&evtchn->pause);
	irq_free_desc(evtchn->irq);
}
