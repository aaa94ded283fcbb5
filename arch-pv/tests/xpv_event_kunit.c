// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event channels for real: a channel from this guest to itself.
 *
 * What arrives is waited for with a time-out. That nothing arrives is asked
 * after QUIET, in which several events would have come.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <xen/interface/event_channel.h>
#include <xpv/domain.h>
#include <xpv/evtchn.h>
#include <xpv/hcall.h>

#define ARRIVAL		(5 * HZ)
#define QUIET		msecs_to_jiffies(50)
#define STORM		msecs_to_jiffies(300)

/**
 * struct event_loop - a channel whose ends are both here
 * @near: end that is bound to @irq
 * @far: end that events are raised at
 * @irq: interrupt of @near, 0 while there is none
 * @count: events handled
 * @cpu: CPU that handled the last one
 * @arrived: completed by each event
 * @ends: whether the handler ends the event
 * @spurious: what it reports then
 */
struct event_loop {
	xpv_port_t near;
	xpv_port_t far;
	int irq;
	atomic_t count;
	unsigned int cpu;
	struct completion arrived;
	bool ends;
	bool spurious;
};

static irqreturn_t loop_event(int irq, void *ctx)
{
	struct event_loop *loop = ctx;

	loop->cpu = smp_processor_id();
	atomic_inc(&loop->count);
	if (loop->ends)
		xpv_evtchn_eoi(irq, loop->spurious);
	complete(&loop->arrived);
	return IRQ_HANDLED;
}

static int connect_loop(struct event_loop *loop)
{
	struct evtchn_bind_interdomain op = { .remote_dom = DOMID_SELF };
	int err = xpv_evtchn_alloc(DOMID_SELF, &loop->near);

	if (err)
		return err;
	op.remote_port = xpv_port_number(loop->near);
	err = xpv_hcall_evtchn(EVTCHNOP_bind_interdomain, &op);
	if (err)
		return err;
	loop->far = xpv_port(op.local_port);
	loop->irq = xpv_evtchn_bind(loop->near, loop_event, "xpv-kunit", loop);
	return loop->irq < 0 ? loop->irq : 0;
}

static int event_loop_init(struct kunit *test)
{
	struct event_loop *loop;

	if (!xpv_domain_pv())
		kunit_skip(test, "not a PV guest");
	loop = kunit_kzalloc(test, sizeof(*loop), GFP_KERNEL);
	if (!loop)
		return -ENOMEM;
	init_completion(&loop->arrived);
	loop->ends = true;
	test->priv = loop;
	return connect_loop(loop);
}

static void event_loop_exit(struct kunit *test)
{
	struct event_loop *loop = test->priv;

	if (!loop)
		return;
	if (loop->irq > 0)
		xpv_evtchn_unbind(loop->irq, loop);
	if (loop->far != XPV_PORT_NONE)
		xpv_evtchn_close(loop->far);
	if (loop->near != XPV_PORT_NONE)
		xpv_evtchn_close(loop->near);
}

static bool wait_event_loop(struct event_loop *loop)
{
	return wait_for_completion_timeout(&loop->arrived, ARRIVAL);
}

static void event_arrives(struct kunit *test)
{
	struct event_loop *loop = test->priv;
	unsigned int i;

	for (i = 1; i <= 100; i++) {
		xpv_evtchn_notify(loop->far);
		KUNIT_ASSERT_TRUE(test, wait_event_loop(loop));
		KUNIT_ASSERT_EQ(test, atomic_read(&loop->count), i);
	}
}

static void event_waits_for_the_end_of_the_last(struct kunit *test)
{
	struct event_loop *loop = test->priv;

	loop->ends = false;
	xpv_evtchn_notify(loop->far);
	KUNIT_ASSERT_TRUE(test, wait_event_loop(loop));
	xpv_evtchn_notify(loop->far);
	xpv_evtchn_notify(loop->far);
	schedule_timeout_uninterruptible(QUIET);
	KUNIT_EXPECT_EQ(test, atomic_read(&loop->count), 1);

	loop->ends = true;
	xpv_evtchn_eoi(loop->irq, false);
	KUNIT_ASSERT_TRUE(test, wait_event_loop(loop));
	KUNIT_EXPECT_EQ(test, atomic_read(&loop->count), 2);
}

/* An end of interrupt too many is nobody's and must not open the port. */
static void event_ends_once(struct kunit *test)
{
	struct event_loop *loop = test->priv;

	xpv_evtchn_eoi(loop->irq, false);
	disable_irq(loop->irq);
	xpv_evtchn_eoi(loop->irq, false);
	xpv_evtchn_notify(loop->far);
	schedule_timeout_uninterruptible(QUIET);
	KUNIT_EXPECT_EQ(test, atomic_read(&loop->count), 0);
	enable_irq(loop->irq);
	KUNIT_EXPECT_TRUE(test, wait_event_loop(loop));
}

