// SPDX-License-Identifier: GPL-2.0-only
/*
 * A block back-end that turns bad: it serves a disk in memory as it should for a
 * while, and then does to the front-end what its first argument says. One ring page,
 * direct requests, no keys of the store: the case writes those.
 *
 * Usage: badblk SIN DOMID REF PORT
 */
#include <stdlib.h>
#include <string.h>
#include "bad.h"
#include "blkring.h"

#define DISK		(16 << 20)
#define GOOD		40	/* requests that are served before the sin */

static struct ring *ring;
static uint8_t *disk;

/* Return: the status of the response. @keep: leave the pages mapped. */
static int16_t serve(const struct request *req, bool keep)
{
	return blkring_transfer(req, disk, DISK, keep) ? 0 : -1;
}

static void answer(uint64_t id, uint8_t op, int16_t status)
{
	blkring_answer(ring, id, op, status);
}

static void sin_id(const void *of)
{
	const struct request *req = of;

	answer(req->id + 4000, req->op, 0);
}

static void sin_twice(const void *of)
{
	const struct request *req = of;

	answer(req->id, req->op, serve(req, false));
	answer(req->id, req->op, 0);
}

static void sin_operation(const void *of)
{
	answer(((const struct request *)of)->id, 77, 0);
}

static void sin_status(const void *of)
{
	const struct request *req = of;

	answer(req->id, req->op, 12345);
}

static void sin_ahead(const void *of)
{
	(void)of;
	bad_show(&ring->rsp_prod, ring->rsp_prod + 1000);
}

static void sin_backwards(const void *of)
{
	(void)of;
	bad_show(&ring->rsp_prod, ring->rsp_prod - 5);
}

static void sin_garbage(const void *of)
{
	(void)of;
	memset(ring, 0xff, BAD_PAGE);
	bad_rest();
}

static void sin_keep(const void *of)
{
	const struct request *req = of;

	answer(req->id, req->op, serve(req, true));
}

/* Events with nothing behind them; the disk goes on. */
static void sin_storm(const void *of)
{
	const struct request *req = of;
	static bool stormed;

	if (!stormed)
		bad_storm();
	stormed = true;
	answer(req->id, req->op, serve(req, false));
}

static const struct bad_sin sins[] = {
	{ "id", sin_id },
	{ "twice", sin_twice },
	{ "operation", sin_operation },
	{ "status", sin_status },
	{ "ahead", sin_ahead },
	{ "backwards", sin_backwards },
	{ "garbage", sin_garbage },
	{ "keep", sin_keep },
	{ "storm", sin_storm },
	{ NULL, NULL }
};

int main(int argc, char **argv)
{
	const struct bad_sin *sin;
	unsigned int good = 0;
	uint32_t cons = 0;

	if (argc != 5)
		return 2;
	sin = bad_find(sins, argv[1]);
	bad_open(argv[2], argv[4]);
	disk = calloc(1, DISK);
	ring = bad_map(strtoul(argv[3], NULL, 10));
	if (!disk || !ring)
		return 1;
	for (;; bad_kick(), bad_wait()) {
		while (cons != bad_see(&ring->req_prod)) {
			struct request req = ring->slot[cons++ % SLOTS].req;

			ring->req_event = cons + 1;
			if (good++ < GOOD)
				answer(req.id, req.op, serve(&req, false));
			else
				sin->commit(&req);
		}
	}
}
