// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the toolstack asks of the whole guest: "control/shutdown" and
 * "control/sysrq". Each is read and emptied in one transaction, which tells the
 * toolstack that it was heard, and then done.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysrq.h>
#include <linux/workqueue.h>
#include <xenfront/keys.h>
#include <xenfront/store.h>
#include <xenfront/suspend.h>

#define ROOT	"control"

static void power_off(void)
{
	orderly_poweroff(true);
}

static const struct {
	const char *text;
	void (*act)(void);
} shutdowns[] = {
	{ "poweroff", power_off },
	{ "halt", power_off },
	{ "reboot", orderly_reboot },
	{ "suspend", xfsuspend_start },
};

/**
 * struct request - a node being taken
 * @node: below ROOT
 * @text: what it held; kfree()
 */
struct request {
	const char *node;
	char *text;
};

static int take_body(u32 tx, void *ctx)
{
	struct request *req = ctx;

	kfree(req->text);
	req->text = xfstore_read(tx, ROOT, req->node);
	if (IS_ERR(req->text)) {
		int err = PTR_ERR(req->text);

		req->text = NULL;
		return err;
	}
	/* Empty: nothing is asked, or this is the echo of our own answer. */
	if (!*req->text)
		return -ENOENT;
	return xfstore_write(tx, ROOT, req->node, "");
}

/* Saves a transaction for each event that asks nothing, the first among them. */
static bool asked(const char *node)
{
	char *text = xfstore_read(XFSTORE_NO_TX, ROOT, node);
	bool any = !IS_ERR(text) && *text;

	if (!IS_ERR(text))
		kfree(text);
	return any;
}

/* Return: what was asked, to kfree(), or NULL. */
static char *take(const char *node)
{
	struct request req = { .node = node };
	int err;

	if (!asked(node))
		return NULL;
	err = xfstore_transaction(take_body, &req);
	if (!err)
		return req.text;
	if (err != -ENOENT)
		pr_warn("xen control: node %s unusable: %d\n", node, err);
	kfree(req.text);
	return NULL;
}

static void shutdown_changed(struct xfstore_watch *watch, const char *path)
{
	char *text = take("shutdown");
	int i;

	if (!text)
		return;
	for (i = 0; i < ARRAY_SIZE(shutdowns); i++) {
		if (!strcmp(text, shutdowns[i].text)) {
			pr_info("xen control: %s asked for\n", text);
			shutdowns[i].act();
			break;
		}
	}
	if (i == ARRAY_SIZE(shutdowns))
		pr_warn("xen control: unknown shutdown request \"%.16s\"\n", text);
	kfree(text);
}

static void sysrq_changed(struct xfstore_watch *watch, const char *path)
{
	char *text = take("sysrq");

	if (!text)
		return;
	handle_sysrq(text[0]);
	kfree(text);
}

static struct xfstore_watch shutdown_watch = {
	.path		= ROOT "/shutdown",
	.changed	= shutdown_changed,
};

static struct xfstore_watch sysrq_watch = {
	.path		= ROOT "/sysrq",
	.changed	= sysrq_changed,
};

/* What a toolstack may look at before it asks. */
struct features {
	bool yes;
};

static const struct xfkey features[] = {
	XFKEY_FLAG(struct features, yes, "feature-poweroff"),
	XFKEY_FLAG(struct features, yes, "feature-reboot"),
	XFKEY_FLAG(struct features, yes, "feature-suspend"),
	XFKEY_FLAG(struct features, yes, "feature-sysrq"),
};

static void control_work_fn(struct work_struct *work)
{
	static const struct features ours = { .yes = true };
	int err;

	err = xfstore_watch_register(&shutdown_watch);
	if (!err && IS_ENABLED(CONFIG_MAGIC_SYSRQ))
		err = xfstore_watch_register(&sysrq_watch);
	if (err) {
		pr_warn("xen control: requests of the toolstack are not heard: %d\n",
			err);
		return;
	}
	/* A toolstack that made no such nodes does not look at them either. */
	xfstore_write_keys(XFSTORE_NO_TX, ROOT, features, ARRAY_SIZE(features),
			   &ours);
}

static DECLARE_WORK(control_work, control_work_fn);

/* On a worker, so that a silent store does not hold up boot. */
static int __init xfcontrol_init(void)
{
	if (xfstore_usable())
		queue_work(system_unbound_wq, &control_work);
	return 0;
}
device_initcall(xfcontrol_init);
