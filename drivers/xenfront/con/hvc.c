// SPDX-License-Identifier: GPL-2.0-only
/*
 * hvc0: the domain's console, two byte rings in a page shared with the console
 * daemon. The initial domain has no such page; its output goes to Xen's own
 * console.
 *
 * The hvc layer keeps what does not fit and tries again when the daemon says
 * that it has taken something, or soon after. Kernel messages wait in place, for
 * a limited time: a dead daemon costs messages, never the guest.
 *
 * Calls come under the hvc layer's lock of hvc0 or under the console lock, which
 * do not exclude each other: each direction has its own lock here.
 * ABI: xen/interface/io/console.h
 */
#include <linux/console.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/sched/clock.h>
#include <linux/spinlock.h>
#include <xen/interface/io/console.h>
#include <xpv/domain.h>
#include <xpv/evtchn.h>
#include <xenfront/bytes.h>
#include <xenfront/suspend.h>
#include <hvc_console.h>

#define VTERM		0x78656e	/* any number that no other hvc driver has */
#define TTY_BUFFER	512
#define STALL_NS	NSEC_PER_SEC

/* I: written at init. O: under out_lock. N: under in_lock. */
static struct {
	spinlock_t out_lock;
	struct xfbytes out;		/* O */
	bool unkicked;			/* bytes that the daemon was not told of */
	u64 full_since;			/* local_clock() of the first refusal, or 0 */
	u32 out_left;			/* O: bytes in the ring at the last look */
	spinlock_t in_lock;
	struct xfbytes in;		/* N */
	bool received;			/* N: since the last interrupt */
	xpv_port_t port;		/* I, and anew in a new domain */
	struct hvc_struct *hvc;		/* I: NULL before the tty exists */
	int irq;			/* 0 while the tty is closed */
} con = {
	.out_lock = __SPIN_LOCK_UNLOCKED(con.out_lock),
	.in_lock = __SPIN_LOCK_UNLOCKED(con.in_lock),
};

static void kick(void)
{
	WRITE_ONCE(con.unkicked, false);
	xpv_evtchn_notify(con.port);
}

/* The tty pushes from the hvc layer's own buffer, printk from elsewhere. */
static bool from_tty(const u8 *buf)
{
	return con.hvc && buf >= con.hvc->outbuf &&
	       buf < con.hvc->outbuf + TTY_BUFFER;
}

/*
 * Full: -EAGAIN has the hvc layer try again. After a second without progress 0,
 * which drops a kernel message but still keeps what a program wrote.
 */
static ssize_t refuse(void)
{
	u64 now = local_clock();

	if (!con.full_since)
		WRITE_ONCE(con.full_since, now ?: 1);
	return now - con.full_since < STALL_NS ? -EAGAIN : 0;
}

/* Under out_lock. */
static ssize_t put(const u8 *buf, size_t count)
{
	int sent;

	/* The boot console may have written since. */
	xfbytes_resync(&con.out);
	sent = xfbytes_put(&con.out, buf, count);
	if (sent < 0)
		return sent;
	if (!sent) {
		kick();
		return refuse();
	}
	WRITE_ONCE(con.full_since, 0);
	WRITE_ONCE(con.unkicked, true);
	/* printk sends little pieces and flushes at the end. */
	if (from_tty(buf))
		kick();
	return sent;
}

/* The lock's holder may be a CPU that was stopped: then go without it. */
static ssize_t put_dying(const u8 *buf, size_t count)
{
	unsigned long flags;
	ssize_t sent;

	if (!spin_trylock_irqsave(&con.out_lock, flags))
		return put(buf, count);
	sent = put(buf, count);
	spin_unlock_irqrestore(&con.out_lock, flags);
	return sent;
}

static ssize_t put_chars(u32 vtermno, const u8 *buf, size_t count)
{
	unsigned long flags;
	ssize_t sent;

	if (unlikely(oops_in_progress))
		return put_dying(buf, count);
	spin_lock_irqsave(&con.out_lock, flags);
	sent = put(buf, count);
	spin_unlock_irqrestore(&con.out_lock, flags);
	return sent;
}

/*
 * Also called between tries of a kernel message that found the ring full. Needs
 * no lock: a put that comes at the same time is followed by a flush of its own.
 */
static int flush(u32 vtermno, bool wait)
{
	if (READ_ONCE(con.unkicked))
		kick();
	if (READ_ONCE(con.full_since))
		xpv_domain_yield();
	return 0;
}

static ssize_t get_chars(u32 vtermno, u8 *buf, size_t count)
{
	unsigned long flags;
	int got;

	spin_lock_irqsave(&con.in_lock, flags);
	got = xfbytes_get(&con.in, buf, count);
	if (got > 0)
		con.received = true;
	spin_unlock_irqrestore(&con.in_lock, flags);
	if (got <= 0)
		return 0;
	/* The daemon may wait for room. */
	xpv_evtchn_notify(con.port);
	return got;
}

