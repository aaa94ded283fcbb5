// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of the store: putting them together from the byte stream, checking
 * them, and making paths.
 *
 * Pure. Whatever comes out of here is terminated and within its bounds; the
 * store daemon is not trusted to have sent it so.
 */
#include "store_wire_env.h"

static_assert(sizeof(struct xsd_sockmsg) == 16);

#define HEADER	sizeof(struct xsd_sockmsg)

void *xfwire_rx_space(struct xfwire_rx *rx, u32 *room)
{
	if (rx->have < HEADER) {
		*room = HEADER - rx->have;
		return (u8 *)&rx->header + rx->have;
	}
	*room = HEADER + rx->header.len - rx->have;
	return rx->body + (rx->have - HEADER);
}

/* The length decides where the next message starts: it must be possible. */
static bool header_sane(const struct xsd_sockmsg *header)
{
	return header->len <= XENSTORE_PAYLOAD_MAX &&
	       header->type < XS_TYPE_COUNT;
}

int xfwire_rx_filled(struct xfwire_rx *rx, u32 bytes)
{
	bool in_header = rx->have < HEADER;

	rx->have += bytes;
	if (rx->have < HEADER)
		return 0;
	if (in_header && !header_sane(&rx->header))
		return -EPROTO;
	if (rx->have < HEADER + rx->header.len)
		return 0;
	rx->body[rx->header.len] = '\0';
	return 1;
}

void xfwire_rx_next(struct xfwire_rx *rx)
{
	rx->have = 0;
}

static int named_error(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(xsd_errors); i++)
		if (!strcmp(name, xsd_errors[i].errstring))
			return -xsd_errors[i].errnum;
	return -EIO;
}

int xfwire_reply_error(const struct xsd_sockmsg *header, const char *body,
		       u32 type)
{
	if (header->type == XS_ERROR)
		return named_error(body);
	return header->type == type ? 0 : -EIO;
}

int xfwire_event(const char *body, u32 len, const char **path, u32 *token)
{
	const char *names[2];
	u64 number;

	if (xfwire_split(body, len, names, ARRAY_SIZE(names)) < 2)
		return -EPROTO;
	if (xfkeys_number(names[XS_WATCH_TOKEN], &number) || number > U32_MAX)
		return -EPROTO;
	*path = names[XS_WATCH_PATH];
	*token = number;
	return 0;
}

static bool path_char(char c)
{
	return isascii(c) && (isalnum(c) || (c && strchr("-_/@", c)));
}

int xfwire_path(char *out, size_t size, const char *dir, const char *node)
{
	const char *slash = *dir && *node ? "/" : "";
	int len = snprintf(out, size, "%s%s%s", dir, slash, node);
	const char *c;

	if (!len)
		return -EINVAL;
	if (len >= size || len > (out[0] == '/' ? XENSTORE_ABS_PATH_MAX :
						  XENSTORE_REL_PATH_MAX))
		return -ENAMETOOLONG;
	for (c = out; *c; c++)
		if (!path_char(*c))
			return -EINVAL;
	return len;
}

unsigned int xfwire_split(const char *body, u32 len, const char **names,
			  unsigned int max)
{
	const char *end = body + len;
	unsigned int count = 0;

	for (; body < end; body += strlen(body) + 1, count++)
		if (count < max)
			names[count] = body;
	return count;
}
