// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any sequence of back-end states and events: connect() and disconnect()
 * alternate, every phase change is legal, nothing is shared when it ends.
 */
#include "tests/host/fsm_env.h"
#include "drivers/xenfront/core/fsm.c"
#include "tests/fuzz/fuzz.h"

static enum xffsm_phase phase;
static bool connected;

static void go(enum xffsm_phase to)
{
	FUZZ_ASSERT(xffsm_legal(phase, to));
	phase = to;
}

static void act(enum xffsm_action action, bool works, bool busy)
{
	switch (action) {
	case XFFSM_CONNECT:
		FUZZ_ASSERT(!connected);
		if (works) {
			connected = true;
			go(XFFSM_OFFERED);
		}
		break;
	case XFFSM_GO_LIVE:
		FUZZ_ASSERT(connected);
		if (works)
			go(XFFSM_LIVE);
		break;
	case XFFSM_CLOSE_IDLE:
		if (busy) {
			go(XFFSM_CLOSING);
			break;
		}
		/* fall through */
	case XFFSM_CLOSE:
		FUZZ_ASSERT(connected);
		connected = false;
		go(XFFSM_CLOSED);
		break;
	case XFFSM_ACK:
		FUZZ_ASSERT(!connected);
		go(XFFSM_CLOSED);
		break;
	case XFFSM_RESTART:
	case XFFSM_RECONNECT:
		FUZZ_ASSERT(connected);
		connected = false;
		go(XFFSM_NEW);
		break;
	case XFFSM_REOPEN:
		FUZZ_ASSERT(!connected);
		go(XFFSM_NEW);
		break;
	default:
		break;
	}
}

static void decide(unsigned int theirs, enum xffsm_event event, u8 how)
{
	act(xffsm_decide(phase, theirs, event), how & 1, how & 2);
	/* A callback that failed is followed by the event that says so. */
	if (!(how & 1) && phase != XFFSM_CLOSED)
		act(xffsm_decide(phase, theirs, XFFSM_FAIL), true, how & 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	unsigned int theirs = 0;
	u8 what;

	fuzz_start(input, len);
	phase = XFFSM_NEW;
	connected = false;
	while (fuzz_left) {
		what = fuzz_byte();
		if (what >= XFFSM_EVENTS)
			theirs = what == 255 ? fuzz_word() : what % 10;
		decide(theirs, what < XFFSM_EVENTS ? what : XFFSM_BACKEND,
		       fuzz_byte());
	}
	decide(theirs, XFFSM_REMOVE, 1);
	FUZZ_ASSERT(phase == XFFSM_CLOSED && !connected);
	return 0;
}
