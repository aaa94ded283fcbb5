// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to the store, one function per kind; see <xenfront/store.h>.
 *
 * Process context. Holds no lock while it waits.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <xenfront/store.h>
#include "store_link.h"
#include "store_wire.h"

/* Another party can force a repeat; that it does so this often is no accident. */
#define TX_ATTEMPTS	64

static char *join(const char *dir, const char *node)
{
	size_t size = strlen(dir) + strlen(node) + 2;
	char *path = kmalloc(size, GFP_KERNEL);
	int len;

	if (!path)
		return ERR_PTR(-ENOMEM);
	len = xfwire_path(path, size, dir, node);
	if (len < 0) {
		kfree(path);
		return ERR_PTR(len);
	}
	return path;
}

/* Send a request about a path. @value may be NULL; its zero byte is not sent. */
static void start(struct xfstore_call *call, u32 type, u32 tx, const char *dir,
		  const char *node, const char *value)
{
	char *path = join(dir, node);
	struct kvec parts[2];

	if (IS_ERR(path)) {
		xfstore_link_fail(call, PTR_ERR(path));
		return;
	}
	parts[0] = (struct kvec) { path, strlen(path) + 1 };
	parts[1] = (struct kvec) { (void *)value, value ? strlen(value) : 0 };
	xfstore_link_send(call, type, tx, parts, ARRAY_SIZE(parts));
	kfree(path);
}

static int await(struct xfstore_call *call)
{
	return xfstore_link_wait(call, jiffies + XFSTORE_PATIENCE);
}

/* One request, of whose reply only the outcome counts. */
static int simple(u32 type, u32 tx, const char *dir, const char *node,
		  const char *value)
{
	struct xfstore_call call;
	int err;

	start(&call, type, tx, dir, node, value);
	xfstore_link_kick();
	err = await(&call);
	kfree(call.body);
	return err;
}

char *xfstore_read(u32 tx, const char *dir, const char *node)
{
	struct xfstore_call call;
	int err;

	start(&call, XS_READ, tx, dir, node, NULL);
	xfstore_link_kick();
	err = await(&call);
	return err ? ERR_PTR(err) : call.body;
}
EXPORT_SYMBOL_GPL(xfstore_read);

int xfstore_read_number(u32 tx, const char *dir, const char *node, u64 *value)
{
	char *text = xfstore_read(tx, dir, node);
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	err = xfkeys_number(text, value);
	kfree(text);
	return err;
}
EXPORT_SYMBOL_GPL(xfstore_read_number);

int xfstore_write(u32 tx, const char *dir, const char *node, const char *value)
{
	return simple(XS_WRITE, tx, dir, node, value);
}
EXPORT_SYMBOL_GPL(xfstore_write);

int xfstore_printf(u32 tx, const char *dir, const char *node,
		   const char *fmt, ...)
{
	va_list args;
	char *value;
	int err;

	va_start(args, fmt);
	value = kvasprintf(GFP_KERNEL, fmt, args);
	va_end(args);
	if (!value)
		return -ENOMEM;
	err = xfstore_write(tx, dir, node, value);
	kfree(value);
	return err;
}
EXPORT_SYMBOL_GPL(xfstore_printf);

int xfstore_mkdir(u32 tx, const char *dir, const char *node)
{
	return simple(XS_MKDIR, tx, dir, node, NULL);
}
EXPORT_SYMBOL_GPL(xfstore_mkdir);

int xfstore_rm(u32 tx, const char *dir, const char *node)
{
	return simple(XS_RM, tx, dir, node, NULL);
}
EXPORT_SYMBOL_GPL(xfstore_rm);

bool xfstore_exists(u32 tx, const char *dir, const char *node)
{
	char *value = xfstore_read(tx, dir, node);

	if (IS_ERR(value))
		return false;
	kfree(value);
	return true;
}
EXPORT_SYMBOL_GPL(xfstore_exists);

static struct xfstore_list *list_names(const char *body, u32 len)
{
	unsigned int count = xfwire_split(body, len, NULL, 0);
	size_t head = struct_size_t(struct xfstore_list, names, count);
	struct xfstore_list *list = kmalloc(head + len + 1, GFP_KERNEL);
	char *copy;

	if (!list)
		return ERR_PTR(-ENOMEM);
	copy = (char *)list + head;
	memcpy(copy, body, len + 1);
	list->count = count;
	xfwire_split(copy, len, list->names, count);
	return list;
}

