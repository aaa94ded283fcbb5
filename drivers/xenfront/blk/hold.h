/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For how many responses the back-end may hold its next event back.
 *
 * While responses come in bunches there is one event for each bunch, and nothing
 * to gain. Where each comes by itself to a deep queue, one event for several
 * saves both sides an interrupt, at the price of time: so never more than a
 * quarter of what is out, and the caller looks after a bounded time anyway.
 */
#ifndef XFBLK_HOLD_H
#define XFBLK_HOLD_H

/* Fewer requests than that are waited for one by one. */
#define XFBLK_HOLD_OUT	8
/* Most responses that one event announces on purpose. */
#define XFBLK_HOLD_MAX	16

/**
 * xfblk_hold_after() - with which of the next responses is an event wanted?
 * @out: requests that the back-end has
 * @taken: responses that were there at the last event
 *
 * Return: 1 .. XFBLK_HOLD_MAX, at most @out / 4 where it is not 1.
 */
unsigned int xfblk_hold_after(unsigned int out, unsigned int taken);

#endif /* XFBLK_HOLD_H */
