// SPDX-License-Identifier: GPL-2.0-only
/*
 * A network back-end that turns bad: it takes packets and sends each of them back, as
 * a received one, for a while, and then does to the front-end what its first argument
 * says ("none": it stays good). One queue, one event channel, no keys of the store: the
 * case writes those, once this has said "serves". Sins on the control ring are committed
 * from its first question on. "look" says "secret" where a page that it may map has one.
 *
 * Usage: badnet SIN DOMID TX-REF RX-REF PORT [CTRL-REF CTRL-PORT]
 *
 * ABI: Xen's io/netif.h and io/ring.h
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bad.h"

#define SLOTS	256
#define ASKS	128	/* slots of the control ring */
#define GOOD	20	/* packets that are served before the sin */
#define FRAME	60	/* bytes of what is sent back */
#define SECRET	0xa7	/* a byte of what is for others, */
#define RUN	64	/* and how many of it in a row are no accident */

enum { RX_MORE = 1 << 2, RX_EXTRA = 1 << 3 };
enum { CTRL_GET_FLAGS = 1, CTRL_SET_KEY = 3, CTRL_GET_SIZE = 4, CTRL_SET_MAPPING = 6 };

struct tx_request {
	uint32_t ref;
	uint16_t offset, flags, id, size;
};

struct tx_response {
	uint16_t id;
	int16_t status;
};

struct rx_request {
	uint16_t id, pad;
	uint32_t ref;
};

struct rx_response {
	uint16_t id, offset, flags;
	int16_t status;
};

struct extra {
	uint8_t type, flags;
	uint16_t size;
	uint8_t gso_type, pad;
	uint16_t features;
};

struct ctrl_request {
	uint16_t id, type;
	uint32_t data[3];
};

struct ctrl_response {
	uint16_t id, type;
	uint32_t status, data;
};

struct head {
	uint32_t req_prod, req_event, rsp_prod, rsp_event;
	uint8_t pad[48];
};

struct tx_ring {
	struct head head;
	union {
		struct tx_request req;
		struct tx_response rsp;
	} slot[SLOTS];
};

struct rx_ring {
	struct head head;
	union {
		struct rx_request req;
		struct rx_response rsp;
		struct extra extra;
	} slot[SLOTS];
};

struct ctrl_ring {
	struct head head;
	union {
		struct ctrl_request req;
		struct ctrl_response rsp;
	} slot[ASKS];
};

_Static_assert(sizeof(struct ctrl_ring) <= BAD_PAGE, "size of the control ring");
_Static_assert(sizeof(struct tx_ring) <= BAD_PAGE, "size of the transmit ring");
_Static_assert(sizeof(struct rx_ring) <= BAD_PAGE, "size of the receive ring");

static struct tx_ring *tx;
static struct rx_ring *rx;
static struct ctrl_ring *ctrl;
static int ctrl_port;

static void answer_tx(uint16_t id, int16_t status)
{
	struct tx_response rsp = { .id = id, .status = status };

	tx->slot[tx->head.rsp_prod % SLOTS].rsp = rsp;
	bad_show(&tx->head.rsp_prod, tx->head.rsp_prod + 1);
}

static void answer_rx(struct rx_response rsp)
{
	rx->slot[rx->head.rsp_prod % SLOTS].rsp = rsp;
	bad_show(&rx->head.rsp_prod, rx->head.rsp_prod + 1);
}

/* The request that is due; the id of its slot where the front-end has made none. */
static struct rx_request next_rx(void)
{
	uint32_t due = rx->head.rsp_prod;
	struct rx_request req = { .id = due % SLOTS };

	if (due != bad_see(&rx->head.req_prod))
		req = rx->slot[due % SLOTS].req;
	return req;
}

static void receive(bool keep)
{
	struct rx_request req = next_rx();
	uint8_t *page = req.ref ? bad_map(req.ref) : NULL;

	if (!page)
		return;
	memset(page, 0xff, FRAME);
	if (!keep)
		bad_unmap(page);
	answer_rx((struct rx_response){ .id = req.id, .status = FRAME });
}

static void serve(const struct tx_request *req)
{
	answer_tx(req->id, 0);
	receive(false);
}

static void sin_tx_id(const void *of)
{
	answer_tx(((const struct tx_request *)of)->id + 4000, 0);
}

static void sin_tx_twice(const void *of)
{
	answer_tx(((const struct tx_request *)of)->id, 0);
	answer_tx(((const struct tx_request *)of)->id, 0);
}

static void sin_tx_status(const void *of)
{
	answer_tx(((const struct tx_request *)of)->id, 99);
}

static void sin_tx_error(const void *of)
{
	answer_tx(((const struct tx_request *)of)->id, -1);
}

