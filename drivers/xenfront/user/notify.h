/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program wants done when a page that it shares with another domain is gone,
 * so that the other end learns of it even when the program is killed.
 *
 * ABI: UNMAP_NOTIFY_* in uapi/xen/gntalloc.h and uapi/xen/gntdev.h, which are the same
 */
#ifndef XFUSER_NOTIFY_H
#define XFUSER_NOTIFY_H

#include <linux/errno.h>
#include <linux/types.h>
#include <xen/interface/xen.h>
#include <uapi/xen/gntalloc.h>	/* after its domid_t */
#include <xpv/evtchn.h>

/**
 * struct xfuser_notify - what is to be done
 * @action: UNMAP_NOTIFY_*
 * @offset: of the byte to clear
 * @port: to send an event to
 */
struct xfuser_notify {
	u32 action;
	unsigned long offset;
	xpv_port_t port;
};

/* Return: 0, or -EINVAL for an action that is unknown. */
static inline int xfuser_notify_set(struct xfuser_notify *notify, u32 action,
				    unsigned long offset, u32 port)
{
	if (action & ~(UNMAP_NOTIFY_CLEAR_BYTE | UNMAP_NOTIFY_SEND_EVENT))
		return -EINVAL;
	notify->action = action;
	notify->offset = offset;
	notify->port = xpv_port(port);
	return 0;
}

/* A port that has been closed since is refused by Xen, which is as good. */
static inline void xfuser_notify_send(const struct xfuser_notify *notify)
{
	if (notify->action & UNMAP_NOTIFY_SEND_EVENT)
		xpv_evtchn_notify(notify->port);
}

#endif /* XFUSER_NOTIFY_H */
