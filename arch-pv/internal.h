/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of arch-pv offer each other. Nothing here is for drivers;
 * their share is include/xpv/.
 *
 * Layers, top to bottom, each may call the ones below: boot, sched and kexec, event and
 * mmu, cpu, call. event uses of mmu only the p2m lookup.
 */
#ifndef XPV_INTERNAL_H
#define XPV_INTERNAL_H

#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <asm/pgtable.h>
#include <xen/interface/xen.h>
#include <xen/interface/vcpu.h>
#include <xpv/hcall.h>
#include <xpv/types.h>

struct vcpu_guest_context;
struct task_struct;

/* boot/start.c */
asmlinkage __visible void __init __noreturn xpv_boot_start(struct start_info *si);
extern struct start_info *xpv_start_info;	/* builder's page, read-only after boot */
extern struct start_info *xen_start_info;	/* the same, for who reads a core */
extern struct shared_info __shared *xpv_shared_info;	/* see vcpu.c for who writes what */

/* What a kernel that kexec ended leaves to its successor, in the start_info page. */
#define XPV_HANDOVER_OFFSET	2048
#define XPV_HANDOVER_MAGIC	0x3265766f2d767078ULL	/* "xpv-ove2" */

/* So many vCPUs, the first ones, can have run when a kernel enters another one. */
#define XPV_PARK_CPUS		64U

/**
 * struct xpv_handover - what Xen keeps although the kernel is another one
 * @magic: XPV_HANDOVER_MAGIC
 * @usable: frames that a crash kernel may use; 0 for one that is none
 * @header: frame of the ELF headers of the kernel that crashed
 * @header_frames: how many they have
 * @park_root: machine frame of the top level table of parked CPUs; 0 where there are none
 * @park_page: machine frame of their code, and of their slots behind it
 * @block: machine frame of each vCPU's block, which is at its beginning; 0 where the
 *	vCPU has never run
 */
struct xpv_handover {
	u64 magic;
	u64 usable;
	u64 header, header_frames;
	u64 park_root, park_page;
	u64 block[XPV_PARK_CPUS];
};

/* Where in their page parked CPUs have their slots. */
#define XPV_PARK_SLOTS		2048

/**
 * struct xpv_park_slot - of a parked CPU; kexec/jump.S has the offsets
 * @parked: the CPU is about to go down; written by itself
 * @entry: where it goes when it is up again; 0: down again
 * @arg: what it finds in rdi there
 */
struct xpv_park_slot {
	u64 parked, entry, arg;
};

/* boot/start.c: NULL where the domain's builder loaded this kernel */
const struct xpv_handover *xpv_start_handover(void);
/* boot/start.c: frames that this crash kernel may use; 0 where it is none */
unsigned long xpv_start_usable(void);

/* call/hcall.c */
void __noreturn xpv_die(const char *why);	/* to Xen's console, then SHUTDOWN_crash */
void __noreturn xpv_must_not(long ret, const char *call);

/* For calls that cannot legitimately fail: xpv_die() unless @ret >= 0 */
static __always_inline void xpv_must(long ret, const char *call)
{
	if (unlikely(ret < 0))
		xpv_must_not(ret, call);
}

/* boot/earlycon.c: to the console ring, waits a bounded time for room */
void xpv_earlycon_write(const char *text, unsigned int len);

/* boot/memmap.c */
char *__init xpv_memmap_setup(void);		/* x86_init.resources.memory_setup */

/* call/features.c: Xen's XENFEAT_* bits; read-only after boot */
bool xpv_feature(unsigned int bit);
void __init xpv_features_banner(void);
void __init xpv_features_init(void);		/* dies with the reason when a needed one is missing */

/* cpu: operation tables and the early entry points; in start.c's order */
void __init xpv_cpuid_init(void);
void __init xpv_cpu_ops_init(void);
void __init xpv_trap_boot(void);