static void sin_tx_ahead(const void *of)
{
	(void)of;
	bad_show(&tx->head.rsp_prod, tx->head.rsp_prod + 1000);
}

static void sin_rx_ahead(const void *of)
{
	(void)of;
	bad_show(&rx->head.rsp_prod, rx->head.rsp_prod + 1000);
}

static void sin_rx_backwards(const void *of)
{
	(void)of;
	bad_show(&rx->head.rsp_prod, rx->head.rsp_prod - 5);
}

static void sin_rx_id(const void *of)
{
	(void)of;
	answer_rx((struct rx_response){ .id = next_rx().id + 1, .status = FRAME });
}

static void sin_rx_offset(const void *of)
{
	(void)of;
	answer_rx((struct rx_response){ .id = next_rx().id, .offset = 4090, .status = FRAME });
}

static void sin_rx_size(const void *of)
{
	(void)of;
	answer_rx((struct rx_response){ .id = next_rx().id, .status = 0x7fff });
}

/* A frame without end. */
static void sin_rx_more(const void *of)
{
	unsigned int i;

	(void)of;
	for (i = 0; i < 40; i++)
		answer_rx((struct rx_response){ .id = next_rx().id, .flags = RX_MORE,
						.status = FRAME });
}

static void extra(struct extra info)
{
	answer_rx((struct rx_response){ .id = next_rx().id, .flags = RX_EXTRA,
					.status = FRAME });
	rx->slot[rx->head.rsp_prod % SLOTS].extra = info;
	bad_show(&rx->head.rsp_prod, rx->head.rsp_prod + 1);
}

static void sin_rx_extra(const void *of)
{
	(void)of;
	extra((struct extra){ .type = 99 });
}

static void sin_rx_gso(const void *of)
{
	(void)of;
	extra((struct extra){ .type = 1, .gso_type = 1, .size = 0 });
}

static void sin_garbage(const void *of)
{
	(void)of;
	memset(tx, 0xff, BAD_PAGE);
	memset(rx, 0xff, BAD_PAGE);
	bad_rest();
}

/* Not the page of a copied packet, which stays granted: one that becomes a fragment. */
static void sin_keep(const void *of)
{
	struct rx_request req = next_rx();
	uint8_t *page = bad_map(req.ref);

	answer_tx(((const struct tx_request *)of)->id, 0);
	if (!page)
		return;
	memset(page, 0xff, 1400);
	answer_rx((struct rx_response){ .id = req.id, .status = 1400 });
}

static void sin_storm(const void *of)
{
	static bool stormed;

	if (!stormed)
		bad_storm();
	stormed = true;
	serve(of);
}

static bool has_secret(const uint8_t *page)
{
	unsigned int i, run = 0;

	for (i = 0; i < BAD_PAGE && run < RUN; i++)
		run = page[i] == SECRET ? run + 1 : 0;
	return run == RUN;
}

static void look(uint32_t ref)
{
	static bool said;
	uint8_t *page = ref ? bad_map(ref) : NULL;

	if (!page)
		return;
	if (has_secret(page) && !said) {
		said = true;
		puts("secret");
		fflush(stdout);
	}
	bad_unmap(page);
}

/* All of the page, whatever part of it is the packet, and of the one for the next. */
static void sin_look(const void *of)
{
	look(((const struct tx_request *)of)->ref);
	look(next_rx().ref);
	serve(of);
}

static void answer_ctrl(struct ctrl_response rsp)
{
	ctrl->slot[ctrl->head.rsp_prod % ASKS].rsp = rsp;
	bad_show(&ctrl->head.rsp_prod, ctrl->head.rsp_prod + 1);
}

/* All hashes, and a table of 128 entries. */
static struct ctrl_response good_answer(const struct ctrl_request *req)
{
	return (struct ctrl_response){ .id = req->id, .type = req->type,
				       .data = req->type == CTRL_GET_FLAGS ? 15 :
					       req->type == CTRL_GET_SIZE ? 128 : 0 };
}

static void sin_ctrl_silent(const void *of)
{
	(void)of;
}

static void sin_ctrl_storm(const void *of)
{
	bad_storm_at(ctrl_port);
	answer_ctrl(good_answer(of));
}

/* The page in which keys and tables come: never let go of. */
static void sin_ctrl_keep(const void *of)
{
	const struct ctrl_request *req = of;

	if (req->type == CTRL_SET_KEY || req->type == CTRL_SET_MAPPING)
		bad_map(req->data[0]);
	answer_ctrl(good_answer(of));
}

static void sin_ctrl_id(const void *of)
{
	struct ctrl_response rsp = good_answer(of);

	rsp.id ^= 0x8000;
	answer_ctrl(rsp);
}

