// SPDX-License-Identifier: GPL-2.0-only
/*
 * What CPUs of the running guest take from each other: stolen time, NMIs, locks
 * that are waited for.
 *
 * Skipped where the kernel is no PV guest.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/nmi.h>
#include <xpv/domain.h>
#include <xpv/evtchn.h>
#include "../internal.h"
#include "../sched/sched.h"

#define ROUNDS		20000
#define THREADS		8
#define TIMEOUT		(60 * HZ)
#define NMI_TIMEOUT_US	(10 * USEC_PER_SEC)

/* What a second registration may add: time that was really stolen meanwhile. */
#define STEAL_SLACK	(5 * NSEC_PER_SEC)

/**
 * struct steal_again - a CPU registers its area once more
 * @before: its clock before that
 * @after: and after
 * @err: what Xen said
 */
struct steal_again {
	u64 before, after;
	int err;
};

static void steal_register(void *arg)
{
	struct steal_again *again = arg;

	again->before = xpv_steal_clock(smp_processor_id());
	again->err = xpv_steal_register(smp_processor_id());
	again->after = xpv_steal_clock(smp_processor_id());
}

/* As after a restore: the clock goes on, neither back nor by a leap. */
static void steal_continues(struct kunit *test)
{
	struct steal_again again;
	unsigned int cpu, round;

	for (round = 0; round < 3; round++) {
		for_each_online_cpu(cpu) {
			smp_call_function_single(cpu, steal_register, &again, true);
			KUNIT_EXPECT_EQ(test, again.err, 0);
			KUNIT_EXPECT_GE(test, again.after, again.before);
			KUNIT_EXPECT_LT(test, again.after - again.before, STEAL_SLACK);
		}
	}
}

/* Read from another CPU while it runs and stops: never back. */
static void steal_monotonic(struct kunit *test)
{
	unsigned int cpu, i;
	u64 last, now;

	for_each_online_cpu(cpu) {
		last = xpv_steal_clock(cpu);
		for (i = 0; i < ROUNDS; i++) {
			now = xpv_steal_clock(cpu);
			if (now < last) {
				KUNIT_FAIL(test, "CPU %u: back by %llu ns", cpu, last - now);
				break;
			}
			last = now;
		}
		cond_resched();
	}
}

/* Stolen and elapsed time, of all CPUs: no more was stolen than there was. */
static void steal_bounded(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		KUNIT_EXPECT_LE(test, xpv_steal_clock(cpu), ktime_get_boottime_ns());
}

/* CPUs that an NMI was seen on. */
static struct cpumask nmi_seen;
static bool nmi_let_go;

static int nmi_handler(unsigned int type, struct pt_regs *regs)
{
	if (cpumask_test_and_set_cpu(smp_processor_id(), &nmi_seen))
		return NMI_DONE;
	return NMI_HANDLED;
}

/* Interrupts are off, and nothing but an NMI gets through. */
static void nmi_spin(void *started)
{
	complete(started);
	while (!READ_ONCE(nmi_let_go))
		cpu_relax();
}

static bool nmi_arrives(unsigned int cpu)
{
	unsigned int us;

	__apic_send_IPI(cpu, NMI_VECTOR);
	for (us = 0; us < NMI_TIMEOUT_US; us += 10) {
		if (cpumask_test_cpu(cpu, &nmi_seen))
			return true;
		udelay(10);
	}
	return false;
}

/* Each other CPU, deaf to interrupts, takes one NMI. */
static void nmi_deaf(struct kunit *test)
{
	DECLARE_COMPLETION_ONSTACK(started);
	unsigned int cpu;

	KUNIT_ASSERT_EQ(test, register_nmi_handler(NMI_LOCAL, nmi_handler, 0, "xpv_kunit"), 0);
	migrate_disable();
	for_each_online_cpu(cpu) {
		if (cpu == raw_smp_processor_id())
			continue;
		cpumask_clear(&nmi_seen);
		WRITE_ONCE(nmi_let_go, false);
		reinit_completion(&started);
		smp_call_function_single(cpu, nmi_spin, &started, false);
		if (wait_for_completion_timeout(&started, TIMEOUT))
			KUNIT_EXPECT_TRUE(test, nmi_arrives(cpu));
		else
			KUNIT_FAIL(test, "CPU %u does not answer", cpu);
		WRITE_ONCE(nmi_let_go, true);
		/* Calls run in order: when this one is over, so is the first. */
		smp_call_function_single(cpu, nmi_spin, &started, true);
	}
	migrate_enable();
	unregister_nmi_handler(NMI_LOCAL, "xpv_kunit");
}

/* A port that was raised before ends the wait at once; clearing is heard. */
static void poll_ready(struct kunit *test)
{
	xpv_port_t port;

	KUNIT_ASSERT_EQ(test, xpv_poll_bind(0, &port), 0);
	xpv_poll_set(port);
	xpv_poll_wait(port);
	xpv_poll_clear(port);
	xpv_evtchn_notify(port);
	xpv_poll_wait(port);
	xpv_poll_clear(port);
	xpv_evtchn_close(port);
}

/**
 * struct lock_count - what threads count under a lock
 * @lock: held for each step, in turn with interrupts on and off
 * @count: not atomic
 * @left: threads that still count
 * @done: none is left
 */
struct lock_count {
	spinlock_t lock;
	unsigned long count;
	atomic_t left;
	struct completion done;
};

static void lock_step(struct lock_count *lock, unsigned int i)
{
	unsigned long flags;

	if (i % 2) {
		spin_lock_irqsave(&lock->lock, flags);
		WRITE_ONCE(lock->count, READ_ONCE(lock->count) + 1);
		spin_unlock_irqrestore(&lock->lock, flags);
	} else {
		spin_lock(&lock->lock);
		WRITE_ONCE(lock->count, READ_ONCE(lock->count) + 1);
		spin_unlock(&lock->lock);
	}
}

/* Not the test's: threads that are late go on counting. */
static struct lock_count lock_shared;

static int lock_thread(void *arg)
{
	struct lock_count *lock = arg;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		lock_step(lock, i);
		if (i % 64 == 0)
			cond_resched();
	}
	if (atomic_dec_and_test(&lock->left))
		complete(&lock->done);
	return 0;
}

static void lock_fought_over(struct kunit *test)
{
	struct lock_count *lock = &lock_shared;
	struct task_struct *thread;
	int i;

	spin_lock_init(&lock->lock);
	init_completion(&lock->done);
	atomic_set(&lock->left, THREADS);
	for (i = 0; i < THREADS; i++) {
		thread = kthread_run(lock_thread, lock, "xpv_lock/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(thread));
	}
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&lock->done, TIMEOUT), 0);
	KUNIT_EXPECT_EQ(test, lock->count, THREADS * ROUNDS);
}

static int init_live(struct kunit *test)
{
	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	return 0;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(steal_continues),
	KUNIT_CASE(steal_monotonic),
	KUNIT_CASE(steal_bounded),
	KUNIT_CASE(nmi_deaf),
	KUNIT_CASE(poll_ready),
	KUNIT_CASE(lock_fought_over),
	{}
};

static struct kunit_suite suite = {
	.name = "xpv_cpu",
	.init = init_live,
	.test_cases = cases,
};

kunit_test_suite(suite);
