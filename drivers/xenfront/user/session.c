// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions of programs with the store.
 *
 * A worker asks for one request after the other through <xenfront/store.h>, so that
 * no program ever waits where it cannot be killed, and each reply is the next after
 * its request. Transactions and watches are a session's own: it can name no others,
 * and what it leaves behind when it ends is ended.
 *
 * Watches are the kernel's own kind, so they come along into a new domain. Events are
 * bounded: each watch keeps one in reserve, which says with the watch's own path that
 * something changed, for the time when there is no room for another. A transaction
 * that was left in another domain has failed as if somebody had got in between.
 *
 * The worker is frozen with the programs while the domain is saved.
 * ABI: xen/interface/io/xs_wire.h
 */
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/notifier.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <xpv/domain.h>
#include <xenfront/store.h>
#include <xenfront/suspend.h>
#include "session.h"

#define REQUESTS_MAX		16
#define EVENT_BYTES_MAX		SZ_64K
#define WATCHES_MAX		128
#define ERROR_ROOM		16U	/* any name of an error */
/* With any path there is, an event with the token is no longer than a message. */
#define TOKEN_MAX		(XENSTORE_PAYLOAD_MAX - XENSTORE_ABS_PATH_MAX - 2)

/**
 * struct user_watch - a watch of a program's
 * @watch: as the store client knows it
 * @session: whose it is
 * @list: in session.watches (W)
 * @reserve: event with the watch's own path; under session.lock
 * @path: of the program
 * @token: of the program
 */
struct user_watch {
	struct xfstore_watch watch;
	struct xfuser_session *session;
	struct list_head list;
	struct xfuser_message *reserve;
	char *path;
	char *token;
};

/**
 * struct user_transaction - a transaction that a program has begun (W)
 * @list: in session.transactions
 * @id: of the store
 * @domain: the value of domain_count when it began
 */
struct user_transaction {
	struct list_head list;
	u32 id;
	int domain;
};

/* How often this has become a new domain. Changes while all workers are frozen. */
static atomic_t domain_count = ATOMIC_INIT(0);
static struct workqueue_struct *wq __ro_after_init;

struct xfuser_message *xfuser_message_new(u32 room, gfp_t gfp)
{
	struct xfuser_message *message;

	room = max(room, ERROR_ROOM);
	message = kmalloc(struct_size(message, body, (size_t)room + 1), gfp);
	if (!message)
		return NULL;
	INIT_LIST_HEAD(&message->list);
	message->room = room;
	message->pos = 0;
	message->kept = false;
	message->header = (struct xsd_sockmsg) {};
	message->body[0] = '\0';
	return message;
}

static void free_messages(struct list_head *queue)
{
	struct xfuser_message *message, *next;

	list_for_each_entry_safe(message, next, queue, list)
		kfree(message);
}

static struct user_transaction *find_transaction(struct xfuser_session *session, u32 id)
{
	struct user_transaction *transaction;

	list_for_each_entry(transaction, &session->transactions, list)
		if (transaction->id == id)
			return transaction;
	return NULL;
}

static bool left_behind(const struct user_transaction *transaction)
{
	return transaction->domain != atomic_read(&domain_count);
}

static void forget_transaction(struct user_transaction *transaction)
{
	list_del(&transaction->list);
	kfree(transaction);
}

/* May this session name that transaction? */
static int check_transaction(struct xfuser_session *session, u32 id)
{
	struct user_transaction *transaction;

	if (id == XFSTORE_NO_TX)
		return 0;
	transaction = find_transaction(session, id);
	if (!transaction)
		return -ENOENT;
	return left_behind(transaction) ? -EAGAIN : 0;
}

/* Handlers. Return: length of the @reply, to kfree(), or a negative errno. */
static int do_forward(struct xfuser_session *session, const struct xfuser_message *request,
		      char **reply)
{
	const struct xsd_sockmsg *header = &request->header;

	return check_transaction(session, header->tx_id) ?:
		xfstore_request(header->type, header->tx_id, request->body, header->len, reply);
}

static int do_refuse(struct xfuser_session *session, const struct xfuser_message *request,
		     char **reply)
{
	return -EINVAL;
}

