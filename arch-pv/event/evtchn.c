// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event-channel ports: the table that leads from a port to its binding, the
 * upcall, and the calls that make, bind and close ports.
 *
 * The table has two levels whose memory is never freed; the upcall reads it
 * without a lock. A binding is freed a grace period after it has left the
 * table: the upcall runs with interrupts off, which RCU waits for.
 *
 * A port without a binding is always masked. Linux CPU numbers are Xen's vCPU
 * numbers.
 *
 * ABI: xen/interface/event_channel.h
 */
#define pr_fmt(fmt) "xpv: " fmt

#include <linux/cpuhotplug.h>
#include <linux/export.h>
#include <linux/irq.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <xpv/domain.h>
#include <xpv/hcall.h>
#include "event.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xpv."

static bool fifo_events __ro_after_init = true;
module_param(fifo_events, bool, 0444);
MODULE_PARM_DESC(fifo_events, "use the FIFO presentation of events where Xen offers it");

#define LEAF_PORTS	(PAGE_SIZE / sizeof(struct xpv_evtchn __rcu *))
#define LEAVES		(EVTCHN_FIFO_NR_CHANNELS / LEAF_PORTS)

static_assert(EVTCHN_2L_NR_CHANNELS <= EVTCHN_FIFO_NR_CHANNELS);

/*
 * Bindings by port. Entries are set and cleared under bind_mutex and read
 * under RCU; leaves appear under bind_mutex and stay.
 */
static struct xpv_evtchn __rcu **leaves[LEAVES];
static DEFINE_MUTEX(bind_mutex);

/* Virtual interrupts and IPIs, of CPUs that are down too. Under bind_mutex. */
static LIST_HEAD(percpu_evtchns);

const struct xpv_evtchn_ops *xpv_evtchn_ops __ro_after_init;

/* Events of ports that nobody had bound, since boot. */
static atomic_t orphan_count = ATOMIC_INIT(0);

/* Under RCU, or with interrupts off. */
static struct xpv_evtchn *find_evtchn(xpv_port_t port)
{
	unsigned int nr = xpv_port_number(port);
	struct xpv_evtchn __rcu **leaf;

	/* Dependency; partner: smp_store_release() in get_slot(). */
	leaf = READ_ONCE(leaves[nr / LEAF_PORTS]);
	if (unlikely(!leaf))
		return NULL;
	return rcu_dereference_check(leaf[nr % LEAF_PORTS], irqs_disabled());
}

/* Under bind_mutex, or all CPUs stopped. Return: NULL when out of memory. */
static struct xpv_evtchn __rcu **get_slot(xpv_port_t port, gfp_t gfp)
{
	unsigned int nr = xpv_port_number(port);
	struct xpv_evtchn __rcu **leaf = leaves[nr / LEAF_PORTS];

	if (!leaf) {
		leaf = kcalloc(LEAF_PORTS, sizeof(*leaf), gfp);
		if (!leaf)
			return NULL;
		/* The leaf is all zero before it is found; find_evtchn(). */
		smp_store_release(&leaves[nr / LEAF_PORTS], leaf);
	}
	return leaf + nr % LEAF_PORTS;
}

/* A port that is bound to nobody: silence it, so that it costs one event. */
static void drop_orphan(xpv_port_t port)
{
	xpv_evtchn_ops->mask(port);
	xpv_evtchn_ops->clear(port);
	pr_warn_ratelimited("event on port %u, which nobody has bound (%d such)\n",
			    xpv_port_number(port),
			    atomic_inc_return(&orphan_count));
}

/**
 * xpv_evtchn_deliver() - run the interrupt of a port
 * @port: a pending port that was not masked
 *
 * Context: upcall.
 */
void xpv_evtchn_deliver(xpv_port_t port)
{
	struct xpv_evtchn *evtchn = find_evtchn(port);

	if (likely(evtchn))
		generic_handle_irq_desc(evtchn->desc);
	else
		drop_orphan(port);
}

/**
 * xpv_evtchn_upcall() - deliver everything that is pending on this CPU
 *
 * Context: interrupt, upcall masked.
 */
void xpv_evtchn_upcall(void)
{
	struct vcpu_info *vcpu = this_cpu_ptr(&xpv_vcpu_info);
	unsigned int cpu = smp_processor_id();

	/*
	 * The scan begins with a full barrier: an event raised too late for it
	 * sets the flag again. Partner: vcpu_mark_events_pending() in Xen, a
	 * locked instruction after the one that made the port visible.
	 */
	do {
		WRITE_ONCE(vcpu->evtchn_upcall_pending, 0);
		xpv_evtchn_ops->scan(cpu);
	} while (READ_ONCE(vcpu->evtchn_upcall_pending));
}

