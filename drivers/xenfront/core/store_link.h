/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests to the store in flight, for store.c and store_watch.c.
 */
#ifndef XENFRONT_STORE_LINK_H
#define XENFRONT_STORE_LINK_H

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/uio.h>

/* How long a reply may take; the daemon may be one of many busy processes. */
#define XFSTORE_PATIENCE	(10 * HZ)

/**
 * struct xfstore_call - one request and its reply
 * @list: among the calls in flight (L)
 * @done: completed when @err and @body are final
 * @id: matches the reply
 * @type: of the request
 * @err: outcome
 * @body: payload of the reply, terminated; the owner's to kfree() after success
 * @len: of the payload
 *
 * L: under the link's lock.
 */
struct xfstore_call {
	struct list_head list;
	struct completion done;
	u32 id;
	u32 type;
	int err;
	char *body;
	u32 len;
};

/**
 * xfstore_link_send() - put a request on its way
 * @call: filled; must live until xfstore_link_wait() returned
 * @type: XS_*
 * @tx: transaction
 * @parts: pieces of the payload
 * @count: how many
 *
 * Does not tell the daemon: xfstore_link_kick() after the last of a batch.
 * A failure shows in xfstore_link_wait(), which must follow in any case.
 */
void xfstore_link_send(struct xfstore_call *call, u32 type, u32 tx,
		       const struct kvec *parts, unsigned int count);

void xfstore_link_kick(void);

/**
 * xfstore_link_wait() - wait for the reply
 * @call: sent
 * @deadline: in jiffies
 *
 * Return: 0, then @call->body is to be freed; or a negative errno.
 */
int xfstore_link_wait(struct xfstore_call *call, unsigned long deadline);

/* A call that failed before it could be sent; wait for it all the same. */
void xfstore_link_fail(struct xfstore_call *call, int err);

/* The daemon sent what cannot be: all calls fail from now on. */
void xfstore_link_break(const char *why);

/*
 * Around a save of the domain. Between the two requests wait, except for those
 * that were sent: their replies are waited for before. @moved: this is a new
 * domain, whose daemon knows of no request.
 */
void xfstore_link_suspend(void);
void xfstore_link_resume(bool moved);

/* store_watch.c: in a new domain: set all watches again. */
void xfstore_watch_resume(void);

/* store_watch.c: no event comes after this, and no transaction is open. */
void xfstore_watch_reset(void);

/* store_watch.c: an event came in. Link's worker; 0 or -EPROTO. */
int xfstore_watch_event(const char *body, u32 len);

#endif /* XENFRONT_STORE_LINK_H */
