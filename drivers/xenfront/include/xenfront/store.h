/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Client of the store, the tree of small texts that toolstack, back-ends and
 * we talk through.
 *
 * Each request carries an id; any number may be in flight, and a thread waits
 * only for its own reply, with a time-out. Paths are "<dir>/<node>", either may
 * be empty (""); without a leading slash they count from this domain's own
 * directory. Transactions are named by a number, XFSTORE_NO_TX for none.
 *
 * Context of all calls: process, may sleep. Errors: those of the store
 * (-ENOENT, -EACCES, -EAGAIN, ...), -ENOMEM, -E2BIG for a message beyond
 * XENSTORE_PAYLOAD_MAX, -ETIMEDOUT, -EIO once the store's ring is broken,
 * -ENODEV where the domain has no store.
 *
 * ABI: xen/interface/io/xs_wire.h
 */
#ifndef XENFRONT_STORE_H
#define XENFRONT_STORE_H

#include <linux/list.h>
#include <linux/types.h>
#include <xenfront/keys.h>

#define XFSTORE_NO_TX	0

/* Is there a store and does it answer? */
bool xfstore_usable(void);

/**
 * xfstore_read() - value of a node
 * @tx: transaction or XFSTORE_NO_TX
 * @dir: directory
 * @node: below it
 *
 * Return: terminated text, to kfree(), or an ERR_PTR. A zero byte inside the
 * value ends it.
 */
char *xfstore_read(u32 tx, const char *dir, const char *node);

/* As xfstore_read(), and the text must be one unsigned number. */
int xfstore_read_number(u32 tx, const char *dir, const char *node, u64 *value);

int xfstore_write(u32 tx, const char *dir, const char *node, const char *value);
__printf(4, 5)
int xfstore_printf(u32 tx, const char *dir, const char *node,
		   const char *fmt, ...);
int xfstore_mkdir(u32 tx, const char *dir, const char *node);
int xfstore_rm(u32 tx, const char *dir, const char *node);

/* True only when the node can be read now. */
bool xfstore_exists(u32 tx, const char *dir, const char *node);

/**
 * struct xfstore_list - names of the nodes in a directory
 * @count: how many
 * @names: terminated, in the same allocation
 */
struct xfstore_list {
	unsigned int count;
	const char *names[];
};

/* Return: list to kfree(), or an ERR_PTR. An empty directory has count 0. */
struct xfstore_list *xfstore_directory(u32 tx, const char *dir,
				       const char *node);

/**
 * xfstore_read_keys() - read and check a table of keys, all in flight at once
 * @tx: transaction or XFSTORE_NO_TX
 * @dir: directory of the keys
 * @keys: table
 * @count: its length
 * @values: struct to fill; every member of the table is set
 * @bad: where not NULL, set to the key that made it fail
 *
 * Return: 0 or what xfkeys_parse() or the store said about the first bad key.
 */
int xfstore_read_keys(u32 tx, const char *dir, const struct xfkey *keys,
		      unsigned int count, void *values,
		      const struct xfkey **bad);

/**
 * xfstore_write_keys() - write a table of keys, all in flight at once
 * @tx: transaction or XFSTORE_NO_TX
 * @dir: directory of the keys
 * @keys: table; text keys may be up to 128 characters
 * @count: its length
 * @values: struct that holds the values
 *
 * Return: 0 or the first error; then some keys may be written.
 */
int xfstore_write_keys(u32 tx, const char *dir, const struct xfkey *keys,
		       unsigned int count, const void *values);

/**
 * xfstore_transaction() - run changes that take effect together or not at all
 * @body: makes the changes with the @tx that it is given; a negative errno
 *	aborts; may be called again when another party got in between
 * @ctx: for @body
 *
 * Drivers' keys need none: a back-end looks at them only after the state key,
 * which is written last.
 *
 * Return: 0, the error of @body, or that of the store.
 */
int xfstore_transaction(int (*body)(u32 tx, void *ctx), void *ctx);

/**
 * xfstore_request() - one request as it is, for programs that make their own
 * @type: XS_*, but for watches, which have functions of their own
 * @tx: transaction or XFSTORE_NO_TX
 * @payload: of the request
 * @len: bytes of it
 * @reply: set to the payload of the reply, terminated, to kfree()
 *
 * Return: length of the reply, without what terminates it; or a negative errno, then
 * @reply is not set.
 */
int xfstore_request(u32 type, u32 tx, const char *payload, u32 len, char **reply);

/**
 * struct xfstore_watch - be told of changes at or below a path
 * @path: watched path; caller's, must not change while registered, but
 *	by the bus in a new domain
 * @changed: called with the path that changed, in a worker, never twice at the
 *	same time for one watch; may sleep and use the store, must not unregister
 *	any watch. Called once soon after registration. Short: all watches
 *	share the worker; what takes long is handed to another.
 * @list: store_watch.c
 * @token: store_watch.c
 * @queued: events waiting for the worker; store_watch.c
 * @overrun: events were dropped, @changed is due with @path; store_watch.c
 * @epoch: which daemon knows of it; store_watch.c
 */
struct xfstore_watch {
	const char *path;
	void (*changed)(struct xfstore_watch *watch, const char *path);
	struct list_head list;
	u32 token;
	unsigned int queued;
	bool overrun;
	u32 epoch;
};

/* Return: 0 or a negative errno, then the watch is not registered. */
int xfstore_watch_register(struct xfstore_watch *watch);

/* When it returns, @changed does not run and will not run any more. */
void xfstore_watch_unregister(struct xfstore_watch *watch);

#endif /* XENFRONT_STORE_H */