/* Has the daemon taken output since the last interrupt? */
static bool output_taken(void)
{
	unsigned long flags;
	bool taken;
	u32 left;

	spin_lock_irqsave(&con.out_lock, flags);
	left = xfbytes_used(&con.out);
	taken = left < con.out_left;
	con.out_left = left;
	spin_unlock_irqrestore(&con.out_lock, flags);
	return taken;
}

static bool input_taken(void)
{
	unsigned long flags;
	bool received;

	spin_lock_irqsave(&con.in_lock, flags);
	received = con.received;
	con.received = false;
	spin_unlock_irqrestore(&con.in_lock, flags);
	return received;
}

static irqreturn_t con_irq(int irq, void *ctx)
{
	bool worked = output_taken();

	if (hvc_poll(ctx))
		hvc_kick();
	worked |= input_taken();
	xpv_evtchn_eoi(irq, !worked);
	return IRQ_HANDLED;
}

static int notifier_add(struct hvc_struct *hp, int unused)
{
	int irq = xpv_evtchn_bind(con.port, con_irq, "hvc_console", hp);

	if (irq < 0)
		return irq;
	con.irq = irq;
	hp->irq_requested = 1;
	return 0;
}

static void notifier_del(struct hvc_struct *hp, int unused)
{
	if (!con.irq)
		return;
	xpv_evtchn_unbind(con.irq, hp);
	con.irq = 0;
	hp->irq_requested = 0;
}

/* The rings are as they were; only the way to wake the daemon is another. */
static int con_moved(struct notifier_block *nb, unsigned long unused, void *none)
{
	struct hvc_struct *hp = con.hvc;
	struct xpv_domain_ring ring;

	if (xpv_domain_console(&ring))
		return NOTIFY_DONE;
	WRITE_ONCE(con.port, ring.port);
	if (con.irq) {
		notifier_del(hp, 0);
		if (notifier_add(hp, 0))
			pr_err("xen console: no input after the domain moved\n");
	}
	kick();
	return NOTIFY_DONE;
}

static struct notifier_block con_moved_nb = {
	.notifier_call = con_moved,
};

static const struct hv_ops ring_ops = {
	.get_chars		= get_chars,
	.put_chars		= put_chars,
	.flush			= flush,
	.notifier_add		= notifier_add,
	.notifier_del		= notifier_del,
	.notifier_hangup	= notifier_del,
};

static ssize_t log_put_chars(u32 vtermno, const u8 *buf, size_t count)
{
	return xpv_domain_log(buf, count) ? 0 : count;
}

/* Xen's console is the operator's: nothing is read from it here. */
static ssize_t log_get_chars(u32 vtermno, u8 *buf, size_t count)
{
	return 0;
}

static const struct hv_ops log_ops = {
	.get_chars = log_get_chars,
	.put_chars = log_put_chars,
};

static const struct hv_ops *ops;

static void con_rings(struct xencons_interface __shared *page)
{
	con.out.data = (u8 __shared *)page->out;
	con.out.size = sizeof(page->out);
	con.out.prod = &page->out_prod;
	con.out.cons = &page->out_cons;
	xfbytes_init(&con.out, con.out.prod);

	con.in.data = (u8 __shared *)page->in;
	con.in.size = sizeof(page->in);
	con.in.prod = &page->in_prod;
	con.in.cons = &page->in_cons;
	xfbytes_init(&con.in, con.in.cons);
}

/* Kernel messages go to hvc0 from here on, long before the tty exists. */
static int __init xfcon_early_init(void)
{
	struct xpv_domain_ring ring;

	if (!xpv_domain_pv())
		return 0;
	if (!xpv_domain_console(&ring)) {
		con.port = ring.port;
		con_rings(ring.page);
		ops = &ring_ops;
	} else if (xpv_domain_initial()) {
		ops = &log_ops;
	} else {
		return -ENODEV;
	}
	if (!console_set_on_cmdline)
		add_preferred_console("hvc", 0, NULL);
	return hvc_instantiate(VTERM, 0, ops);
}
console_initcall(xfcon_early_init);

static int __init xfcon_tty_init(void)
{
	struct hvc_struct *hvc;

	if (!ops)
		return 0;
	hvc = hvc_alloc(VTERM, 0, ops, TTY_BUFFER);
	if (IS_ERR(hvc)) {
		pr_err("xen console: no tty: %ld\n", PTR_ERR(hvc));
		return PTR_ERR(hvc);
	}
	con.hvc = hvc;
	return ops == &ring_ops ? xfsuspend_register(&con_moved_nb) : 0;
}
device_initcall(xfcon_tty_init);
