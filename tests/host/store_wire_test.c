// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of the store: any cut of the stream gives the same messages, broken
 * headers stop it, errors map to numbers, paths and watch events are checked.
 */
#include "keys_env.h"
#include "store_wire_env.h"
#include "drivers/xenfront/core/store_wire.c"
#include "drivers/xenfront/core/keys.c"

static struct xfwire_rx rx;

/* Feed in pieces of at most @cut. Return: what the last filled() said. */
static int feed(const void *bytes, u32 len, u32 cut, int *messages)
{
	int ret = 0;
	void *to;
	u32 room;

	*messages = 0;
	while (len && ret >= 0) {
		to = xfwire_rx_space(&rx, &room);
		if (!room)
			return -1;
		room = min(room, min(len, cut));
		memcpy(to, bytes, room);
		bytes += room;
		len -= room;
		ret = xfwire_rx_filled(&rx, room);
		if (ret > 0) {
			++*messages;
			if (rx.body[rx.header.len])
				return -1;
			xfwire_rx_next(&rx);
		}
	}
	return ret;
}

static u32 message(u8 *to, u32 type, const char *body, u32 len)
{
	struct xsd_sockmsg header = { type, 7, 0, len };

	memcpy(to, &header, sizeof(header));
	memcpy(to + sizeof(header), body, len);
	return sizeof(header) + len;
}

static bool cuts(void)
{
	static char big[XENSTORE_PAYLOAD_MAX];
	static u8 stream[3 * (sizeof(struct xsd_sockmsg) + sizeof(big))];
	static const u32 pieces[] = { 1, 2, 15, 16, 17, 1000, U32_MAX };
	int messages;
	u32 len = 0;
	size_t i;

	memset(big, 'b', sizeof(big));
	len += message(stream, XS_READ, "value", 5);
	len += message(stream + len, XS_WRITE, "", 0);
	len += message(stream + len, XS_DIRECTORY, big, sizeof(big));
	for (i = 0; i < ARRAY_SIZE(pieces); i++) {
		memset(&rx, 0, sizeof(rx));
		if (feed(stream, len, pieces[i], &messages) != 1 || messages != 3)
			return false;
	}
	return true;
}

static bool bad_headers(void)
{
	static const struct xsd_sockmsg bad[] = {
		{ XS_READ, 1, 0, XENSTORE_PAYLOAD_MAX + 1 },
		{ XS_READ, 1, 0, U32_MAX },
		{ XS_TYPE_COUNT, 1, 0, 0 },
		{ XS_INVALID, 1, 0, 4 },
		{ U32_MAX, 1, 0, 4 },
	};
	int messages;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&rx, 0, sizeof(rx));
		if (feed(&bad[i], sizeof(bad[i]), 3, &messages) != -EPROTO ||
		    messages)
			return false;
	}
	return true;
}

static int outcome(u32 type, const char *body)
{
	struct xsd_sockmsg header = { type, 1, 0, strlen(body) + 1 };

	return xfwire_reply_error(&header, body, XS_READ);
}

static bool errors(void)
{
	return !outcome(XS_READ, "x") && outcome(XS_WRITE, "OK") == -EIO &&
	       outcome(XS_ERROR, "ENOENT") == -ENOENT &&
	       outcome(XS_ERROR, "EAGAIN") == -EAGAIN &&
	       outcome(XS_ERROR, "EWHAT") == -EIO &&
	       outcome(XS_ERROR, "") == -EIO && outcome(XS_ERROR, "0") == -EIO;
}

#define EVENT(text)	text, sizeof(text) - 1

static bool events(void)
{
	static const struct {
		const char *body;
		u32 len;
		int err;
		u32 token;
	} rows[] = {
		{ EVENT("device/vbd\0" "12\0"), 0, 12 },
		{ EVENT("device/vbd\0" "12"), 0, 12 },
		{ EVENT("device/vbd\0" "4294967295\0"), 0, U32_MAX },
		{ EVENT("device/vbd\0" "4294967296\0"), -EPROTO, 0 },
		{ EVENT("device/vbd\0" "x\0"), -EPROTO, 0 },
		{ EVENT("device/vbd\0" "\0"), -EPROTO, 0 },
		{ EVENT("device/vbd\0"), -EPROTO, 0 },
		{ EVENT("device/vbd"), -EPROTO, 0 },
		{ EVENT(""), -EPROTO, 0 },
		{ EVENT("\0" "1\0"), 0, 1 },
	};
	const char *path;
	u32 token;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (xfwire_event(rows[i].body, rows[i].len, &path, &token) !=
		    rows[i].err)
			return false;
		if (!rows[i].err &&
		    (token != rows[i].token || strcmp(path, rows[i].body)))
			return false;
	}
	return true;
}

static bool paths(void)
{
	static char longest[XENSTORE_ABS_PATH_MAX + 2];
	static const struct {
		const char *dir, *node, *want;
	} rows[] = {
		{ "device", "vbd", "device/vbd" }, { "", "device", "device" },
		{ "device", "", "device" },
		{ "/local/domain/0/backend", "vbd/1/51712",
		  "/local/domain/0/backend/vbd/1/51712" },
		{ "@releaseDomain", "", "@releaseDomain" },
		{ "", "", NULL }, { "a b", "", NULL }, { "a", "b\n", NULL },
		{ "a", "\x80", NULL }, { "a*", "b", NULL }, { "a.b", "", NULL },
	};
	char out[XFWIRE_PATH_SIZE];
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ret = xfwire_path(out, sizeof(out), rows[i].dir, rows[i].node);
		if (rows[i].want ? ret != (int)strlen(rows[i].want) ||
				   strcmp(out, rows[i].want) : ret != -EINVAL)
			return false;
	}
	memset(longest, 'a', sizeof(longest) - 1);
	if (xfwire_path(out, sizeof(out), longest, "") != -ENAMETOOLONG)
		return false;
	longest[XENSTORE_REL_PATH_MAX] = '\0';
	if (xfwire_path(out, sizeof(out), longest, "") != XENSTORE_REL_PATH_MAX ||
	    xfwire_path(out, sizeof(out), longest, "a") != -ENAMETOOLONG)
		return false;
	return xfwire_path(out, 4, "abcd", "") == -ENAMETOOLONG;
}

static bool splits(void)
{
	static const char body[] = "vbd\0\0vif";
	const char *names[2];

	return xfwire_split(body, sizeof(body) - 1, names, 2) == 3 &&
	       !strcmp(names[0], "vbd") && !strcmp(names[1], "") &&
	       xfwire_split(body, 0, names, 2) == 0 &&
	       xfwire_split(body, 4, NULL, 0) == 1;
}

int main(void)
{
	host_report("store_wire", "any cut of the stream", cuts());
	host_report("store_wire", "impossible headers", bad_headers());
	host_report("store_wire", "outcome of a reply", errors());
	host_report("store_wire", "watch events", events());
	host_report("store_wire", "paths", paths());
	host_report("store_wire", "lists", splits());
	return host_failures != 0;
}