static void event_survives_disable(struct kunit *test)
{
	struct event_loop *loop = test->priv;
	unsigned int i;

	for (i = 1; i <= 10; i++) {
		disable_irq(loop->irq);
		xpv_evtchn_notify(loop->far);
		schedule_timeout_uninterruptible(1);
		KUNIT_ASSERT_EQ(test, atomic_read(&loop->count), i - 1);
		enable_irq(loop->irq);
		KUNIT_ASSERT_TRUE(test, wait_event_loop(loop));
		KUNIT_ASSERT_EQ(test, atomic_read(&loop->count), i);
	}
}

/*
 * Rests of 1, 2, 4 ... ticks: in the time of a storm there is room for as many
 * events as its length in ticks has binary digits, and a few that are free.
 */
static void event_storm_is_throttled(struct kunit *test)
{
	struct event_loop *loop = test->priv;
	unsigned long end = jiffies + STORM;

	loop->spurious = true;
	while (time_before(jiffies, end)) {
		xpv_evtchn_notify(loop->far);
		cond_resched();
	}
	KUNIT_EXPECT_GE(test, atomic_read(&loop->count), 3);
	KUNIT_EXPECT_LE(test, atomic_read(&loop->count), fls(STORM) + 6);

	/* The rest ends, and work makes the port quick again. */
	loop->spurious = false;
	reinit_completion(&loop->arrived);
	xpv_evtchn_notify(loop->far);
	KUNIT_ASSERT_TRUE(test, wait_event_loop(loop));
	schedule_timeout_uninterruptible(QUIET);
	reinit_completion(&loop->arrived);
	atomic_set(&loop->count, 0);
	event_arrives(test);
}

static void event_follows_affinity(struct kunit *test)
{
	struct event_loop *loop = test->priv;
	unsigned int cpu, round;

	cpus_read_lock();
	for (round = 0; round < 3; round++) {
		for_each_online_cpu(cpu) {
			KUNIT_EXPECT_EQ(test, xpv_evtchn_affine(loop->irq, cpu), 0);
			xpv_evtchn_notify(loop->far);
			KUNIT_EXPECT_TRUE(test, wait_event_loop(loop));
			KUNIT_EXPECT_EQ(test, loop->cpu, cpu);
		}
	}
	cpus_read_unlock();
}

/* Pending while it moves, an event must not stay behind. */
static void event_moves_while_pending(struct kunit *test)
{
	struct event_loop *loop = test->priv;
	unsigned int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		disable_irq(loop->irq);
		xpv_evtchn_notify(loop->far);
		KUNIT_EXPECT_EQ(test, xpv_evtchn_affine(loop->irq, cpu), 0);
		enable_irq(loop->irq);
		KUNIT_EXPECT_TRUE(test, wait_event_loop(loop));
	}
	cpus_read_unlock();
}

static void event_binds_again(struct kunit *test)
{
	struct event_loop *loop = test->priv;
	unsigned int i;

	for (i = 1; i <= 5; i++) {
		xpv_evtchn_unbind(loop->irq, loop);
		/* Raised while nobody listens: it is there when somebody does. */
		xpv_evtchn_notify(loop->far);
		loop->irq = xpv_evtchn_bind(loop->near, loop_event, "xpv-kunit",
					    loop);
		KUNIT_ASSERT_GT(test, loop->irq, 0);
		KUNIT_ASSERT_TRUE(test, wait_event_loop(loop));
		KUNIT_ASSERT_EQ(test, atomic_read(&loop->count), i);
	}
}

static void event_binds_once(struct kunit *test)
{
	struct event_loop *loop = test->priv;

	KUNIT_EXPECT_EQ(test, xpv_evtchn_bind(loop->near, loop_event,
					      "xpv-kunit", loop), -EBUSY);
	event_arrives(test);
}

static struct kunit_case xpv_event_cases[] = {
	KUNIT_CASE(event_arrives),
	KUNIT_CASE(event_waits_for_the_end_of_the_last),
	KUNIT_CASE(event_ends_once),
	KUNIT_CASE(event_survives_disable),
	KUNIT_CASE(event_storm_is_throttled),
	KUNIT_CASE(event_follows_affinity),
	KUNIT_CASE(event_moves_while_pending),
	KUNIT_CASE(event_binds_again),
	KUNIT_CASE(event_binds_once),
	{}
};

static struct kunit_suite xpv_event_suite = {
	.name = "xpv_event",
	.init = event_loop_init,
	.exit = event_loop_exit,
	.test_cases = xpv_event_cases,
};
kunit_test_suite(xpv_event_suite);

MODULE_DESCRIPTION("Tests of event channels from this guest to itself");
MODULE_LICENSE("GPL");