static int do_begin(struct xfuser_session *session, const struct xfuser_message *request,
		    char **reply)
{
	struct user_transaction *transaction = kzalloc(sizeof(*transaction), GFP_KERNEL);
	u64 id;
	int len;

	if (!transaction)
		return -ENOMEM;
	len = do_forward(session, request, reply);
	if (len >= 0 && (xfkeys_number(*reply, &id) || !id || id > U32_MAX))
		len = -EIO;
	if (len < 0) {
		kfree(transaction);
		return len;
	}
	transaction->id = id;
	transaction->domain = atomic_read(&domain_count);
	list_add(&transaction->list, &session->transactions);
	return len;
}

static int do_end(struct xfuser_session *session, const struct xfuser_message *request,
		  char **reply)
{
	struct user_transaction *transaction;
	int len = do_forward(session, request, reply);

	transaction = find_transaction(session, request->header.tx_id);
	if (transaction && (len >= 0 || len == -EAGAIN || len == -ENOENT))
		forget_transaction(transaction);
	return len;
}

/* Of WATCH and UNWATCH: two terminated texts and nothing else. */
static int parse_watch(const struct xfuser_message *request, const char **path,
		       const char **token)
{
	u32 len = request->header.len;
	size_t path_size = strlen(request->body) + 1;

	if (path_size >= len ||
	    path_size + strlen(request->body + path_size) + 1 != len)
		return -EINVAL;
	*path = request->body;
	*token = request->body + path_size;
	if (strlen(*path) > XENSTORE_ABS_PATH_MAX || strlen(*token) > TOKEN_MAX)
		return -E2BIG;
	return 0;
}

static struct user_watch *find_watch(struct xfuser_session *session, const char *path,
				     const char *token)
{
	struct user_watch *watch;

	list_for_each_entry(watch, &session->watches, list)
		if (!strcmp(watch->path, path) && !strcmp(watch->token, token))
			return watch;
	return NULL;
}

static struct xfuser_message *new_event(const char *path, const char *token, gfp_t gfp)
{
	size_t path_size = strlen(path) + 1, token_size = strlen(token) + 1;
	struct xfuser_message *event;

	if (path_size + token_size > XENSTORE_PAYLOAD_MAX)
		return NULL;
	event = xfuser_message_new(path_size + token_size, gfp);
	if (!event)
		return NULL;
	event->header.type = XS_WATCH_EVENT;
	event->header.len = path_size + token_size;
	memcpy(event->body, path, path_size);
	memcpy(event->body + path_size, token, token_size);
	return event;
}

/* Under lock. @event is queued, or stays the caller's: false. */
static bool queue_event(struct user_watch *watch, struct xfuser_message *event)
{
	struct xfuser_session *session = watch->session;

	if (!event || session->event_bytes + xfuser_message_size(event) > EVENT_BYTES_MAX) {
		if (list_empty(&watch->reserve->list))
			list_add_tail(&watch->reserve->list, &session->answers);
		return false;
	}
	session->event_bytes += xfuser_message_size(event);
	list_add_tail(&event->list, &session->answers);
	return true;
}

static void watch_changed(struct xfstore_watch *changed, const char *path)
{
	struct user_watch *watch = container_of(changed, struct user_watch, watch);
	struct xfuser_message *event;
	bool queued;

	/* All watches share this worker: it does not wait for memory. */
	event = new_event(path, watch->token, GFP_NOWAIT | __GFP_NOWARN);
	spin_lock(&watch->session->lock);
	queued = queue_event(watch, event);
	spin_unlock(&watch->session->lock);
	if (!queued)
		kfree(event);
	wake_up_interruptible(&watch->session->wait);
}

static void free_watch(struct user_watch *watch)
{
	kfree(watch->reserve);
	kfree(watch->path);
	kfree(watch->token);
	kfree(watch);
}

static struct user_watch *new_watch(struct xfuser_session *session, const char *path,
				    const char *token)
{
	struct user_watch *watch = kzalloc(sizeof(*watch), GFP_KERNEL);

	if (!watch)
		return NULL;
	watch->session = session;
	watch->path = kstrdup(path, GFP_KERNEL);
	watch->token = kstrdup(token, GFP_KERNEL);
	watch->reserve = new_event(path, token, GFP_KERNEL);
	if (!watch->path || !watch->token || !watch->reserve) {
		free_watch(watch);
		return NULL;
	}
	watch->reserve->kept = true;
	watch->watch.path = watch->path;
	watch->watch.changed = watch_changed;
	return watch;
}

