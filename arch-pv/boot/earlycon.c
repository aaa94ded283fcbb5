// SPDX-License-Identifier: GPL-2.0-only
/*
 * Console before there are drivers: the ring to the console daemon, polled.
 *
 * earlyprintk=xpv (or =xen) makes it a boot console; xpv_die() uses it always.
 * Output that does not fit waits for the daemon for a bounded number of yields
 * and is then dropped: a dead daemon must not stop the boot.
 *
 * ABI: xen/interface/io/console.h. We write @out and out_prod; the daemon
 * reads them and writes out_cons.
 */
#include <linux/console.h>
#include <linux/init.h>
#include <linux/string.h>
#include <xen/interface/io/console.h>
#include <xpv/domain.h>
#include <xpv/evtchn.h>
#include <xpv/hcall.h>
#include <xen/interface/event_channel.h>
#include "../internal.h"

#define EARLYCON_YIELDS 2000

static unsigned int earlycon_room(struct xencons_interface *ring)
{
	u32 used = ring->out_prod - READ_ONCE(ring->out_cons);

	return used > sizeof(ring->out) ? 0 : sizeof(ring->out) - used;
}

static void earlycon_kick(xpv_port_t port)
{
	struct evtchn_send op = { .port = xpv_port_number(port) };

	xpv_hcall_evtchn(EVTCHNOP_send, &op);
}

static unsigned int earlycon_put(struct xencons_interface *ring, const char *text,
				 unsigned int len)
{
	unsigned int i, n = min(len, earlycon_room(ring));
	u32 prod = ring->out_prod;

	for (i = 0; i < n; i++)
		ring->out[MASK_XENCONS_IDX(prod + i, ring->out)] = text[i];
	/* The daemon reads the characters after it has seen the index. */
	smp_store_release(&ring->out_prod, prod + n);
	return n;
}

void xpv_earlycon_write(const char *text, unsigned int len)
{
	struct xpv_domain_ring where;
	struct xencons_interface *ring;
	unsigned int tries = EARLYCON_YIELDS;

	if (xpv_domain_console(&where))
		return;
	ring = (struct xencons_interface __force *)where.page;
	while (len && tries) {
		unsigned int n = earlycon_put(ring, text, len);

		text += n;
		len -= n;
		earlycon_kick(where.port);
		if (n)
			continue;
		tries--;
		xpv_domain_yield();
	}
}

static void earlycon_print(struct console *con, const char *text, unsigned int len)
{
	const char *end = text + len, *eol;

	if (xpv_domain_initial()) {
		xpv_domain_log(text, len);
		return;
	}
	for (; text < end; text = eol) {
		eol = memchr(text, '\n', end - text) ?: end;
		xpv_earlycon_write(text, eol - text);
		if (eol == end)
			break;
		xpv_earlycon_write("\r\n", 2);
		eol++;
	}
}

static struct console earlycon = {
	.name = "xpvboot",
	.write = earlycon_print,
	.flags = CON_PRINTBUFFER | CON_BOOT | CON_ANYTIME,
	.index = -1,
};

static int __init earlycon_param(char *arg)
{
	if (!xpv_domain_pv() || !arg)
		return 0;
	if (!str_has_prefix(arg, "xpv") && !str_has_prefix(arg, "xen"))
		return 0;
	if (strstr(arg, ",keep"))
		earlycon.flags &= ~CON_BOOT;
	register_console(&earlycon);
	return 0;
}
early_param("earlyprintk", earlycon_param);
