// SPDX-License-Identifier: GPL-2.0-only
/*
 * What to do when a back-end's state changes, for every driver.
 *
 * Pure tables; core/bus_probe.c acts. See <xenfront/fsm.h>.
 */
#include "fsm_env.h"

#define STATES	(XenbusStateReconfigured + 1)

/*
 * The back-end's directory changed: row = our phase, column = their state.
 *
 * A state that cannot come in a phase is answered as if the back-end had gone
 * where something is shared with it, and ignored where nothing is. A back-end
 * that shows Connected before we offered anything means an earlier user of the
 * device; it restarts when it sees our own state. One that waits for us although it
 * was connected, or had closed, has started again and knows nothing of us.
 */
static const u8 on_backend[XFFSM_PHASES][STATES] = {
	[XFFSM_NEW] = {
		[XenbusStateInitWait]		= XFFSM_CONNECT,
		[XenbusStateInitialised]	= XFFSM_CONNECT,
		[XenbusStateClosing]		= XFFSM_ACK,
	},
	[XFFSM_OFFERED] = {
		[XenbusStateUnknown]		= XFFSM_CLOSE,
		[XenbusStateConnected]		= XFFSM_GO_LIVE,
		[XenbusStateClosing]		= XFFSM_CLOSE,
		[XenbusStateClosed]		= XFFSM_CLOSE,
	},
	[XFFSM_LIVE] = {
		[XenbusStateUnknown]		= XFFSM_CLOSE,
		[XenbusStateInitialising]	= XFFSM_CLOSE,
		[XenbusStateInitWait]		= XFFSM_RECONNECT,
		[XenbusStateInitialised]	= XFFSM_CLOSE,
		[XenbusStateConnected]		= XFFSM_REREAD,
		[XenbusStateClosing]		= XFFSM_CLOSE_IDLE,
		[XenbusStateClosed]		= XFFSM_CLOSE,
	},
	[XFFSM_CLOSING] = {
		[XenbusStateUnknown]		= XFFSM_CLOSE,
		[XenbusStateInitialising]	= XFFSM_CLOSE,
		[XenbusStateInitWait]		= XFFSM_CLOSE,
		[XenbusStateClosed]		= XFFSM_CLOSE,
	},
	[XFFSM_CLOSED] = {
		[XenbusStateInitWait]		= XFFSM_REOPEN,
	},
};

/* Events from our own side do not depend on what the back-end shows. */
static const u8 on_own[XFFSM_PHASES][XFFSM_EVENTS] = {
	[XFFSM_NEW] = {
		[XFFSM_FAIL]	= XFFSM_ACK,
		[XFFSM_REMOVE]	= XFFSM_ACK,
	},
	[XFFSM_OFFERED] = {
		[XFFSM_FAIL]	= XFFSM_CLOSE,
		[XFFSM_REMOVE]	= XFFSM_CLOSE,
		[XFFSM_MOVED]	= XFFSM_RESTART,
		[XFFSM_AGAIN]	= XFFSM_RECONNECT,
	},
	[XFFSM_LIVE] = {
		[XFFSM_FAIL]	= XFFSM_CLOSE,
		[XFFSM_REMOVE]	= XFFSM_CLOSE,
		[XFFSM_MOVED]	= XFFSM_RESTART,
		[XFFSM_AGAIN]	= XFFSM_RECONNECT,
	},
	[XFFSM_CLOSING] = {
		[XFFSM_FAIL]	= XFFSM_CLOSE,
		[XFFSM_IDLE]	= XFFSM_CLOSE,
		[XFFSM_REMOVE]	= XFFSM_CLOSE,
		[XFFSM_MOVED]	= XFFSM_RESTART,
	},
	[XFFSM_CLOSED] = {
		[XFFSM_AGAIN]	= XFFSM_REOPEN,
	},
};

/* For each phase, where it may go. */
static const u8 edges[XFFSM_PHASES] = {
	[XFFSM_NEW]	= BIT(XFFSM_OFFERED) | BIT(XFFSM_CLOSED),
	[XFFSM_OFFERED]	= BIT(XFFSM_LIVE) | BIT(XFFSM_CLOSED) | BIT(XFFSM_NEW),
	[XFFSM_LIVE]	= BIT(XFFSM_CLOSING) | BIT(XFFSM_CLOSED) | BIT(XFFSM_NEW),
	[XFFSM_CLOSING]	= BIT(XFFSM_CLOSED) | BIT(XFFSM_NEW),
	[XFFSM_CLOSED]	= BIT(XFFSM_NEW),
};

enum xffsm_action xffsm_decide(enum xffsm_phase ours, unsigned int theirs,
			       enum xffsm_event event)
{
	if ((unsigned int)ours >= XFFSM_PHASES ||
	    (unsigned int)event >= XFFSM_EVENTS)
		return XFFSM_STAY;
	if (event != XFFSM_BACKEND)
		return on_own[ours][event];
	if (theirs >= STATES)
		theirs = XenbusStateUnknown;
	return on_backend[ours][theirs];
}

bool xffsm_legal(enum xffsm_phase from, enum xffsm_phase to)
{
	return (unsigned int)from < XFFSM_PHASES &&
	       (unsigned int)to < XFFSM_PHASES && (edges[from] & BIT(to));
}

const char *xffsm_phase_name(enum xffsm_phase phase)
{
	static const char *const names[XFFSM_PHASES] = {
		"new", "offered", "live", "closing", "closed",
	};

	return (unsigned int)phase < XFFSM_PHASES ? names[phase] : "?";
}

const char *xffsm_state_name(unsigned int state)
{
	static const char *const names[STATES] = {
		"Unknown", "Initialising", "InitWait", "Initialised",
		"Connected", "Closing", "Closed", "Reconfiguring",
		"Reconfigured",
	};

	return state < STATES ? names[state] : "?";
}
