// SPDX-License-Identifier: GPL-2.0-only
/*
 * The connection table as built, one device's life. Every combination is
 * checked on the host.
 */
#include <kunit/test.h>
#include <xenfront/fsm.h>

static void fsm_plug_and_unplug(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, XFFSM_STAY,
			xffsm_decide(XFFSM_NEW, XenbusStateInitialising, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_CONNECT,
			xffsm_decide(XFFSM_NEW, XenbusStateInitWait, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_GO_LIVE,
			xffsm_decide(XFFSM_OFFERED, XenbusStateConnected, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_REREAD,
			xffsm_decide(XFFSM_LIVE, XenbusStateConnected, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_CLOSE_IDLE,
			xffsm_decide(XFFSM_LIVE, XenbusStateClosing, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_CLOSE,
			xffsm_decide(XFFSM_CLOSING, XenbusStateClosing, XFFSM_IDLE));
	KUNIT_EXPECT_EQ(test, XFFSM_STAY,
			xffsm_decide(XFFSM_CLOSED, XenbusStateClosed, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_REOPEN,
			xffsm_decide(XFFSM_CLOSED, XenbusStateInitWait, XFFSM_BACKEND));
}

static void fsm_hostile(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, XFFSM_CLOSE,
			xffsm_decide(XFFSM_LIVE, 0xffffffff, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_STAY,
			xffsm_decide(XFFSM_NEW, XenbusStateConnected, XFFSM_BACKEND));
	KUNIT_EXPECT_EQ(test, XFFSM_RECONNECT,
			xffsm_decide(XFFSM_LIVE, XenbusStateInitWait, XFFSM_BACKEND));
}

static void fsm_moved(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, XFFSM_RESTART,
			xffsm_decide(XFFSM_LIVE, XenbusStateConnected, XFFSM_MOVED));
	KUNIT_EXPECT_EQ(test, XFFSM_STAY,
			xffsm_decide(XFFSM_NEW, XenbusStateConnected, XFFSM_MOVED));
	KUNIT_EXPECT_TRUE(test, xffsm_legal(XFFSM_LIVE, XFFSM_NEW));
}

static void fsm_edges(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, xffsm_legal(XFFSM_NEW, XFFSM_OFFERED));
	KUNIT_EXPECT_FALSE(test, xffsm_legal(XFFSM_NEW, XFFSM_LIVE));
	KUNIT_EXPECT_TRUE(test, xffsm_legal(XFFSM_CLOSED, XFFSM_NEW));
	KUNIT_EXPECT_FALSE(test, xffsm_legal(XFFSM_CLOSED, XFFSM_LIVE));
}

static struct kunit_case fsm_cases[] = {
	KUNIT_CASE(fsm_plug_and_unplug),
	KUNIT_CASE(fsm_hostile),
	KUNIT_CASE(fsm_moved),
	KUNIT_CASE(fsm_edges),
	{}
};

static struct kunit_suite fsm_suite = {
	.name = "xfront_fsm",
	.test_cases = fsm_cases,
};
kunit_test_suite(fsm_suite);
