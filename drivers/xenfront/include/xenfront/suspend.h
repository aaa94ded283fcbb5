/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Saves of the whole domain.
 */
#ifndef XENFRONT_SUSPEND_H
#define XENFRONT_SUSPEND_H

struct notifier_block;

/* The toolstack wants to save the domain: begin, on a worker. Context: any. */
void xfsuspend_start(void);

/* Tell all that are registered of XFSUSPEND_LEAVING. Context: process. */
void xfsuspend_leaving(void);

/* What xfsuspend_register()'s are told, as their action */
enum {
	XFSUSPEND_LEAVING,	/* the domain is about to be saved, or to have another kernel */
	XFSUSPEND_MOVED,	/* this has become a new domain; devices connect again next */
};

/**
 * xfsuspend_register() - be told of saves; for what is not on the bus
 * @nb: called in process context, tasks frozen
 *
 * Return: 0 or a negative errno.
 */
int xfsuspend_register(struct notifier_block *nb);

#endif /* XENFRONT_SUSPEND_H */
