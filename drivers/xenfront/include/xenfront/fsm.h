/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one connection state machine of all front-ends, as a table.
 *
 * It decides only; core/bus_probe.c carries the decisions out. What the other
 * side shows in the store is one input, never followed blindly: every
 * combination of phase, back-end state and event has an entry.
 *
 * ABI: xen/interface/io/xenbus.h (enum xenbus_state)
 */
#ifndef XENFRONT_FSM_H
#define XENFRONT_FSM_H

#include <linux/types.h>
#include <xen/interface/io/xenbus.h>

/**
 * enum xffsm_phase - how far one device of ours has come
 * @XFFSM_NEW: bound to a driver; nothing offered, no memory shared
 * @XFFSM_OFFERED: rings granted and keys published; back-end not connected yet
 * @XFFSM_LIVE: both sides connected; I/O flows
 * @XFFSM_CLOSING: must close, but the driver still has users (open disk)
 * @XFFSM_CLOSED: nothing shared any more, until the back-end offers itself anew
 */
enum xffsm_phase {
	XFFSM_NEW,
	XFFSM_OFFERED,
	XFFSM_LIVE,
	XFFSM_CLOSING,
	XFFSM_CLOSED,
	XFFSM_PHASES
};

/**
 * enum xffsm_event - why the machine is asked
 * @XFFSM_BACKEND: the back-end's directory changed (its state may be the same)
 * @XFFSM_FAIL: the driver gave up on the device
 * @XFFSM_IDLE: the driver's last user has gone
 * @XFFSM_REMOVE: the device was unplugged or the driver unbound
 * @XFFSM_MOVED: this is a new domain: the back-end is another one, which knows
 *	nothing of us
 * @XFFSM_AGAIN: the driver or its user wants another connection
 */
enum xffsm_event {
	XFFSM_BACKEND,
	XFFSM_FAIL,
	XFFSM_IDLE,
	XFFSM_REMOVE,
	XFFSM_MOVED,
	XFFSM_AGAIN,
	XFFSM_EVENTS
};

/**
 * enum xffsm_action - what is to be done
 * @XFFSM_STAY: nothing
 * @XFFSM_CONNECT: driver's connect(), then phase OFFERED
 * @XFFSM_GO_LIVE: driver's connected(), then phase LIVE
 * @XFFSM_REREAD: driver's changed()
 * @XFFSM_CLOSE_IDLE: as @XFFSM_CLOSE, but phase CLOSING while the driver is busy
 * @XFFSM_CLOSE: driver's disconnect(), then phase CLOSED
 * @XFFSM_ACK: nothing is shared: only phase CLOSED
 * @XFFSM_RESTART: driver's restart(), then phase NEW
 * @XFFSM_RECONNECT: driver's restart(), the back-end lets go, then phase NEW
 * @XFFSM_REOPEN: nothing is shared: only phase NEW
 */
enum xffsm_action {
	XFFSM_STAY,
	XFFSM_CONNECT,
	XFFSM_GO_LIVE,
	XFFSM_REREAD,
	XFFSM_CLOSE_IDLE,
	XFFSM_CLOSE,
	XFFSM_ACK,
	XFFSM_RESTART,
	XFFSM_RECONNECT,
	XFFSM_REOPEN,
	XFFSM_ACTIONS
};

/**
 * xffsm_decide() - look up what to do
 * @ours: phase of the device
 * @theirs: state that the back-end shows; any number, out of range is Unknown
 * @event: why
 *
 * Context: any; pure.
 */
enum xffsm_action xffsm_decide(enum xffsm_phase ours, unsigned int theirs,
			       enum xffsm_event event);

/**
 * xffsm_legal() - may a device go from one phase to another?
 * @from: phase now
 * @to: phase wanted
 */
bool xffsm_legal(enum xffsm_phase from, enum xffsm_phase to);

/* For messages and sysfs; "?" where out of range. */
const char *xffsm_phase_name(enum xffsm_phase phase);
const char *xffsm_state_name(unsigned int state);

#endif /* XENFRONT_FSM_H */
