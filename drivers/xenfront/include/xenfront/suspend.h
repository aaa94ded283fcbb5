/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Saves of the whole domain.
 */
#ifndef XENFRONT_SUSPEND_H
#define XENFRONT_SUSPEND_H

struct notifier_block;

/* The toolstack wants to save the domain: begin, on a worker. Context: any. */
void xfsuspend_start(void);

/**
 * xfsuspend_register() - be told when this has become a new domain
 * @nb: called in process context, tasks frozen, before devices connect again; for
 *	what is not on the bus
 *
 * Return: 0 or a negative errno.
 */
int xfsuspend_register(struct notifier_block *nb);

#endif /* XENFRONT_SUSPEND_H */
