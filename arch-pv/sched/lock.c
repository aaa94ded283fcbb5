// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spinlocks that do not spin for long: a CPU that waits for one gives its
 * processor away, since the owner's vCPU may be waiting for just that.
 *
 * The queue is the kernel's (kernel/locking/qspinlock_paravirt.h). It asks for two
 * things, to wait until a byte may have changed, and to wake a CPU that waits.
 * Each CPU has a port for it that is never delivered as an interrupt.
 *
 * A kick is not lost: the byte is written before the port is raised, and the port
 * is cleared before the byte is looked at. An interrupt handler may wait inside a
 * wait, and take the event that was meant for the outer one: it leaves the port
 * raised. Any event that a CPU may take ends its wait, so that interrupts are
 * served as if it were spinning.
 */
#include <linux/cpumask.h>
#include <linux/hardirq.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <asm/paravirt.h>
#include <asm/qspinlock.h>
#include <xpv/evtchn.h>
#include "../internal.h"
#include "sched.h"

/**
 * struct lock_cpu - where a CPU waits
 * @port: raised to wake it; XPV_PORT_NONE before it is bound, when waiting is
 *	spinning. Written before the CPU runs, or while no other CPU does
 * @waiting: the CPU's own: it is inside lock_wait()
 */
struct lock_cpu {
	xpv_port_t port;
	bool waiting;
};

static DEFINE_PER_CPU(struct lock_cpu, lock_cpu);

static bool lock_parks __ro_after_init;		/* CPUs give their processor away */

/* Preemption is off; interrupts may be on. May return for nothing. */
static void lock_wait(u8 *byte, u8 value)
{
	struct lock_cpu *lock = this_cpu_ptr(&lock_cpu);
	bool inside = lock->waiting;
	xpv_port_t port = READ_ONCE(lock->port);

	if (in_nmi() || port == XPV_PORT_NONE)
		return;
	WRITE_ONCE(lock->waiting, true);
	/* Full barrier. Partner: lock_kick()'s caller wrote @byte before. */
	xpv_poll_clear(port);
	if (READ_ONCE(*byte) == value)
		xpv_poll_wait(port);
	WRITE_ONCE(lock->waiting, inside);
	if (inside)
		xpv_poll_set(port);
}

static void lock_kick(int cpu)
{
	xpv_port_t port = READ_ONCE(per_cpu(lock_cpu.port, cpu));

	if (port != XPV_PORT_NONE)
		xpv_evtchn_notify(port);
}

__visible bool xpv_lock_preempted(long cpu)
{
	return xpv_steal_preempted(cpu);
}
PV_CALLEE_SAVE_REGS_THUNK(xpv_lock_preempted);

int xpv_lock_prepare(unsigned int cpu)
{
	struct lock_cpu *lock = per_cpu_ptr(&lock_cpu, cpu);

	if (!lock_parks || lock->port != XPV_PORT_NONE)
		return 0;
	return xpv_poll_bind(cpu, &lock->port);
}

void xpv_lock_forget(unsigned int cpu)
{
	WRITE_ONCE(per_cpu(lock_cpu.port, cpu), XPV_PORT_NONE);
}

/* A CPU that is alone never waits, and its plain unlock is cheaper. */
void __init xpv_lock_boot(void)
{
	if (num_possible_cpus() == 1)
		return;
	pv_ops.lock.vcpu_is_preempted = PV_CALLEE_SAVE(xpv_lock_preempted);
	if (nopvspin) {
		/* Whoever asks for it has a processor for each vCPU: queue and spin. */
		static_branch_disable(&virt_spin_lock_key);
		pr_info("xpv: CPUs spin for locks, as nopvspin asks\n");
		return;
	}
	__pv_init_lock_hash();
	pv_ops.lock.wait = lock_wait;
	pv_ops.lock.kick = lock_kick;
	pv_ops.lock.queued_spin_unlock = PV_CALLEE_SAVE(__pv_queued_spin_unlock);
	pv_ops.lock.queued_spin_lock_slowpath = __pv_queued_spin_lock_slowpath;
	lock_parks = true;
}
