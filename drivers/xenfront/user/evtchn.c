// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/evtchn: event channels for programs.
 *
 * Each port has an interrupt. An event puts its port at the end of the file's list and
 * leaves it masked; read() takes ports off the list, and a port that is written back
 * may announce the next event. So a port is in the list once at most, which therefore
 * needs no memory and cannot overflow.
 *
 * Locks: ports_lock, then pending_lock.
 * ABI: uapi/xen/evtchn.h
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>
#include <xen/interface/xen.h>
#include <uapi/xen/evtchn.h>	/* after its domid_t */
#include <xpv/domain.h>
#include <xpv/evtchn.h>

#define PORTS_MAX	1024

/**
 * struct evtchn_file - an open file
 * @ports_lock: mutex; over what binds, unbinds, and looks a port up
 * @ports: struct user_port by number; under @ports_lock
 * @count: of ports; under @ports_lock
 * @only: the one domain to whose ports may be bound, or DOMID_INVALID; under @ports_lock
 * @pending_lock: spinlock, interrupts off
 * @pending: ports with events, to be read; under @pending_lock
 * @wait: readers
 */
struct evtchn_file {
	struct mutex ports_lock;
	struct xarray ports;
	unsigned int count;
	domid_t only;
	spinlock_t pending_lock;
	struct list_head pending;
	wait_queue_head_t wait;
};

/**
 * struct user_port - a port of a file
 * @file: whose it is
 * @list: in file.pending, or empty; under pending_lock
 * @delivered: an event came and its end is due; under pending_lock
 * @port: written before the interrupt is bound
 * @irq: under ports_lock
 */
struct user_port {
	struct evtchn_file *file;
	struct list_head list;
	bool delivered;
	xpv_port_t port;
	int irq;
};

static irqreturn_t port_irq(int irq, void *ctx)
{
	struct user_port *port = ctx;
	struct evtchn_file *file = port->file;

	spin_lock(&file->pending_lock);
	port->delivered = true;
	if (list_empty(&port->list))
		list_add_tail(&port->list, &file->pending);
	spin_unlock(&file->pending_lock);
	wake_up_interruptible(&file->wait);
	return IRQ_HANDLED;
}

/* Under ports_lock. In a new domain the number is not this port's any more. */
static void remove_port(struct evtchn_file *file, unsigned long index, struct user_port *port)
{
	bool current_port = xpv_evtchn_current(port->irq);

	xpv_evtchn_unbind(port->irq, port);
	spin_lock_irq(&file->pending_lock);
	list_del(&port->list);
	spin_unlock_irq(&file->pending_lock);
	if (current_port)
		xpv_evtchn_close(port->port);
	xa_erase(&file->ports, index);
	file->count--;
	kfree(port);
}

/* Under ports_lock. Make a port of this domain's the file's. Return: its number or errno. */
static int add_port(struct evtchn_file *file, xpv_port_t number)
{
	struct user_port *left = xa_load(&file->ports, xpv_port_number(number));
	struct user_port *port = kzalloc(sizeof(*port), GFP_KERNEL_ACCOUNT);
	int err;

	if (!port)
		return -ENOMEM;
	/* A port that stayed behind in another domain had that number there. */
	if (left)
		remove_port(file, xpv_port_number(number), left);
	port->file = file;
	port->port = number;
	INIT_LIST_HEAD(&port->list);
	err = xa_err(xa_store(&file->ports, xpv_port_number(number), port, GFP_KERNEL_ACCOUNT));
	if (err)
		goto err_free;
	err = xpv_evtchn_bind(number, port_irq, "xen-user", port);
	if (err < 0)
		goto err_erase;
	port->irq = err;
	file->count++;
	return xpv_port_number(number);

err_erase:
	xa_erase(&file->ports, xpv_port_number(number));
err_free:
	kfree(port);
	return err;
}

/* Under ports_lock. @err: of what was to open @number. */
static int opened(struct evtchn_file *file, int err, xpv_port_t number)
{
	int ret;

	if (err)
		return err;
	ret = add_port(file, number);
	if (ret < 0)
		xpv_evtchn_close(number);
	return ret;
}