/* The reserve may be about to be read: then whoever reads it frees it. */
static void let_reserve_go(struct user_watch *watch)
{
	struct xfuser_session *session = watch->session;

	spin_lock(&session->lock);
	if (!list_empty(&watch->reserve->list)) {
		watch->reserve->kept = false;
		session->event_bytes += xfuser_message_size(watch->reserve);
		watch->reserve = NULL;
	}
	spin_unlock(&session->lock);
}

static void end_watch(struct user_watch *watch)
{
	xfstore_watch_unregister(&watch->watch);
	let_reserve_go(watch);
	list_del(&watch->list);
	watch->session->watch_count--;
	free_watch(watch);
}

static int say_ok(char **reply)
{
	*reply = kstrdup("OK", GFP_KERNEL);
	return *reply ? sizeof("OK") : -ENOMEM;
}

static int do_watch(struct xfuser_session *session, const struct xfuser_message *request,
		    char **reply)
{
	const char *path, *token;
	struct user_watch *watch;
	int err = parse_watch(request, &path, &token);

	if (err)
		return err;
	if (find_watch(session, path, token))
		return -EEXIST;
	if (session->watch_count == WATCHES_MAX)
		return -E2BIG;
	watch = new_watch(session, path, token);
	if (!watch)
		return -ENOMEM;
	err = xfstore_watch_register(&watch->watch);
	if (err) {
		let_reserve_go(watch);
		free_watch(watch);
		return err;
	}
	list_add(&watch->list, &session->watches);
	session->watch_count++;
	return say_ok(reply);
}

static int do_unwatch(struct xfuser_session *session, const struct xfuser_message *request,
		      char **reply)
{
	const char *path, *token;
	struct user_watch *watch;
	int err = parse_watch(request, &path, &token);

	if (err)
		return err;
	watch = find_watch(session, path, token);
	if (!watch)
		return -ENOENT;
	end_watch(watch);
	return say_ok(reply);
}

static void end_watches(struct xfuser_session *session)
{
	struct user_watch *watch, *next;

	list_for_each_entry_safe(watch, next, &session->watches, list)
		end_watch(watch);
}

/* The store's own would end the kernel's watches, too. */
static int do_reset(struct xfuser_session *session, const struct xfuser_message *request,
		    char **reply)
{
	end_watches(session);
	return say_ok(reply);
}

/* Requests that are not for the store alone. */
static int (*const handlers[XS_TYPE_COUNT])(struct xfuser_session *session,
			       const struct xfuser_message *request, char **reply) = {
	[XS_WATCH] = do_watch,
	[XS_UNWATCH] = do_unwatch,
	[XS_TRANSACTION_START] = do_begin,
	[XS_TRANSACTION_END] = do_end,
	[XS_WATCH_EVENT] = do_refuse,
	[XS_ERROR] = do_refuse,
	[XS_RESET_WATCHES] = do_reset,
};

static int handle(struct xfuser_session *session, const struct xfuser_message *request,
		  char **reply)
{
	u32 type = request->header.type;

	if (type >= ARRAY_SIZE(handlers))
		return -ENOSYS;
	type = array_index_nospec(type, ARRAY_SIZE(handlers));
	return (handlers[type] ?: do_forward)(session, request, reply);
}

static const char *error_name(int err)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(xsd_errors); i++)
		if (xsd_errors[i].errnum == -err)
			return xsd_errors[i].errstring;
	return "EIO";
}

/* The request becomes the reply: there is always room for an error. */
static struct xfuser_message *error_reply(struct xfuser_message *request, int err)
{
	request->header.type = XS_ERROR;
	request->header.len = strscpy(request->body, error_name(err), request->room) + 1;
	return request;
}

static struct xfuser_message *data_reply(struct xfuser_message *request, const char *data,
					 u32 len)
{
	struct xfuser_message *reply;

	reply = xfuser_message_new(len, GFP_KERNEL);
	if (!reply)
		return error_reply(request, -ENOMEM);
	reply->header = request->header;
	reply->header.len = len;
	memcpy(reply->body, data, len);
	kfree(request);
	return reply;
}

