// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/xenbus: the store for programs. Messages of io/xs_wire.h are written and
 * read, in pieces of any size; session.c does what they ask.
 *
 * A message's head is checked before there is memory for its body. A writer waits
 * while too many requests are under way or their replies unread.
 */
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <xpv/domain.h>
#include <xenfront/store.h>
#include "session.h"
#include "user.h"

/**
 * struct xenbus_file - an open file
 * @session: with the store
 * @writing: mutex, over @have, @header and @request
 * @have: bytes of a head that is being written
 * @header: those
 * @request: whose body is being written, or NULL
 * @reading: mutex, over the oldest answer of the session; never taken with @writing
 */
struct xenbus_file {
	struct xfuser_session *session;
	struct mutex writing;
	u32 have;
	struct xsd_sockmsg header;
	struct xfuser_message *request;
	struct mutex reading;
};

static int xenbus_open(struct inode *inode, struct file *file)
{
	struct xenbus_file *bus;

	if (!xfstore_usable())
		return -ENODEV;
	bus = kzalloc(sizeof(*bus), GFP_KERNEL_ACCOUNT);
	if (!bus)
		return -ENOMEM;
	bus->session = xfuser_session_new();
	if (!bus->session) {
		kfree(bus);
		return -ENOMEM;
	}
	mutex_init(&bus->writing);
	mutex_init(&bus->reading);
	file->private_data = bus;
	return stream_open(inode, file);
}

static int xenbus_release(struct inode *inode, struct file *file)
{
	struct xenbus_file *bus = file->private_data;

	xfuser_session_close(bus->session);
	kfree(bus->request);
	kfree(bus);
	return 0;
}

/* Copy what there is of the user's up to a message's next border. Return: bytes. */
static ssize_t take(void *to, u32 *have, u32 size, const char __user *buf, size_t count)
{
	size_t part = min_t(size_t, count, size - *have);

	if (copy_from_user(to + *have, buf, part))
		return -EFAULT;
	*have += part;
	return part;
}

/* Under writing. The head is complete: memory for the body. */
static int begin_request(struct xenbus_file *bus)
{
	bus->have = 0;
	if (bus->header.len > XENSTORE_PAYLOAD_MAX) {
		pr_info_ratelimited("xen store: request of %u bytes from a program: at most %u\n",
				    bus->header.len, XENSTORE_PAYLOAD_MAX);
		return -EINVAL;
	}
	bus->request = xfuser_message_new(bus->header.len, GFP_KERNEL_ACCOUNT);
	if (!bus->request)
		return -ENOMEM;
	bus->request->header = bus->header;
	return 0;
}

static void finish_request(struct xenbus_file *bus)
{
	struct xfuser_message *request = bus->request;

	if (request->pos < request->header.len)
		return;
	request->body[request->header.len] = '\0';
	bus->request = NULL;
	xfuser_session_ask(bus->session, request);
}

static ssize_t write_head(struct xenbus_file *bus, const char __user *buf, size_t count)
{
	ssize_t part = take(&bus->header, &bus->have, sizeof(bus->header), buf, count);
	int err = 0;

	if (part >= 0 && bus->have == sizeof(bus->header)) {
		err = begin_request(bus);
		if (!err)
			finish_request(bus);
	}
	return err ?: part;
}

static ssize_t write_body(struct xenbus_file *bus, const char __user *buf, size_t count)
{
	struct xfuser_message *request = bus->request;
	ssize_t part = take(request->body, &request->pos, request->header.len, buf, count);

	if (part >= 0)
		finish_request(bus);
	return part;
}

/* Under writing, so that nobody else takes the room. */
static int await_room(struct file *file)
{
	struct xenbus_file *bus = file->private_data;

	if (xfuser_session_room(bus->session))
		return 0;
	if (file->f_flags & O_NONBLOCK)
		return -EAGAIN;
	return wait_event_interruptible(bus->session->wait, xfuser_session_room(bus->session));
}

static ssize_t write_part(struct file *file, const char __user *buf, size_t count)
{
	struct xenbus_file *bus = file->private_data;

	if (bus->request)
		return write_body(bus, buf, count);
	return await_room(file) ?: write_head(bus, buf, count);
}

static ssize_t xenbus_write(struct file *file, const char __user *buf, size_t count,
			    loff_t *pos)
{
	struct xenbus_file *bus = file->private_data;
	size_t done = 0;
	ssize_t part = 0;

	if (mutex_lock_interruptible(&bus->writing))
		return -ERESTARTSYS;
	while (done < count && part >= 0) {
		part = write_part(file, buf + done, count - done);
		if (part > 0)
			done += part;
	}
	mutex_unlock(&bus->writing);
	return done ?: part;
}

/* Under reading. */
static ssize_t read_answers(struct xfuser_session *session, char __user *buf, size_t count)
{
	struct xfuser_message *message;
	size_t done = 0, part;

	while (done < count && (message = xfuser_session_answer(session))) {
		part = min_t(size_t, count - done, xfuser_message_size(message) - message->pos);
		if (copy_to_user(buf + done, (char *)&message->header + message->pos, part))
			return done ?: -EFAULT;
		done += part;
		message->pos += part;
		if (message->pos == xfuser_message_size(message))
			xfuser_session_read(session, message);
	}
	return done;
}

static int await_answer(struct file *file)
{
	struct xenbus_file *bus = file->private_data;

	if (xfuser_session_answer(bus->session))
		return 0;
	if (file->f_flags & O_NONBLOCK)
		return -EAGAIN;
	return wait_event_interruptible(bus->session->wait,
					xfuser_session_answer(bus->session));
}

static ssize_t xenbus_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct xenbus_file *bus = file->private_data;
	ssize_t done = 0;

	while (count && !done) {
		done = await_answer(file);
		if (done)
			break;
		if (mutex_lock_interruptible(&bus->reading))
			return -ERESTARTSYS;
		/* Nothing is left when another reader was quicker. */
		done = read_answers(bus->session, buf, count);
		mutex_unlock(&bus->reading);
	}
	return done;
}

static __poll_t xenbus_poll(struct file *file, poll_table *table)
{
	struct xenbus_file *bus = file->private_data;
	__poll_t ready = 0;

	poll_wait(file, &bus->session->wait, table);
	if (xfuser_session_answer(bus->session))
		ready |= EPOLLIN | EPOLLRDNORM;
	if (xfuser_session_room(bus->session))
		ready |= EPOLLOUT | EPOLLWRNORM;
	return ready;
}

const struct file_operations xfuser_xenbus_fops = {
	.owner = THIS_MODULE,
	.open = xenbus_open,
	.release = xenbus_release,
	.read = xenbus_read,
	.write = xenbus_write,
	.poll = xenbus_poll,
};

static struct miscdevice xenbus_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/xenbus",
	.fops = &xfuser_xenbus_fops,
	.mode = 0600,
};

static int __init xenbus_init(void)
{
	return xpv_domain_pv() ? misc_register(&xenbus_device) : 0;
}
device_initcall(xenbus_init);
