/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The control ring: one question to the back-end at a time, by which it is told how
 * to spread what we receive over the queues.
 *
 * ABI: xen/interface/io/netif.h, "Control ring"
 */
#ifndef XFNET_CTRL_H
#define XFNET_CTRL_H

#include <linux/wait.h>
#include <xenfront/buf.h>
#include <xenfront/chan.h>
#include "tx.h"

/**
 * struct xfnet_ctrl - control ring of an interface
 * @name: of the channel (I)
 * @chan: ring and event (I)
 * @pool: the one reference of @page (I)
 * @page: what a question refers to; the back-end may read it (R)
 * @ref: its grant (I)
 * @answered: who asks waits here
 * @id: of the last question (R)
 * @live: questions can be asked: all were answered so far (R)
 *
 * I: written at init. R: under RTNL.
 */
struct xfnet_ctrl {
	char name[XFNET_NAME_MAX];
	struct xfchan chan;
	struct xfbuf_pool pool;
	struct page *page;
	xpv_gref_t ref;
	wait_queue_head_t answered;
	u16 id;
	bool live;
};

/* Once, before the netdev is registered. */
void xfnet_ctrl_setup(struct xfnet_ctrl *ctrl);

/**
 * xfnet_ctrl_init() - ring, event and page
 * @ctrl: set up
 * @xdev: whose back-end offers a control ring
 *
 * Context: process. Return: 0 or a negative errno, then nothing is left behind.
 */
int xfnet_ctrl_init(struct xfnet_ctrl *ctrl, struct xfbus_device *xdev);
/* Write the keys below @dir. */
int xfnet_ctrl_publish(const struct xfnet_ctrl *ctrl, const char *dir);
/* Undo init, if there was one; nobody asks. */
void xfnet_ctrl_uninit(struct xfnet_ctrl *ctrl);

/**
 * xfnet_ctrl_ask() - a question and its answer
 * @ctrl: connected
 * @type: XEN_NETIF_CTRL_TYPE_*
 * @first: data[0], the page's reference where @data
 * @second: data[1]
 * @data: what the page is to hold, or NULL
 * @bytes: of it, at most a page
 * @answer: data of the answer, or NULL
 *
 * A back-end that does not answer in time, or answers another question, is not asked
 * again. Context: process, under RTNL.
 * Return: 0; -EOPNOTSUPP, -EINVAL, -ENOSPC as the back-end says; -EIO.
 */
int xfnet_ctrl_ask(struct xfnet_ctrl *ctrl, u16 type, u32 first, u32 second,
		   const void *data, size_t bytes, u32 *answer);

#endif /* XFNET_CTRL_H */