/* cpu/trap.c, cpu/desc.c: state that each vCPU must have before it runs */
void xpv_trap_fill(struct vcpu_guest_context *ctxt);	/* trap table and the two callbacks */
void xpv_trap_cpu_init(void);			/* on the CPU itself: syscall callbacks */
void xpv_trap_again(void);			/* on a CPU that has none of them any more */
int xpv_desc_fill(unsigned int cpu, struct vcpu_guest_context *ctxt);	/* GDT, made read-only */
asmlinkage void xpv_entry_event(void);		/* cpu/entry.S */

/* sched/vcpu.c: each vCPU's block shared with Xen */
DECLARE_PER_CPU_PAGE_ALIGNED(struct vcpu_info, xpv_vcpu_info);
void __init xpv_vcpu_boot(void);		/* boot CPU, once per-CPU areas are final */
int xpv_vcpu_register(unsigned int cpu);	/* 0 or errno */

/* sched/vcpu.c: what is still in force of what this kernel inherited, or NULL */
const struct xpv_handover *xpv_vcpu_inherited(void);
u64 xpv_vcpu_block(unsigned int cpu);		/* machine frame of the vCPU's; 0 for none */

/* sched/smp.c: vCPUs that have run here */
const struct cpumask *xpv_smp_initialised(void);

/* sched/adopt.c */
void xpv_adopt_image(u64 root, bool mapped);
struct xpv_park_slot *xpv_adopt_slots(const struct xpv_handover *h);

/* kexec/park.c: down; returns when the CPU is up again, if it is for this kernel */
#ifdef CONFIG_XPV_KEXEC
void xpv_park_down(void);
#else
static inline void xpv_park_down(void)
{
	xpv_must(xpv_hcall_vcpu(VCPUOP_down, raw_smp_processor_id(), NULL), "VCPUOP_down");
}
#endif

/* kexec/crash.c: stops all CPUs for the crash kernel, but vCPU 0, which enters it */
void xpv_kexec_crash_shutdown(struct pt_regs *regs);

/* sched/steal.c: again after a restore, on @cpu itself; 0 or errno */
int xpv_steal_register(unsigned int cpu);

/* sched/clock.c, timer.c, smp.c, idle.c, shutdown.c */
void __init xpv_clock_init(void);		/* fills pv_ops, x86_init and x86_platform clock hooks */
void __init xpv_timer_init(void);		/* x86_init.timers.*, x86_cpuinit.* */
void __init xpv_smp_init(void);			/* smp_ops, x86_init.mpparse.*, APIC driver */
void __init xpv_idle_init(void);		/* safe_halt, halt */
void __init xpv_shutdown_init(void);		/* machine_ops, panic notifier */

/*
 * What sched/ needs of the parts below it:
 *
 * Linux's CPU n is vCPU n and has APIC id n, in a package of its own. CPUID as
 * read on CPU n (cpu/cpuid.c) must not contradict that:
 *	1		EBX[31:24] = n, EBX[23:16] = 1; EDX APIC set (irq_work needs
 *			it), HTT clear; ECX MWAIT, X2APIC and TSC_DEADLINE clear
 *	4		EAX[31:26] = 0, each subleaf
 *	0xb, 0x1f	all 0
 *	0x80000001	ECX TOPOEXT clear
 *	0x80000008	ECX[15:12] = 0, ECX[7:0] = 0
 *	0x80000026	all 0
 * MSR_IA32_APICBASE has its BSP bit set on CPU 0 (Xen's own answer does), or
 * generic code takes the guest for a crash kernel with one CPU.
 * xpv_shared_info is mapped before x86_platform.calibrate_tsc (setup_arch()).
 * A vCPU that was down starts in xpv_ap_start() again with what
 * xpv_trap_fill() and xpv_desc_fill() gave it still in force: both run once.
 */

/* mmu: in start.c's order */
void __init xpv_p2m_init(const struct start_info *si);

