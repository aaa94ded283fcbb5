// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time and CPUs of the running guest, and the arithmetic behind them.
 *
 * All but the arithmetic is skipped where the kernel is no PV guest.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/ktime.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <asm/tsc.h>
#include <xpv/domain.h>
#include "../sched/clockcalc_env.h"

#define READS		1000
#define CALLS		200
#define TIMEOUT		(10 * HZ)

/* 2020-01-01; no host's clock is behind that. */
#define SECONDS_2020	1577836800LL

static void khz(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, xpv_clockcalc_khz(0x80000000, 1), 1000000);
	KUNIT_EXPECT_EQ(test, xpv_clockcalc_khz(0xaaaaaaab, -1), 3000000);
	KUNIT_EXPECT_EQ(test, xpv_clockcalc_khz(0, 0), 0);
	KUNIT_EXPECT_EQ(test, xpv_clockcalc_khz(0x80000000, -128), 0);
}

static void wall(struct kunit *test)
{
	u32 rest;

	KUNIT_EXPECT_EQ(test, xpv_clockcalc_wall(10, 999999999, 1, &rest), 11);
	KUNIT_EXPECT_EQ(test, rest, 0);
}

static void wall_live(struct kunit *test)
{
	struct timespec64 now;

	read_persistent_clock64(&now);
	KUNIT_EXPECT_GT(test, now.tv_sec, SECONDS_2020);
	KUNIT_EXPECT_LE(test, abs(now.tv_sec - ktime_get_real_seconds()), 2);
}

/* Over all CPUs in turn: no reading is before one that ended earlier. */
static void monotonic_on(void *last)
{
	u64 *before = last, now;
	unsigned int i;

	for (i = 0; i < READS; i++) {
		now = ktime_get_ns();
		if (now < *before) {
			*before = U64_MAX;
			return;
		}
		*before = now;
	}
}

static void monotonic(struct kunit *test)
{
	unsigned int cpu, round;
	u64 last = 0;

	for (round = 0; round < 10; round++)
		for_each_online_cpu(cpu)
			smp_call_function_single(cpu, monotonic_on, &last, true);
	KUNIT_EXPECT_NE(test, last, U64_MAX);
}

/*
 * sched_clock() and the clocksource agree on how long a while is. The counter is
 * no witness: Xen bends its scale to bring a CPU's time back to the platform's.
 */
static void agree(struct kunit *test)
{
	u64 sched, mono;

	preempt_disable();
	sched = sched_clock();
	mono = ktime_get_ns();
	udelay(2000);
	mono = ktime_get_ns() - mono;
	sched = sched_clock() - sched;
	preempt_enable();

	KUNIT_EXPECT_GT(test, mono, 0);
	KUNIT_EXPECT_GE(test, sched + 20000, mono);
}

/**
 * struct clock_wait - something that shall happen on a CPU
 * @timer: set on the CPU
 * @work: queued on the CPU
 * @start: when @timer was started
 * @end: when it fired
 * @cpu: where it happened
 * @done: it happened
 */
struct clock_wait {
	struct hrtimer timer;
	struct irq_work work;
	ktime_t start, end;
	unsigned int cpu;
	struct completion done;
};

static enum hrtimer_restart fired(struct hrtimer *timer)
{
	struct clock_wait *wait = container_of(timer, struct clock_wait, timer);

	wait->end = ktime_get();
	wait->cpu = smp_processor_id();
	complete(&wait->done);
	return HRTIMER_NORESTART;
}

static void start_timer(void *arg)
{
	struct clock_wait *wait = arg;

	hrtimer_init(&wait->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED);
	wait->timer.function = fired;
	wait->start = ktime_get();
	hrtimer_start(&wait->timer, ms_to_ktime(5), HRTIMER_MODE_REL_PINNED);
}

/* Each CPU's own timer fires there, and not early. */
static void timers(struct kunit *test)
{
	struct clock_wait *wait = kunit_kzalloc(test, sizeof(*wait), GFP_KERNEL);
	unsigned int cpu;

	KUNIT_ASSERT_NOT_NULL(test, wait);
	for_each_online_cpu(cpu) {
		init_completion(&wait->done);
		smp_call_function_single(cpu, start_timer, wait, true);
		if (!wait_for_completion_timeout(&wait->done, TIMEOUT)) {
			hrtimer_cancel(&wait->timer);
			KUNIT_FAIL(test, "no timer on CPU %u", cpu);
			continue;
		}
		KUNIT_EXPECT_EQ(test, wait->cpu, cpu);
		KUNIT_EXPECT_GE(test, ktime_to_ns(ktime_sub(wait->end, wait->start)),
				5 * NSEC_PER_MSEC);
	}
}

static void worked(struct irq_work *work)
{
	struct clock_wait *wait = container_of(work, struct clock_wait, work);

	wait->cpu = smp_processor_id();
	complete(&wait->done);
}

static void works(struct kunit *test)
{
	struct clock_wait *wait = kunit_kzalloc(test, sizeof(*wait), GFP_KERNEL);
	unsigned int cpu;

	KUNIT_ASSERT_NOT_NULL(test, wait);
	for_each_online_cpu(cpu) {
		init_completion(&wait->done);
		wait->work = IRQ_WORK_INIT_HARD(worked);
		irq_work_queue_on(&wait->work, cpu);
		KUNIT_ASSERT_TRUE(test, wait_for_completion_timeout(&wait->done, TIMEOUT));
		irq_work_sync(&wait->work);
		KUNIT_EXPECT_EQ(test, wait->cpu, cpu);
	}
}

static void count_call(void *arg)
{
	atomic_inc(arg);
}

/* Many calls at once: none is lost where reasons share one notification. */
static void calls(struct kunit *test)
{
	atomic_t count = ATOMIC_INIT(0);
	unsigned int i;

	/* A vCPU that waits for a processor takes its time to answer. */
	for (i = 0; i < CALLS; i++) {
		on_each_cpu(count_call, &count, true);
		cond_resched();
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&count), CALLS * num_online_cpus());
}

static int init_live(struct kunit *test)
{
	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	return 0;
}

static struct kunit_case calc_cases[] = {
	KUNIT_CASE(khz),
	KUNIT_CASE(wall),
	{}
};

static struct kunit_suite calc_suite = {
	.name = "xpv_clockcalc",
	.test_cases = calc_cases,
};

static struct kunit_case live_cases[] = {
	KUNIT_CASE(wall_live),
	KUNIT_CASE(monotonic),
	KUNIT_CASE(agree),
	KUNIT_CASE(timers),
	KUNIT_CASE(works),
	KUNIT_CASE(calls),
	{}
};

static struct kunit_suite live_suite = {
	.name = "xpv_clock",
	.init = init_live,
	.test_cases = live_cases,
};

kunit_test_suites(&calc_suite, &live_suite);
