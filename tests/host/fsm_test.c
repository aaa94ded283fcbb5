// SPDX-License-Identifier: GPL-2.0-only
/*
 * The connection table: what must hold for every combination, then the usual
 * and the hostile lives of a device, step by step.
 */
#include "fsm_env.h"
#include "drivers/xenfront/core/fsm.c"

#define THEIRS	12	/* includes numbers that are no state */

/* What carrying out an action makes of the phase, as bus_probe.c does. */
static enum xffsm_phase after(enum xffsm_phase phase, enum xffsm_action action,
			      bool busy)
{
	switch (action) {
	case XFFSM_CONNECT:
		return XFFSM_OFFERED;
	case XFFSM_GO_LIVE:
		return XFFSM_LIVE;
	case XFFSM_CLOSE_IDLE:
		return busy ? XFFSM_CLOSING : XFFSM_CLOSED;
	case XFFSM_CLOSE:
	case XFFSM_ACK:
		return XFFSM_CLOSED;
	case XFFSM_RESTART:
	case XFFSM_RECONNECT:
	case XFFSM_REOPEN:
		return XFFSM_NEW;
	default:
		return phase;
	}
}

static bool shares(enum xffsm_phase phase)
{
	return phase == XFFSM_OFFERED || phase == XFFSM_LIVE ||
	       phase == XFFSM_CLOSING;
}

static bool every(bool (*holds)(enum xffsm_phase, unsigned int, enum xffsm_event))
{
	unsigned int phase, theirs, event;

	for (phase = 0; phase < XFFSM_PHASES; phase++)
		for (theirs = 0; theirs < THEIRS; theirs++)
			for (event = 0; event < XFFSM_EVENTS; event++)
				if (!holds(phase, theirs, event)) {
					printf("# %s, back-end %s, event %u\n",
					       xffsm_phase_name(phase),
					       xffsm_state_name(theirs), event);
					return false;
				}
	return true;
}

static bool edge_is_legal(enum xffsm_phase phase, unsigned int theirs,
			  enum xffsm_event event)
{
	enum xffsm_action action = xffsm_decide(phase, theirs, event);
	int busy;

	for (busy = 0; busy < 2; busy++)
		if (after(phase, action, busy) != phase &&
		    !xffsm_legal(phase, after(phase, action, busy)))
			return false;
	return true;
}

/* connect() only with nothing shared, disconnect() only with something. */
static bool callbacks_pair(enum xffsm_phase phase, unsigned int theirs,
			   enum xffsm_event event)
{
	switch (xffsm_decide(phase, theirs, event)) {
	case XFFSM_CONNECT:
	case XFFSM_ACK:
		return phase == XFFSM_NEW;
	case XFFSM_GO_LIVE:
		return phase == XFFSM_OFFERED;
	case XFFSM_REREAD:
	case XFFSM_CLOSE_IDLE:
		return phase == XFFSM_LIVE;
	case XFFSM_CLOSE:
	case XFFSM_RESTART:
	case XFFSM_RECONNECT:
		return shares(phase);
	case XFFSM_REOPEN:
		return phase == XFFSM_CLOSED;
	default:
		return true;
	}
}

static bool remove_ends(enum xffsm_phase phase, unsigned int theirs,
			enum xffsm_event event)
{
	if (event != XFFSM_REMOVE && event != XFFSM_FAIL)
		return true;
	return after(phase, xffsm_decide(phase, theirs, event), true) ==
	       XFFSM_CLOSED;
}

/* It begins anew only when it is asked to, or when a back-end waits for us. */
static bool closed_stays(enum xffsm_phase phase, unsigned int theirs,
			 enum xffsm_event event)
{
	bool anew = event == XFFSM_AGAIN ||
		    (event == XFFSM_BACKEND && theirs == XenbusStateInitWait);

	return phase != XFFSM_CLOSED ||
	       xffsm_decide(phase, theirs, event) == (anew ? XFFSM_REOPEN : XFFSM_STAY);
}

static bool no_state_is_unknown(enum xffsm_phase phase, unsigned int theirs,
				enum xffsm_event event)
{
	return theirs <= XenbusStateReconfigured ||
	       xffsm_decide(phase, theirs, event) ==
	       xffsm_decide(phase, XenbusStateUnknown, event);
}

static bool vanished_is_closed(enum xffsm_phase phase, unsigned int theirs,
			       enum xffsm_event event)
{
	return !shares(phase) || event != XFFSM_BACKEND ||
	       theirs != XenbusStateUnknown ||
	       xffsm_decide(phase, theirs, event) == XFFSM_CLOSE;
}

#define OWN(event)	(100 + (event))

/* What was shared with the old back-end the new one must not be taken for. */
static bool moved_starts_anew(enum xffsm_phase phase, unsigned int theirs,
			      enum xffsm_event event)
{
	return event != XFFSM_MOVED ||
	       after(phase, xffsm_decide(phase, theirs, event), true) ==
	       (shares(phase) ? XFFSM_NEW : phase);
}

