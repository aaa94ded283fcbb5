/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages of the store as they travel: framing, paths, errors.
 *
 * ABI: xen/interface/io/xs_wire.h
 */
#ifndef XENFRONT_STORE_WIRE_H
#define XENFRONT_STORE_WIRE_H

#include <linux/types.h>
#include <xen/interface/io/xs_wire.h>

/**
 * struct xfwire_rx - a message being put together from the stream
 * @have: bytes of it so far, header included
 * @header: valid once @have reaches its size
 * @body: payload; a zero byte always follows it
 *
 * All zero is the state before the first message.
 */
struct xfwire_rx {
	u32 have;
	struct xsd_sockmsg header;
	char body[XENSTORE_PAYLOAD_MAX + 1];
};

/* Where the next bytes of the stream go; @room is never 0. */
void *xfwire_rx_space(struct xfwire_rx *rx, u32 *room);

/**
 * xfwire_rx_filled() - bytes were put where xfwire_rx_space() said
 * @rx: message
 * @bytes: how many, at most the room
 *
 * Return: 1 when the message is complete: the caller takes it, then calls
 * xfwire_rx_next(); 0 when more is needed; -EPROTO when the stream is no
 * sequence of messages: it cannot be followed any further.
 */
int xfwire_rx_filled(struct xfwire_rx *rx, u32 bytes);

void xfwire_rx_next(struct xfwire_rx *rx);

/**
 * xfwire_reply_error() - does this reply answer a request of that type?
 * @header: of the reply
 * @body: terminated
 * @type: of the request
 *
 * Return: 0; the negative errno that the store sent; -EIO for a reply of
 * another type or an error of no known name.
 */
int xfwire_reply_error(const struct xsd_sockmsg *header, const char *body,
		       u32 type);

/**
 * xfwire_event() - parts of a watch event
 * @body: terminated payload
 * @len: of the payload
 * @path: set to the path in @body
 * @token: set to the number we registered the watch with
 *
 * Return: 0 or -EPROTO.
 */
int xfwire_event(const char *body, u32 len, const char **path, u32 *token);

/**
 * xfwire_path() - join and check a path
 * @out: filled, terminated
 * @size: of @out
 * @dir: may be empty
 * @node: may be empty
 *
 * Return: length without the zero byte; -EINVAL for an empty path or one with a
 * character that paths do not have; -ENAMETOOLONG.
 */
int xfwire_path(char *out, size_t size, const char *dir, const char *node);

/* Room for any path that xfwire_path() lets pass. */
#define XFWIRE_PATH_SIZE	(XENSTORE_ABS_PATH_MAX + 1)

/**
 * xfwire_split() - find the terminated texts in a payload
 * @body: payload, a zero byte follows
 * @len: of the payload
 * @names: where not NULL, filled with the first @max texts
 * @max: room in @names
 *
 * Return: how many there are.
 */
unsigned int xfwire_split(const char *body, u32 len, const char **names,
			  unsigned int max);

#endif /* XENFRONT_STORE_WIRE_H */
