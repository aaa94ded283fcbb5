/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one open file of /dev/xen/xenbus has asked of the store: its requests, its
 * transactions, its watches, and the messages that it has yet to read.
 */
#ifndef XENFRONT_USER_SESSION_H
#define XENFRONT_USER_SESSION_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <xen/interface/io/xs_wire.h>

/**
 * struct xfuser_message - a request, a reply or an event, as it travels
 * @list: in a queue of the session, or empty
 * @room: bytes that @body has room for, besides a zero byte after them
 * @pos: bytes of header and body that were written or read so far
 * @kept: belongs to a watch and is not freed when it was read
 * @header: of the message
 * @body: payload; a zero byte always follows it
 */
struct xfuser_message {
	struct list_head list;
	u32 room;
	u32 pos;
	bool kept;
	/* these two stand one behind the other */
	struct xsd_sockmsg header;
	char body[];
};

/**
 * struct xfuser_session - one open file
 *
 * L: under @lock. W: the worker's alone, and the last step's.
 *
 * @lock: spinlock, process context; innermost
 * @requests: L: complete, for the worker
 * @answers: L: replies and events, to be read
 * @busy: L: requests asked and replies unread
 * @event_bytes: L: size of the unread events, but for those that are kept
 * @wait: readers without an answer, writers without room
 * @work: does what is asked, one request after the other
 * @end: the last step, when the file is closed
 * @transactions: W
 * @watches: W
 * @watch_count: W
 */
struct xfuser_session {
	spinlock_t lock;
	struct list_head requests;
	struct list_head answers;
	unsigned int busy;
	u32 event_bytes;
	wait_queue_head_t wait;
	struct work_struct work;
	struct work_struct end;
	struct list_head transactions;
	struct list_head watches;
	unsigned int watch_count;
};

/**
 * xfuser_message_new() - memory for a message
 * @room: of its body; becomes enough for any error
 * @gfp: how
 *
 * Return: a message with a zero header and no list, for kfree(), or NULL.
 */
struct xfuser_message *xfuser_message_new(u32 room, gfp_t gfp);

static inline u32 xfuser_message_size(const struct xfuser_message *message)
{
	return sizeof(message->header) + message->header.len;
}

/* Context: process. Return: NULL without memory. */
struct xfuser_session *xfuser_session_new(void);

/* Is there room for another request? */
bool xfuser_session_room(struct xfuser_session *session);

/**
 * xfuser_session_ask() - hand a request to the worker
 * @session: has room, and only the caller takes it
 * @request: complete; the session's from now on
 */
void xfuser_session_ask(struct xfuser_session *session, struct xfuser_message *request);

/* The oldest message to be read, or NULL. One reader at a time. */
struct xfuser_message *xfuser_session_answer(struct xfuser_session *session);

/* The oldest message was read. */
void xfuser_session_read(struct xfuser_session *session, struct xfuser_message *message);

/*
 * The file is closed: end what it began, later, on the worker, and free the session.
 * Context: process, nobody else uses the session.
 */
void xfuser_session_close(struct xfuser_session *session);

#endif /* XENFRONT_USER_SESSION_H */