static void serve(struct xfuser_session *session, struct xfuser_message *request)
{
	struct xfuser_message *answer;
	char *data = NULL;
	int ret = handle(session, request, &data);

	answer = ret < 0 ? error_reply(request, ret) : data_reply(request, data, ret);
	kfree(data);
	answer->pos = 0;
	spin_lock(&session->lock);
	list_add_tail(&answer->list, &session->answers);
	spin_unlock(&session->lock);
	wake_up_interruptible(&session->wait);
}

static struct xfuser_message *next_request(struct xfuser_session *session)
{
	struct xfuser_message *request;

	spin_lock(&session->lock);
	request = list_first_entry_or_null(&session->requests, struct xfuser_message, list);
	if (request)
		list_del_init(&request->list);
	spin_unlock(&session->lock);
	return request;
}

static void session_work(struct work_struct *work)
{
	struct xfuser_session *session = container_of(work, struct xfuser_session, work);
	struct xfuser_message *request;

	while ((request = next_request(session)))
		serve(session, request);
}

static void end_transactions(struct xfuser_session *session)
{
	struct user_transaction *transaction, *next;
	char *reply;

	list_for_each_entry_safe(transaction, next, &session->transactions, list) {
		reply = NULL;
		if (!left_behind(transaction))
			xfstore_request(XS_TRANSACTION_END, transaction->id, "F", sizeof("F"),
					&reply);
		kfree(reply);
		forget_transaction(transaction);
	}
}

/* Nobody asks any more; what was asked and not begun is not begun. */
static void session_end(struct work_struct *work)
{
	struct xfuser_session *session = container_of(work, struct xfuser_session, end);

	cancel_work_sync(&session->work);
	free_messages(&session->requests);
	end_transactions(session);
	end_watches(session);
	free_messages(&session->answers);
	kfree(session);
}

struct xfuser_session *xfuser_session_new(void)
{
	struct xfuser_session *session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);

	if (!session)
		return NULL;
	spin_lock_init(&session->lock);
	INIT_LIST_HEAD(&session->requests);
	INIT_LIST_HEAD(&session->answers);
	init_waitqueue_head(&session->wait);
	INIT_WORK(&session->work, session_work);
	INIT_WORK(&session->end, session_end);
	INIT_LIST_HEAD(&session->transactions);
	INIT_LIST_HEAD(&session->watches);
	return session;
}

bool xfuser_session_room(struct xfuser_session *session)
{
	return READ_ONCE(session->busy) < REQUESTS_MAX;
}

void xfuser_session_ask(struct xfuser_session *session, struct xfuser_message *request)
{
	spin_lock(&session->lock);
	WRITE_ONCE(session->busy, session->busy + 1);
	list_add_tail(&request->list, &session->requests);
	spin_unlock(&session->lock);
	queue_work(wq, &session->work);
}

struct xfuser_message *xfuser_session_answer(struct xfuser_session *session)
{
	struct xfuser_message *message;

	spin_lock(&session->lock);
	message = list_first_entry_or_null(&session->answers, struct xfuser_message, list);
	spin_unlock(&session->lock);
	return message;
}

void xfuser_session_read(struct xfuser_session *session, struct xfuser_message *message)
{
	bool event = message->header.type == XS_WATCH_EVENT;
	bool kept;

	spin_lock(&session->lock);
	list_del_init(&message->list);
	message->pos = 0;
	kept = message->kept;
	if (!event)
		WRITE_ONCE(session->busy, session->busy - 1);
	else if (!kept)
		session->event_bytes -= xfuser_message_size(message);
	spin_unlock(&session->lock);
	if (!kept)
		kfree(message);
	wake_up_interruptible(&session->wait);
}

void xfuser_session_close(struct xfuser_session *session)
{
	queue_work(wq, &session->end);
}

static int domain_moved(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == XFSUSPEND_MOVED)
		atomic_inc(&domain_count);
	return NOTIFY_OK;
}

static struct notifier_block moved = { .notifier_call = domain_moved };

/* Before xenbus.c has the device. */
static int __init session_init(void)
{
	if (!xpv_domain_pv())
		return 0;
	wq = alloc_workqueue("xfuser", WQ_UNBOUND | WQ_FREEZABLE, 0);
	return wq ? xfsuspend_register(&moved) : -ENOMEM;
}
subsys_initcall(session_init);
