// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time: clocksource "xpv", sched_clock(), the counter's frequency, time of day.
 *
 * All of it is Xen's system time, nanoseconds since the host booted, computed
 * from the counter and the scale in the CPU's shared block. Nothing is
 * calibrated and no port is read. The host sets the time of day; a guest's
 * write is refused.
 *
 * ABI: asm/pvclock-abi.h, xen/interface/xen.h (struct shared_info, wc)
 */
#include <linux/clocksource.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>
#include <asm/cpufeature.h>
#include <asm/paravirt.h>
#include <asm/pvclock.h>
#include <asm/tsc.h>
#include <asm/x86_init.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "clockcalc_env.h"
#include "sched.h"

/* System time at which sched_clock() would have been 0. */
static u64 clock_base __read_mostly;

/* System time when the domain was left. */
static u64 clock_left;

/* Not to be moved to another CPU within: caller's preemption is off. */
static __always_inline u64 clock_read(void)
{
	return pvclock_clocksource_read_nowd(&raw_cpu_ptr(&xpv_vcpu_info)->time);
}

static u64 notrace clock_system(void)
{
	u64 now;

	preempt_disable_notrace();
	now = clock_read();
	preempt_enable_notrace();
	return now;
}

static u64 clock_cs_read(struct clocksource *cs)
{
	return clock_system();
}

/*
 * The scheduler takes a CPU's own time, and that another CPU's may be a little
 * behind: no maximum that all of them would write for each switch of tasks.
 */
static noinstr u64 clock_sched(void)
{
	const struct pvclock_vcpu_time_info *time = &raw_cpu_ptr(&xpv_vcpu_info)->time;
	unsigned int version;
	u64 now;

	do {
		version = pvclock_read_begin(time);
		now = __pvclock_read_cycles(time, rdtsc_ordered());
	} while (pvclock_read_retry(time, version));
	return now - clock_base;
}

static int clock_cs_enable(struct clocksource *cs)
{
	if (cs->vdso_clock_mode != VDSO_CLOCKMODE_NONE)
		vclocks_set_used(VDSO_CLOCKMODE_PVCLOCK);
	return 0;
}

static struct clocksource clock_source = {
	.name	= "xpv",
	.rating	= 400,
	.read	= clock_cs_read,
	.enable	= clock_cs_enable,
	.mask	= CLOCKSOURCE_MASK(64),
	.flags	= CLOCK_SOURCE_IS_CONTINUOUS,
};

/* Known exactly, so that the kernel does not refine it against other timers. */
static unsigned long clock_tsc_khz(void)
{
	struct pvclock_vcpu_time_info time;

	xpv_vcpu_boot_time(&time);
	setup_force_cpu_cap(X86_FEATURE_TSC_KNOWN_FREQ);
	return xpv_clockcalc_khz(time.tsc_to_system_mul, time.tsc_shift);
}

static void clock_get_wallclock(struct timespec64 *now)
{
	u32 nsec;
	u64 sec;

	xpv_vcpu_wall(&sec, &nsec);
	now->tv_sec = xpv_clockcalc_wall(sec, nsec, clock_system(), &nsec);
	now->tv_nsec = nsec;
}

/* -ENODEV ends the kernel's attempts to keep a hardware clock in step. */
static int clock_set_wallclock(const struct timespec64 *now)
{
	return -ENODEV;
}

/* Continues where the counter-based clock of early boot is. */
void __init xpv_clock_boot(void)
{
	clock_base = clock_system() - sched_clock();
	paravirt_set_sched_clock(clock_sched);
}

/*
 * The counter itself is no clocksource: whether the host emulates or scales it
 * is not the guest's to know, and the watchdog would only find it wanting.
 */
void __init xpv_clock_register(void)
{
	mark_tsc_unstable("Xen keeps time");
	clock_source.vdso_clock_mode = xpv_vdso_init();
	clocksource_register_hz(&clock_source, NSEC_PER_SEC);
}

void xpv_clock_suspend(void)
{
	clock_left = clock_system();
}

/*
 * Another host has another system time. Timekeeping takes its own measures when
 * it is resumed; the time of day is Xen's then.
 */
void xpv_clock_resume(void)
{
	pvclock_resume();
	clock_base += clock_system() - clock_left;
}

/*
 * Until its clocksource is chosen, the kernel counts ticks, and a vCPU that had
 * to wait for a processor has missed some. Put the time of day right once.
 */
static int __init clock_settle(void)
{
	struct timespec64 now;

	if (!xpv_domain_pv())
		return 0;
	clock_get_wallclock(&now);
	return do_settimeofday64(&now);
}
device_initcall(clock_settle);

void __init xpv_clock_init(void)
{
	/* Where Xen vouches for the counters, reads need no global maximum. */
	pvclock_set_flags(PVCLOCK_TSC_STABLE_BIT);
	x86_platform.calibrate_tsc = clock_tsc_khz;
	x86_platform.calibrate_cpu = clock_tsc_khz;
	x86_platform.get_wallclock = clock_get_wallclock;
	x86_platform.set_wallclock = clock_set_wallclock;
}