void xpv_evtchn_hcall_unmask(xpv_port_t port)
{
	struct evtchn_unmask op = { .port = xpv_port_number(port) };

	xpv_must(xpv_hcall_evtchn(EVTCHNOP_unmask, &op), "EVTCHNOP_unmask");
}

/* Under bind_mutex. Xen has the memory of the port's state, and it is masked. */
static int prepare_masked(xpv_port_t port)
{
	int err = 0;

	if (xpv_evtchn_ops->prepare)
		err = xpv_evtchn_ops->prepare(port);
	if (!err)
		xpv_evtchn_ops->mask(port);
	return err;
}

int xpv_evtchn_silence(xpv_port_t port)
{
	if (xpv_port_number(port) >= xpv_evtchn_ops->ports)
		return -ERANGE;
	guard(mutex)(&bind_mutex);
	return prepare_masked(port);
}

/*
 * Put a port at its place in the table. Under bind_mutex, so that a port has
 * at most one binding, or all CPUs stopped.
 */
static int publish(struct xpv_evtchn *evtchn, gfp_t gfp)
{
	struct xpv_evtchn __rcu **slot = get_slot(evtchn->port, gfp);
	int err;

	if (!slot)
		return -ENOMEM;
	if (rcu_access_pointer(*slot))
		return -EBUSY;
	err = prepare_masked(evtchn->port);
	if (err)
		return err;
	if (xpv_evtchn_ops->route)
		xpv_evtchn_ops->route(evtchn->port, XPV_EVTCHN_NOWHERE,
				      evtchn->cpu);
	rcu_assign_pointer(*slot, evtchn);
	return 0;
}

static struct xpv_evtchn *add_evtchn(xpv_port_t port, unsigned int cpu,
				     bool percpu)
{
	struct xpv_evtchn *evtchn;
	int err;

	if (xpv_port_number(port) >= xpv_evtchn_ops->ports)
		return ERR_PTR(-ERANGE);
	evtchn = kzalloc(sizeof(*evtchn), GFP_KERNEL);
	if (!evtchn)
		return ERR_PTR(-ENOMEM);
	evtchn->port = port;
	evtchn->cpu = cpu;
	evtchn->source = XPV_SOURCE_OTHER;
	INIT_LIST_HEAD(&evtchn->node);
	err = xpv_irqchip_add(evtchn, percpu);
	if (err)
		goto err_free;
	scoped_guard(mutex, &bind_mutex)
		err = publish(evtchn, GFP_KERNEL);
	if (err)
		goto err_irqchip;
	return evtchn;

err_irqchip:
	xpv_irqchip_remove(evtchn);
err_free:
	kfree(evtchn);
	return ERR_PTR(err);
}

/* Under bind_mutex, or all CPUs stopped. */
static void retract(struct xpv_evtchn *evtchn)
{
	if (!xpv_evtchn_lives(evtchn))
		return;
	rcu_assign_pointer(*get_slot(evtchn->port, 0), NULL);
	if (xpv_evtchn_ops->route)
		xpv_evtchn_ops->route(evtchn->port, evtchn->cpu, XPV_EVTCHN_NOWHERE);
}

/*
 * The interrupt has no handler any more and the port is masked. An upcall on
 * another CPU may still hold the binding and would, late, mask the port for a
 * binding that comes next: so this waits until none does.
 */
static void remove_evtchn(struct xpv_evtchn *evtchn)
{
	scoped_guard(mutex, &bind_mutex) {
		list_del(&evtchn->node);
		retract(evtchn);
	}
	synchronize_rcu();
	xpv_irqchip_remove(evtchn);
	kfree(evtchn);
}

int xpv_evtchn_alloc(u16 remote, xpv_port_t *port)
{
	struct evtchn_alloc_unbound op = { .dom = DOMID_SELF, .remote_dom = remote };
	int err = xpv_hcall_evtchn(EVTCHNOP_alloc_unbound, &op);

	if (!err)
		*port = xpv_port(op.port);
	return err;
}
EXPORT_SYMBOL_GPL(xpv_evtchn_alloc);

int xpv_evtchn_connect(u16 remote, u32 remote_port, xpv_port_t *port)
{
	struct evtchn_bind_interdomain op = {
		.remote_dom = remote,
		.remote_port = remote_port,
	};
	int err = xpv_hcall_evtchn(EVTCHNOP_bind_interdomain, &op);

	if (!err)
		*port = xpv_port(op.local_port);
	return err;
}
EXPORT_SYMBOL_GPL(xpv_evtchn_connect);

static int open_virq(u32 virq, unsigned int cpu, xpv_port_t *port)
{
	struct evtchn_bind_virq op = { .virq = virq, .vcpu = cpu };
	int err = xpv_hcall_evtchn(EVTCHNOP_bind_virq, &op);

	if (!err)
		*port = xpv_port(op.port);
	return err;
}