/* Under ports_lock. */
static void end_event(struct evtchn_file *file, struct user_port *port)
{
	bool due;

	spin_lock_irq(&file->pending_lock);
	due = port->delivered;
	port->delivered = false;
	list_del_init(&port->list);
	spin_unlock_irq(&file->pending_lock);
	if (due)
		xpv_evtchn_eoi(port->irq, false);
}

static int open_global(struct evtchn_file *file, void *arg)
{
	struct ioctl_evtchn_bind_virq *bind = arg;
	xpv_port_t number = XPV_PORT_NONE;
	int err;

	if (file->only != DOMID_INVALID)
		return -EACCES;
	err = xpv_evtchn_global(bind->virq, &number);
	return opened(file, err, number);
}

static int open_remote(struct evtchn_file *file, void *arg)
{
	struct ioctl_evtchn_bind_interdomain *bind = arg;
	xpv_port_t number = XPV_PORT_NONE;
	int err;

	if (bind->remote_domain > DOMID_INVALID)
		return -EINVAL;
	if (file->only != DOMID_INVALID && file->only != bind->remote_domain)
		return -EACCES;
	err = xpv_evtchn_connect(bind->remote_domain, bind->remote_port, &number);
	return opened(file, err, number);
}

static int open_unbound(struct evtchn_file *file, void *arg)
{
	struct ioctl_evtchn_bind_unbound_port *bind = arg;
	xpv_port_t number = XPV_PORT_NONE;
	int err;

	if (bind->remote_domain > DOMID_INVALID)
		return -EINVAL;
	if (file->only != DOMID_INVALID)
		return -EACCES;
	err = xpv_evtchn_alloc(bind->remote_domain, &number);
	return opened(file, err, number);
}

static int unbind(struct evtchn_file *file, void *arg)
{
	struct ioctl_evtchn_unbind *which = arg;
	struct user_port *port = xa_load(&file->ports, which->port);

	if (!port)
		return -ENOTCONN;
	remove_port(file, which->port, port);
	return 0;
}

static int notify(struct evtchn_file *file, void *arg)
{
	struct ioctl_evtchn_notify *which = arg;
	struct user_port *port = xa_load(&file->ports, which->port);

	if (!port || !xpv_evtchn_current(port->irq))
		return -ENOTCONN;
	xpv_evtchn_notify(port->port);
	return 0;
}

/* Events that were not read have not been; their ports can have others. */
static int reset(struct evtchn_file *file, void *arg)
{
	struct user_port *port;
	unsigned long index;

	xa_for_each(&file->ports, index, port)
		if (!list_empty_careful(&port->list))
			end_event(file, port);
	return 0;
}

static int restrict_to(struct evtchn_file *file, void *arg)
{
	struct ioctl_evtchn_restrict_domid *to = arg;

	if (file->only != DOMID_INVALID)
		return -EACCES;
	if (to->domid >= DOMID_FIRST_RESERVED)
		return -EINVAL;
	file->only = to->domid;
	return 0;
}

/**
 * struct command - an ioctl
 * @code: IOCTL_EVTCHN_*; the size of its argument is in it
 * @opens: makes a port
 * @run: under ports_lock, with a copy of the argument
 */
static const struct command {
	unsigned int code;
	bool opens;
	int (*run)(struct evtchn_file *file, void *arg);
} commands[] = {
	{ IOCTL_EVTCHN_BIND_VIRQ, true, open_global },
	{ IOCTL_EVTCHN_BIND_INTERDOMAIN, true, open_remote },
	{ IOCTL_EVTCHN_BIND_UNBOUND_PORT, true, open_unbound },
	{ IOCTL_EVTCHN_UNBIND, false, unbind },
	{ IOCTL_EVTCHN_NOTIFY, false, notify },
	{ IOCTL_EVTCHN_RESET, false, reset },
	{ IOCTL_EVTCHN_RESTRICT_DOMID, false, restrict_to },
};

static const struct command *find_command(unsigned int code)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].code == code)
			return &commands[i];
	return NULL;
}

static long evtchn_ioctl(struct file *filp, unsigned int code, unsigned long user)
{
	const struct command *command = find_command(code);
	struct evtchn_file *file = filp->private_data;
	u32 arg[2];

	if (!command)
		return -ENOTTY;
	if (copy_from_user(arg, (void __user *)user, min_t(size_t, _IOC_SIZE(code), sizeof(arg))))
		return -EFAULT;
	guard(mutex)(&file->ports_lock);
	if (command->opens && file->count == PORTS_MAX)
		return -ENOSPC;
	return command->run(file, arg);
}

