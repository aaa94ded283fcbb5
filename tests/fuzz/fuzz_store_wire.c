// SPDX-License-Identifier: GPL-2.0-only
/*
 * A store daemon that sends any bytes, through a byte ring whose indices it
 * changes at will: what comes out is terminated and within bounds, or the stream
 * is given up.
 */
#include "tests/host/keys_env.h"
#include "tests/host/bytes_env.h"
#include "tests/host/store_wire_env.h"
#include "drivers/xenfront/core/keys.c"
#include "drivers/xenfront/core/bytes.c"
#include "drivers/xenfront/core/store_wire.c"
#include "tests/fuzz/fuzz.h"

#define SIZE	XENSTORE_RING_SIZE

static u8 *data;
static u32 prod, cons;

/* A few more bytes arrive; now and then an index that cannot be. */
static void arrive(void)
{
	u32 n = fuzz_byte() % 32;

	if (fuzz_byte() == 0xff)
		prod = fuzz_word();
	while (n-- && prod - cons < SIZE)
		data[prod++ % SIZE] = fuzz_byte();
	if (fuzz_byte() == 0xfe)
		cons = fuzz_word();
}

static void look_at(const struct xfwire_rx *rx)
{
	char path[XFWIRE_PATH_SIZE];
	const char *names[3];
	const char *which;
	u32 token, i, count;

	FUZZ_ASSERT(rx->header.len <= XENSTORE_PAYLOAD_MAX);
	FUZZ_ASSERT(!rx->body[rx->header.len]);
	FUZZ_ASSERT(xfwire_reply_error(&rx->header, rx->body, XS_READ) <= 0);
	count = xfwire_split(rx->body, rx->header.len, names, ARRAY_SIZE(names));
	for (i = 0; i < min(count, ARRAY_SIZE(names)); i++)
		FUZZ_ASSERT(names[i] + strlen(names[i]) <=
			    rx->body + rx->header.len);
	if (!xfwire_event(rx->body, rx->header.len, &which, &token))
		FUZZ_ASSERT(which == rx->body);
	if (xfwire_path(path, sizeof(path), rx->body, "x") >= 0)
		FUZZ_ASSERT(strlen(path) <= XENSTORE_ABS_PATH_MAX);
}

static void receive(struct xfbytes *ring, struct xfwire_rx *rx)
{
	int got, done = 0;
	u32 room;
	void *to;

	while (fuzz_left) {
		to = xfwire_rx_space(rx, &room);
		FUZZ_ASSERT(room && room <= sizeof(rx->body));
		got = xfbytes_get(ring, to, room);
		if (got < 0)
			return;
		done = xfwire_rx_filled(rx, got);
		if (done < 0)
			return;
		if (done) {
			look_at(rx);
			xfwire_rx_next(rx);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	static struct xfwire_rx rx;
	struct xfbytes ring = { .size = SIZE, .prod = &prod, .cons = &cons };

	fuzz_start(input, len);
	memset(&rx, 0, sizeof(rx));
	prod = cons = fuzz_word();
	ring.data = data = malloc(SIZE);
	xfbytes_init(&ring, ring.cons);
	host_touch = arrive;
	receive(&ring, &rx);
	host_touch = NULL;
	free(data);
	return 0;
}