int xpv_evtchn_open_ipi(unsigned int cpu, xpv_port_t *port)
{
	struct evtchn_bind_ipi op = { .vcpu = cpu };
	int err = xpv_hcall_evtchn(EVTCHNOP_bind_ipi, &op);

	if (!err)
		*port = xpv_port(op.port);
	return err;
}

int xpv_evtchn_global(u32 virq, xpv_port_t *port)
{
	return open_virq(virq, 0, port);
}
EXPORT_SYMBOL_GPL(xpv_evtchn_global);

void xpv_evtchn_close(xpv_port_t port)
{
	struct evtchn_close op = { .port = xpv_port_number(port) };
	long err = xpv_hcall_evtchn(EVTCHNOP_close, &op);

	if (err)
		pr_warn("port %u does not close: %ld\n", op.port, err);
}
EXPORT_SYMBOL_GPL(xpv_evtchn_close);

void xpv_evtchn_notify(xpv_port_t port)
{
	struct evtchn_send op = { .port = xpv_port_number(port) };

	/* Fails where the other end has closed: then nobody is there to wake. */
	xpv_hcall_evtchn(EVTCHNOP_send, &op);
}
EXPORT_SYMBOL_GPL(xpv_evtchn_notify);

/* A port keeps the vCPU that an earlier binding chose. */
static int reset_vcpu(xpv_port_t port)
{
	struct evtchn_bind_vcpu op = { .port = xpv_port_number(port), .vcpu = 0 };

	return xpv_hcall_evtchn(EVTCHNOP_bind_vcpu, &op);
}

int xpv_evtchn_bind(xpv_port_t port, irq_handler_t handler, const char *name,
		    void *ctx)
{
	struct xpv_evtchn *evtchn = add_evtchn(port, 0, false);
	int err;

	if (IS_ERR(evtchn))
		return PTR_ERR(evtchn);
	err = reset_vcpu(port);
	if (!err)
		err = request_irq(evtchn->irq, handler, 0, name, ctx);
	if (err) {
		remove_evtchn(evtchn);
		return err;
	}
	return evtchn->irq;
}
EXPORT_SYMBOL_GPL(xpv_evtchn_bind);

void xpv_evtchn_unbind(int irq, void *ctx)
{
	struct xpv_evtchn *evtchn = xpv_irqchip_evtchn(irq);

	if (WARN_ON_ONCE(!evtchn))
		return;
	free_irq(irq, ctx);
	remove_evtchn(evtchn);
}
EXPORT_SYMBOL_GPL(xpv_evtchn_unbind);

int xpv_evtchn_affine(int irq, unsigned int cpu)
{
	return irq_set_affinity(irq, cpumask_of(cpu));
}
EXPORT_SYMBOL_GPL(xpv_evtchn_affine);

/**
 * xpv_evtchn_port() - the port behind an interrupt
 * @irq: interrupt of a binding
 *
 * Return: XPV_PORT_NONE for any other interrupt.
 */
xpv_port_t xpv_evtchn_port(int irq)
{
	struct xpv_evtchn *evtchn = xpv_irqchip_evtchn(irq);

	return evtchn ? evtchn->port : XPV_PORT_NONE;
}

bool xpv_evtchn_current(int irq)
{
	return xpv_port_number(xpv_evtchn_port(irq));
}
EXPORT_SYMBOL_GPL(xpv_evtchn_current);

/* Have Xen make a port for what a CPU gets from Xen or from other CPUs. */
static int open_source(int source, unsigned int cpu, xpv_port_t *port)
{
	if (source == XPV_SOURCE_IPI)
		return xpv_evtchn_open_ipi(cpu, port);
	return open_virq(source, cpu, port);
}

static int bind_percpu(int source, unsigned int cpu, irq_handler_t handler,
		       unsigned long flags, const char *name, void *ctx)
{
	struct xpv_evtchn *evtchn;
	xpv_port_t port;
	int err;

	err = open_source(source, cpu, &port);
	if (err)
		return err;
	evtchn = add_evtchn(port, cpu, true);
	err = PTR_ERR_OR_ZERO(evtchn);
	if (err)
		goto err_close;
	evtchn->source = source;
	scoped_guard(mutex, &bind_mutex)
		list_add_tail(&evtchn->node, &percpu_evtchns);
	if (xpv_evtchn_ops->urgent)
		xpv_evtchn_ops->urgent(port);
	err = request_irq(evtchn->irq, handler,
			  flags | IRQF_PERCPU | IRQF_NOBALANCING, name, ctx);
	if (err)
		goto err_remove;
	return evtchn->irq;

err_remove:
	remove_evtchn(evtchn);
err_close:
	xpv_evtchn_close(port);
	return err;
}