/* A life: what happens (their state, or an event of ours) and what we do. */
static const struct {
	const char *name;
	bool busy;
	struct {
		unsigned int input;
		enum xffsm_action action;
	} steps[8];
} lives[] = {
	{ "disk, plugged and unplugged", false, {
		{ XenbusStateInitialising, XFFSM_STAY },
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateInitWait, XFFSM_STAY },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
		{ XenbusStateConnected, XFFSM_REREAD },
		{ XenbusStateClosing, XFFSM_CLOSE_IDLE },
		{ XenbusStateClosed, XFFSM_STAY },
	} },
	{ "mounted disk, detached", true, {
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
		{ XenbusStateClosing, XFFSM_CLOSE_IDLE },
		{ XenbusStateClosing, XFFSM_STAY },
		{ OWN(XFFSM_IDLE), XFFSM_CLOSE },
		{ OWN(XFFSM_IDLE), XFFSM_STAY },
		{ XenbusStateClosed, XFFSM_STAY },
	} },
	{ "mounted disk, forced away", true, {
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
		{ XenbusStateClosing, XFFSM_CLOSE_IDLE },
		{ XenbusStateUnknown, XFFSM_CLOSE },
		{ OWN(XFFSM_REMOVE), XFFSM_STAY },
	} },
	{ "back-end goes and comes back", false, {
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
		{ XenbusStateUnknown, XFFSM_CLOSE },
		{ XenbusStateInitialising, XFFSM_STAY },
		{ XenbusStateInitWait, XFFSM_REOPEN },
		{ XenbusStateInitWait, XFFSM_CONNECT },
	} },
	{ "back-end starts over under us", false, {
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
		{ XenbusStateInitWait, XFFSM_RECONNECT },
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
	} },
	{ "another connection is asked for", false, {
		{ OWN(XFFSM_AGAIN), XFFSM_STAY },
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
		{ OWN(XFFSM_AGAIN), XFFSM_RECONNECT },
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ OWN(XFFSM_FAIL), XFFSM_CLOSE },
		{ OWN(XFFSM_AGAIN), XFFSM_REOPEN },
		{ XenbusStateInitWait, XFFSM_CONNECT },
	} },
	{ "left connected by an earlier kernel", false, {
		{ XenbusStateConnected, XFFSM_STAY },
		{ XenbusStateClosed, XFFSM_STAY },
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
	} },
	{ "saved and restored", false, {
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
		{ OWN(XFFSM_MOVED), XFFSM_RESTART },
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ XenbusStateConnected, XFFSM_GO_LIVE },
	} },
	{ "driver gives up", false, {
		{ XenbusStateInitWait, XFFSM_CONNECT },
		{ OWN(XFFSM_FAIL), XFFSM_CLOSE },
		{ XenbusStateConnected, XFFSM_STAY },
		{ OWN(XFFSM_REMOVE), XFFSM_STAY },
	} },
	{ "closing before anything was offered", false, {
		{ XenbusStateClosing, XFFSM_ACK },
		{ XenbusStateClosed, XFFSM_STAY },
	} },
};

static bool live(size_t nr)
{
	enum xffsm_phase phase = XFFSM_NEW;
	unsigned int theirs = XenbusStateUnknown;
	enum xffsm_action action;
	unsigned int input;
	int i;

	for (i = 0; i < 8; i++) {
		input = lives[nr].steps[i].input;
		if (!input && !lives[nr].steps[i].action)
			continue;
		if (input < OWN(0))
			theirs = input;
		action = xffsm_decide(phase, theirs, input < OWN(0) ?
				      XFFSM_BACKEND : input - OWN(0));
		if (action != lives[nr].steps[i].action) {
			printf("# step %d: action %d\n", i, action);
			return false;
		}
		phase = after(phase, action, lives[nr].busy);
	}
	return true;
}

static bool bad_arguments(void)
{
	return xffsm_decide(XFFSM_PHASES, 0, 0) == XFFSM_STAY &&
	       xffsm_decide(-1, 0, 0) == XFFSM_STAY &&
	       xffsm_decide(0, 0, XFFSM_EVENTS) == XFFSM_STAY &&
	       !xffsm_legal(XFFSM_PHASES, 0) && !xffsm_legal(0, XFFSM_PHASES) &&
	       !strcmp(xffsm_state_name(99), "?") &&
	       !strcmp(xffsm_phase_name(99), "?");
}

int main(void)
{
	size_t i;

	host_report("fsm", "every action leads along a legal edge", every(edge_is_legal));
	host_report("fsm", "callbacks come in pairs", every(callbacks_pair));
	host_report("fsm", "failure and removal always end closed", every(remove_ends));
	host_report("fsm", "closed stays closed until asked", every(closed_stays));
	host_report("fsm", "numbers that are no state count as gone", every(no_state_is_unknown));
	host_report("fsm", "a back-end that has gone closes", every(vanished_is_closed));
	host_report("fsm", "a new domain starts anew", every(moved_starts_anew));
	host_report("fsm", "arguments out of range", bad_arguments());
	for (i = 0; i < ARRAY_SIZE(lives); i++)
		host_report("fsm", lives[i].name, live(i));
	return host_failures != 0;
}