static bool has_pending(struct evtchn_file *file)
{
	return !list_empty_careful(&file->pending);
}

/* Under ports_lock, so that the port does not go. */
static struct user_port *take_pending(struct evtchn_file *file)
{
	struct user_port *port;

	spin_lock_irq(&file->pending_lock);
	port = list_first_entry_or_null(&file->pending, struct user_port, list);
	if (port)
		list_del_init(&port->list);
	spin_unlock_irq(&file->pending_lock);
	return port;
}

/* Return: bytes; 0 when another reader was quicker. */
static ssize_t read_ports(struct evtchn_file *file, u32 __user *buf, size_t count)
{
	struct user_port *port;
	size_t done = 0;

	guard(mutex)(&file->ports_lock);
	while (done < count && (port = take_pending(file))) {
		if (put_user(xpv_port_number(port->port), buf + done)) {
			/* As if the event came now. */
			end_event(file, port);
			return done ? done * sizeof(*buf) : -EFAULT;
		}
		done++;
	}
	return done * sizeof(*buf);
}

static ssize_t evtchn_read(struct file *filp, char __user *buf, size_t count, loff_t *pos)
{
	struct evtchn_file *file = filp->private_data;
	ssize_t done = 0;

	if (count < sizeof(u32))
		return count ? -EINVAL : 0;
	while (!done) {
		if (!has_pending(file) && filp->f_flags & O_NONBLOCK)
			return -EAGAIN;
		done = wait_event_interruptible(file->wait, has_pending(file));
		if (!done)
			done = read_ports(file, (u32 __user *)buf, count / sizeof(u32));
	}
	return done;
}

/* Ports whose events the program has taken note of. */
static ssize_t evtchn_write(struct file *filp, const char __user *buf, size_t count,
			    loff_t *pos)
{
	struct evtchn_file *file = filp->private_data;
	const u32 __user *numbers = (const u32 __user *)buf;
	size_t i, n = count / sizeof(u32);
	struct user_port *port;
	u32 number;

	if (count && !n)
		return -EINVAL;
	guard(mutex)(&file->ports_lock);
	for (i = 0; i < min(n, PORTS_MAX); i++) {
		if (get_user(number, numbers + i))
			return i ? i * sizeof(u32) : -EFAULT;
		port = xa_load(&file->ports, number);
		if (port)
			end_event(file, port);
	}
	return i * sizeof(u32);
}

static __poll_t evtchn_poll(struct file *filp, poll_table *table)
{
	struct evtchn_file *file = filp->private_data;

	poll_wait(filp, &file->wait, table);
	return EPOLLOUT | EPOLLWRNORM | (has_pending(file) ? EPOLLIN | EPOLLRDNORM : 0);
}

static int evtchn_open(struct inode *inode, struct file *filp)
{
	struct evtchn_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	mutex_init(&file->ports_lock);
	xa_init(&file->ports);
	file->only = DOMID_INVALID;
	spin_lock_init(&file->pending_lock);
	INIT_LIST_HEAD(&file->pending);
	init_waitqueue_head(&file->wait);
	filp->private_data = file;
	return stream_open(inode, filp);
}

static int evtchn_release(struct inode *inode, struct file *filp)
{
	struct evtchn_file *file = filp->private_data;
	struct user_port *port;
	unsigned long index;

	mutex_lock(&file->ports_lock);
	xa_for_each(&file->ports, index, port)
		remove_port(file, index, port);
	mutex_unlock(&file->ports_lock);
	xa_destroy(&file->ports);
	kfree(file);
	return 0;
}

static const struct file_operations evtchn_fops = {
	.owner = THIS_MODULE,
	.open = evtchn_open,
	.release = evtchn_release,
	.read = evtchn_read,
	.write = evtchn_write,
	.poll = evtchn_poll,
	.unlocked_ioctl = evtchn_ioctl,
	.compat_ioctl = evtchn_ioctl,
};

static struct miscdevice evtchn_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/evtchn",
	.fops = &evtchn_fops,
	.mode = 0600,
};

static int __init user_evtchn_init(void)
{
	return xpv_domain_pv() ? misc_register(&evtchn_device) : 0;
}
device_initcall(user_evtchn_init);