int xpv_evtchn_bind_virq(unsigned int virq, unsigned int cpu, irq_handler_t handler,
			 unsigned long flags, const char *name, void *ctx)
{
	return bind_percpu(virq, cpu, handler, flags, name, ctx);
}

int xpv_evtchn_bind_ipi(unsigned int cpu, irq_handler_t handler,
			unsigned long flags, const char *name, void *ctx)
{
	return bind_percpu(XPV_SOURCE_IPI, cpu, handler, flags, name, ctx);
}

void xpv_evtchn_unbind_percpu(int irq, void *ctx)
{
	xpv_port_t port = xpv_evtchn_port(irq);

	xpv_evtchn_unbind(irq, ctx);
	if (port != XPV_PORT_NONE)
		xpv_evtchn_close(port);
}

int xpv_evtchn_cpu_prepare(unsigned int cpu)
{
	return xpv_evtchn_ops->cpu_prepare ? xpv_evtchn_ops->cpu_prepare(cpu) : 0;
}

/**
 * xpv_evtchn_raise_again() - move on an event that a CPU left behind
 * @port: a pending port that was not masked
 * @dead: the CPU; the ports that are bound to it for ever died with it
 */
void xpv_evtchn_raise_again(xpv_port_t port, unsigned int dead)
{
	struct xpv_evtchn *evtchn;

	rcu_read_lock();
	evtchn = find_evtchn(port);
	if (evtchn)
		xpv_irqchip_raise_again(evtchn, dead);
	rcu_read_unlock();
}

/* The ports of the domain that was left have no meaning here. */
static void forget_leaf(struct xpv_evtchn __rcu **leaf)
{
	struct xpv_evtchn *evtchn;
	unsigned int i;

	for (i = 0; i < LEAF_PORTS; i++) {
		evtchn = rcu_dereference_protected(leaf[i], irqs_disabled());
		if (!evtchn)
			continue;
		retract(evtchn);
		evtchn->port = XPV_PORT_NONE;
	}
}

/* Its page of state is there: a new domain's ports are no more than the old one's. */
static int bind_again(struct xpv_evtchn *evtchn)
{
	int err = open_source(evtchn->source, evtchn->cpu, &evtchn->port);

	if (!err)
		err = publish(evtchn, GFP_ATOMIC);
	if (err)
		return err;
	if (xpv_evtchn_ops->urgent)
		xpv_evtchn_ops->urgent(evtchn->port);
	xpv_evtchn_ops->unmask(evtchn->port, evtchn->cpu);
	return 0;
}

/* Nobody is in the middle of binding when the CPUs are stopped. May sleep. */
void xpv_evtchn_hold(void)
{
	mutex_lock(&bind_mutex);
}

void xpv_evtchn_release(void)
{
	mutex_unlock(&bind_mutex);
}

/**
 * xpv_evtchn_resume() - event channels of a new domain
 *
 * Per-CPU sources get new ports. The bindings of drivers keep their interrupts
 * and go without a port: their drivers unbind them and come to terms with new
 * back-ends.
 *
 * Context: all CPUs stopped, interrupts off, under xpv_evtchn_hold().
 * Return: 0 or a negative errno.
 */
int xpv_evtchn_resume(void)
{
	struct xpv_evtchn *evtchn;
	unsigned int i;
	int err;

	for (i = 0; i < LEAVES; i++)
		if (leaves[i])
			forget_leaf(leaves[i]);
	err = xpv_evtchn_ops->resume();
	list_for_each_entry(evtchn, &percpu_evtchns, node)
		err = err ?: bind_again(evtchn);
	return err;
}

static int evtchn_cpu_dead(unsigned int cpu)
{
	xpv_evtchn_ops->cpu_dead(cpu);
	return 0;
}

static int __init evtchn_hotplug_init(void)
{
	int err;

	if (!xpv_domain_pv() || !xpv_evtchn_ops->cpu_dead)
		return 0;
	err = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x86/xpv:event",
					NULL, evtchn_cpu_dead);
	return err < 0 ? err : 0;
}
core_initcall(evtchn_hotplug_init);

/**
 * xpv_evtchn_init() - choose the presentation, with every port masked
 */
void __init xpv_evtchn_init(void)
{
	if (fifo_events)
		xpv_evtchn_ops = xpv_evtchn_fifo_init();
	if (!xpv_evtchn_ops)
		xpv_evtchn_ops = xpv_evtchn_2l_init();
	pr_info("%s event channels, %u ports\n", xpv_evtchn_ops->name,
		xpv_evtchn_ops->ports);
}