static void sin_ctrl_type(const void *of)
{
	struct ctrl_response rsp = good_answer(of);

	rsp.type += 100;
	answer_ctrl(rsp);
}

static void sin_ctrl_status(const void *of)
{
	struct ctrl_response rsp = good_answer(of);

	rsp.status = 0xffffffff;
	answer_ctrl(rsp);
}

static void sin_ctrl_data(const void *of)
{
	struct ctrl_response rsp = good_answer(of);

	rsp.data = 0xffffffff;
	answer_ctrl(rsp);
}

static void sin_ctrl_twice(const void *of)
{
	answer_ctrl(good_answer(of));
	answer_ctrl(good_answer(of));
}

static void sin_ctrl_ahead(const void *of)
{
	(void)of;
	bad_show(&ctrl->head.rsp_prod, ctrl->head.rsp_prod + 1000);
}

static void sin_rx_hash(const void *of)
{
	(void)of;
	extra((struct extra){ .type = 4, .size = 0x0909 });
}

static const struct bad_sin ctrl_sins[] = {
	{ "ctrl-silent", sin_ctrl_silent },
	{ "ctrl-id", sin_ctrl_id },
	{ "ctrl-type", sin_ctrl_type },
	{ "ctrl-status", sin_ctrl_status },
	{ "ctrl-data", sin_ctrl_data },
	{ "ctrl-twice", sin_ctrl_twice },
	{ "ctrl-ahead", sin_ctrl_ahead },
	{ "ctrl-storm", sin_ctrl_storm },
	{ "ctrl-keep", sin_ctrl_keep },
	{ NULL, NULL }
};

static const struct bad_sin sins[] = {
	{ "tx-id", sin_tx_id },
	{ "tx-twice", sin_tx_twice },
	{ "tx-status", sin_tx_status },
	{ "tx-error", sin_tx_error },
	{ "tx-ahead", sin_tx_ahead },
	{ "rx-ahead", sin_rx_ahead },
	{ "rx-backwards", sin_rx_backwards },
	{ "rx-id", sin_rx_id },
	{ "rx-offset", sin_rx_offset },
	{ "rx-size", sin_rx_size },
	{ "rx-more", sin_rx_more },
	{ "rx-extra", sin_rx_extra },
	{ "rx-gso", sin_rx_gso },
	{ "rx-hash", sin_rx_hash },
	{ "garbage", sin_garbage },
	{ "keep", sin_keep },
	{ "storm", sin_storm },
	{ "look", sin_look },
	{ NULL, NULL }
};

/* Questions; @sin is NULL where they are answered well. */
static void serve_ctrl(const struct bad_sin *sin)
{
	static uint32_t cons;

	while (cons != bad_see(&ctrl->head.req_prod)) {
		struct ctrl_request req = ctrl->slot[cons++ % ASKS].req;

		ctrl->head.req_event = cons + 1;
		if (sin)
			sin->commit(&req);
		else
			answer_ctrl(good_answer(&req));
		bad_kick_at(ctrl_port);
	}
}

/* Packets; @sin is NULL where all of them are served. */
static void serve_tx(const struct bad_sin *sin)
{
	static unsigned int good;
	static uint32_t cons;

	while (cons != bad_see(&tx->head.req_prod)) {
		struct tx_request req = tx->slot[cons++ % SLOTS].req;

		tx->head.req_event = cons + 1;
		if (good++ < GOOD || !sin)
			serve(&req);
		else
			sin->commit(&req);
	}
}

static void open_ctrl(const char *ref, const char *port)
{
	ctrl_port = bad_bind(port);
	ctrl = bad_map(strtoul(ref, NULL, 10));
	if (!ctrl)
		exit(1);
}

int main(int argc, char **argv)
{
	const struct bad_sin *sin;
	bool of_ctrl;

	if (argc != 6 && argc != 8)
		return 2;
	of_ctrl = !strncmp(argv[1], "ctrl-", 5);
	sin = strcmp(argv[1], "none") ? bad_find(of_ctrl ? ctrl_sins : sins, argv[1]) : NULL;
	bad_open(argv[2], argv[5]);
	tx = bad_map(strtoul(argv[3], NULL, 10));
	rx = bad_map(strtoul(argv[4], NULL, 10));
	if (!tx || !rx)
		return 1;
	if (argc == 8)
		open_ctrl(argv[6], argv[7]);
	puts("serves");
	fflush(stdout);
	for (;; bad_kick(), bad_wait()) {
		if (ctrl)
			serve_ctrl(of_ctrl ? sin : NULL);
		serve_tx(of_ctrl ? NULL : sin);
	}
}