/* mmu/kasan.c: instrumented code can run after this */
#ifdef CONFIG_KASAN
void __init xpv_kasan_init(const struct start_info *si);
#else
static inline void xpv_kasan_init(const struct start_info *si) {}
#endif
void __init xpv_mmu_ops_init(void);
void __init xpv_ptboot_switch(void);		/* from the builder's page tables to ours */
void __init xpv_shared_info_map(void);
void __init xpv_pin_kernel(void);		/* x86_init.hyper.init_after_bootmem */

/* mmu/swap.c */
void __init xpv_swap_frame(void *page, size_t keep, xpv_mfn_t mfn);

/* mmu/p2m.c */
xpv_pfn_t xpv_m2p_lookup(xpv_mfn_t mfn);	/* a frame that is not owned when not ours */
bool xpv_pfn_owned(xpv_pfn_t pfn);		/* the guest has memory there */
void __init xpv_p2m_reserve(unsigned long limit);	/* the list shall reach to there */

/* mmu/ptset.c: at a context switch, preemption off */
void xpv_ptset_switch_out(struct task_struct *prev);
void xpv_ptset_switch_in(struct task_struct *next);

/*
 * Entry for a machine frame that has no frame number here, but that Xen lets this
 * guest map; to be installed with set_pte_at().
 */
static inline pte_t xpv_pteval_mfn(xpv_mfn_t mfn, pgprot_t prot)
{
	return native_make_pte(massage_pgprot(prot) |
			       ((pteval_t)xpv_mfn_number(mfn) << PAGE_SHIFT));
}

/* event/evtchn.c */
void __init xpv_evtchn_init(void);		/* x86_init.irqs.intr_init */
int xpv_evtchn_cpu_prepare(unsigned int cpu);	/* before the vCPU first runs; 0 or errno */
void xpv_evtchn_upcall(void);			/* upcall masked, in interrupt context */
/*
 * Per-CPU sources of Xen itself, never throttled. @flags as for request_irq().
 * Return the Linux interrupt or a negative errno.
 */
int xpv_evtchn_bind_virq(unsigned int virq, unsigned int cpu, irq_handler_t handler,
			 unsigned long flags, const char *name, void *ctx);
int xpv_evtchn_bind_ipi(unsigned int cpu, irq_handler_t handler,
			unsigned long flags, const char *name, void *ctx);
void xpv_evtchn_unbind_percpu(int irq, void *ctx);	/* closes the port too */
xpv_port_t xpv_evtchn_port(int irq);

/* event/poll.c: a port that its CPU waits for; never delivered as an interrupt */
int xpv_poll_bind(unsigned int cpu, xpv_port_t *port);	/* process context; 0 or errno */
void xpv_poll_set(xpv_port_t port);		/* as if an event had come. Context: any */
void xpv_poll_clear(xpv_port_t port);		/* full barrier. Context: any */
void xpv_poll_wait(xpv_port_t port);		/* until it is set, or for less long */

/* event/gnttab.c */
int __init xpv_gnttab_init(void);

/*
 * Around a suspension (sched/suspend.c), all CPUs stopped, interrupts off. resume
 * functions return 0 or a negative errno; those without "new" also undo their
 * suspend in the domain that was not left.
 */
void xpv_evtchn_hold(void);			/* around it all; process context */
void xpv_evtchn_release(void);
int xpv_evtchn_resume(void);			/* new domain */
void xpv_gnttab_suspend(void);
int xpv_gnttab_resume(void);
void xpv_mmu_suspend(void);			/* mmu/suspend.c */
void xpv_mmu_resume(void);
void xpv_mmu_resume_new(void);			/* new domain, after xpv_mmu_resume() */
void xpv_start_suspend(void);			/* boot/start.c */
void xpv_start_resume(void);			/* only in the old domain */

#endif /* XPV_INTERNAL_H */