struct xfstore_list *xfstore_directory(u32 tx, const char *dir,
				       const char *node)
{
	struct xfstore_call call;
	struct xfstore_list *list;
	int err;

	start(&call, XS_DIRECTORY, tx, dir, node, NULL);
	xfstore_link_kick();
	err = await(&call);
	if (err)
		return ERR_PTR(err);
	list = list_names(call.body, call.len);
	kfree(call.body);
	return list;
}
EXPORT_SYMBOL_GPL(xfstore_directory);

/* Absent is not an error here: the table says what then. */
static int take_key(struct xfstore_call *call, unsigned long deadline,
		    const struct xfkey *key, void *values)
{
	int err = xfstore_link_wait(call, deadline);

	if (err && err != -ENOENT) {
		xfkeys_parse(key, NULL, values);
		return err;
	}
	err = xfkeys_parse(key, err ? NULL : call->body, values);
	kfree(call->body);
	return err;
}

int xfstore_read_keys(u32 tx, const char *dir, const struct xfkey *keys,
		      unsigned int count, void *values,
		      const struct xfkey **bad)
{
	unsigned long deadline = jiffies + XFSTORE_PATIENCE;
	struct xfstore_call *calls;
	unsigned int i;
	int err, first = 0;

	calls = kcalloc(count, sizeof(*calls), GFP_KERNEL);
	if (!calls)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		start(&calls[i], XS_READ, tx, dir, keys[i].name, NULL);
	xfstore_link_kick();
	for (i = 0; i < count; i++) {
		err = take_key(&calls[i], deadline, &keys[i], values);
		if (err && !first) {
			first = err;
			if (bad)
				*bad = &keys[i];
		}
	}
	kfree(calls);
	return first;
}
EXPORT_SYMBOL_GPL(xfstore_read_keys);

static void start_write(struct xfstore_call *call, u32 tx, const char *dir,
			const struct xfkey *key, const void *values)
{
	char text[128];
	int err = xfkeys_format(key, values, text, sizeof(text));

	if (err)
		xfstore_link_fail(call, err);
	else
		start(call, XS_WRITE, tx, dir, key->name, text);
}

int xfstore_write_keys(u32 tx, const char *dir, const struct xfkey *keys,
		       unsigned int count, const void *values)
{
	unsigned long deadline = jiffies + XFSTORE_PATIENCE;
	struct xfstore_call *calls;
	unsigned int i;
	int err = 0;

	calls = kcalloc(count, sizeof(*calls), GFP_KERNEL);
	if (!calls)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		start_write(&calls[i], tx, dir, &keys[i], values);
	xfstore_link_kick();
	for (i = 0; i < count; i++) {
		err = xfstore_link_wait(&calls[i], deadline) ?: err;
		kfree(calls[i].body);
	}
	kfree(calls);
	return err;
}
EXPORT_SYMBOL_GPL(xfstore_write_keys);

int xfstore_request(u32 type, u32 tx, const char *payload, u32 len, char **reply)
{
	struct kvec part = { (void *)payload, len };
	struct xfstore_call call;
	int err;

	xfstore_link_send(&call, type, tx, &part, 1);
	xfstore_link_kick();
	err = await(&call);
	if (err)
		return err;
	*reply = call.body;
	return call.len;
}
EXPORT_SYMBOL_GPL(xfstore_request);

static int tx_begin(u32 *tx)
{
	char *body;
	u64 number;
	int err;

	err = xfstore_request(XS_TRANSACTION_START, XFSTORE_NO_TX, "", 1, &body);
	if (err < 0)
		return err;
	err = xfkeys_number(body, &number);
	kfree(body);
	if (err || !number || number > U32_MAX)
		return -EIO;
	*tx = number;
	return 0;
}

static int tx_end(u32 tx, bool commit)
{
	char *body = NULL;
	int len = xfstore_request(XS_TRANSACTION_END, tx, commit ? "T" : "F", 2, &body);

	kfree(body);
	return min(len, 0);
}

int xfstore_transaction(int (*body)(u32 tx, void *ctx), void *ctx)
{
	int attempt, err;
	u32 tx;

	for (attempt = 0; attempt < TX_ATTEMPTS; attempt++) {
		err = tx_begin(&tx);
		if (err)
			return err;
		err = body(tx, ctx);
		if (err) {
			tx_end(tx, false);
			return err;
		}
		err = tx_end(tx, true);
		if (err != -EAGAIN)
			return err;
	}
	return -EAGAIN;
}
EXPORT_SYMBOL_GPL(xfstore_transaction);
