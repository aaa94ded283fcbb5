/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of sched/ offer each other.
 */
#ifndef XPV_SCHED_H
#define XPV_SCHED_H

#include <linux/types.h>
#include <asm/pvclock-abi.h>
#include <vdso/clocksource.h>

struct task_struct;

/* vcpu.c: the only reader of Xen's shared_info outside of event/ */
void xpv_vcpu_boot_time(struct pvclock_vcpu_time_info *copy);	/* vCPU 0, before it is registered */
void xpv_vcpu_forget(void);			/* new domain: no block is registered */
void xpv_vcpu_wall(u64 *sec, u32 *nsec);	/* time of day at Xen's system time 0 */

/* clock.c */
void __init xpv_clock_boot(void);		/* boot CPU registered: sched_clock() is Xen's from here */
void __init xpv_clock_register(void);		/* the clocksource */
void xpv_clock_suspend(void);
void xpv_clock_resume(void);			/* continue where it was, in any domain */

/* vdso.c */
enum vdso_clock_mode __init xpv_vdso_init(void);
int xpv_vdso_resume(void);

/* timer.c */
int xpv_timer_prepare(unsigned int cpu);	/* process context; 0 or errno; may be repeated */
void xpv_timer_resume(void);			/* new domain, ports bound */

/*
 * Reasons for which a CPU is interrupted by another one, or by itself.
 *
 * @XPV_IPI_CALL: run the queued cross-CPU function calls
 * @XPV_IPI_WORK: run the queued irq_work
 * @XPV_IPI_RESCHED: look at need_resched
 * @XPV_IPI_STOP: go down for good
 */
enum xpv_ipi {
	XPV_IPI_CALL,
	XPV_IPI_WORK,
	XPV_IPI_RESCHED,
	XPV_IPI_STOP,
};

/* ipi.c */
int xpv_ipi_prepare(unsigned int cpu);		/* process context; 0 or errno; may be repeated */
void xpv_ipi_resume(void);			/* new domain, ports bound */
void xpv_ipi_reset(unsigned int cpu);		/* forget what is due; the CPU does not run */
void xpv_ipi_send(unsigned int cpu, enum xpv_ipi reason);	/* context: any */
void xpv_ipi_reschedule(int cpu);
void xpv_ipi_call(int cpu);
void xpv_ipi_call_mask(const struct cpumask *mask);

/* smp.c: new domain, no other CPU has run in it yet */
void xpv_smp_resume(void);

/* apic.c */
void __init xpv_apic_install(void);

/* ap.c, apentry.S */
int xpv_ap_initialise(unsigned int cpu, struct task_struct *idle);	/* 0 or errno */
asmlinkage void xpv_ap_start(void);		/* C entry of a CPU; does not return */
asmlinkage void xpv_ap_entry(void);		/* where Xen starts a vCPU */
asmlinkage void xpv_ap_restart(unsigned long stack);	/* does not return */

/* adopt.c, apentry.S: CPUs that a kernel before this one has started */
void __init xpv_adopt_boot(void);		/* boot CPU, once blocks are inherited */
bool xpv_adopt_has(unsigned int cpu);		/* one, which has not run here */
void xpv_adopt_forget(void);			/* new domain: there are none */
int xpv_adopt_prepare(unsigned int cpu, struct task_struct *idle);	/* 0 or errno */
asmlinkage void xpv_adopt_start(void);		/* C entry of such a CPU; does not return */
asmlinkage void xpv_adopt_entry(void);

/* steal.c */
void __init xpv_steal_boot(void);		/* boot CPU registered */
u64 xpv_steal_clock(int cpu);			/* ns; any context */
void xpv_steal_stop(void);			/* this CPU goes down ... */
void xpv_steal_start(void);			/* ... or is up: what was between is not stolen */
bool xpv_steal_preempted(unsigned int cpu);	/* would run if Xen let it; best effort */

/* lock.c */
#ifdef CONFIG_PARAVIRT_SPINLOCKS
void __init xpv_lock_boot(void);		/* CPUs are counted, memblock still allocates */
bool xpv_lock_preempted(long cpu);		/* pv_ops, by its thunk */
int xpv_lock_prepare(unsigned int cpu);		/* process context; 0 or errno; may be repeated */
void xpv_lock_forget(unsigned int cpu);		/* its port is gone: to be prepared again */
#else
static inline void xpv_lock_boot(void) {}
static inline int xpv_lock_prepare(unsigned int cpu) { return 0; }
static inline void xpv_lock_forget(unsigned int cpu) {}
#endif

/* stop.c */
void xpv_stop_self(void);			/* does not return */
void xpv_stop_others(int wait);

#endif /* XPV_SCHED_H */
