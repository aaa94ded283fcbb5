// SPDX-License-Identifier: GPL-2.0-only
/*
 * A block back-end with a cache that loses its contents when power goes: a sector that
 * was written is in the image once a flush, or a barrier, has been answered. SIGTERM is
 * the power cut: of the sectors that still are in the cache some get to the image, as
 * with a disk that writes in whatever order it likes. A line of the output tells of each
 * discard: sector, sectors, and "secure" or "plain".
 *
 * Usage: cacheblk IMAGE DOMID REF PORT
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bad.h"
#include "blkring.h"

static struct ring *ring;
static uint8_t *image, *cache;	/* the second one's pages are the first's until written */
static bool *dirty;		/* of each sector: the cache has another one */
static uint64_t size;		/* bytes */

static void settle(uint64_t sector)
{
	memcpy(image + sector * SECTOR, cache + sector * SECTOR, SECTOR);
	dirty[sector] = false;
}

static void flush(void)
{
	uint64_t i;

	for (i = 0; i < size / SECTOR; i++)
		if (dirty[i])
			settle(i);
}

/* Also in the middle of a request, which then is not answered. */
static void power_cut(int sig)
{
	unsigned int dice = getpid();
	uint64_t i;

	(void)sig;
	for (i = 0; i < size / SECTOR; i++) {
		dice = dice * 1103515245 + 12345;
		if (dirty[i] && dice >> 16 & 1)
			settle(i);
	}
	_exit(0);
}

/* Sectors of one request follow each other. */
static void mark(const struct request *req)
{
	uint64_t sector = req->sector;
	unsigned int i;

	for (i = 0; i < req->segments; i++) {
		unsigned int count = req->seg[i].last - req->seg[i].first + 1;

		memset(dirty + sector, true, count);
		sector += count;
	}
}

static bool discard(const struct discard *req)
{
	uint64_t all = size / SECTOR;

	if (req->sector > all || req->sectors > all - req->sector)
		return false;
	memset(cache + req->sector * SECTOR, 0, req->sectors * SECTOR);
	memset(dirty + req->sector, true, req->sectors);
	printf("%llu %llu %s\n", (unsigned long long)req->sector,
	       (unsigned long long)req->sectors,
	       req->flags & DISCARD_SECURE ? "secure" : "plain");
	return !fflush(stdout);
}

static int16_t serve(const union slot *slot)
{
	const struct request *req = &slot->req;

	if (req->op == OP_DISCARD)
		return discard(&slot->discard) ? 0 : -1;
	if (req->op > OP_FLUSH)
		return -2;
	if (req->op == OP_BARRIER || req->op == OP_FLUSH)
		flush();
	if (req->segments > SEGMENTS || !blkring_transfer(req, cache, size, false))
		return -1;
	if (req->op != OP_READ)
		mark(req);
	if (req->op == OP_BARRIER)
		flush();
	return 0;
}

static bool open_image(const char *path)
{
	int fd = open(path, O_RDWR);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return false;
	size = st.st_size;
	image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	cache = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	dirty = calloc(size / SECTOR, sizeof(*dirty));
	return image != MAP_FAILED && cache != MAP_FAILED && dirty;
}

int main(int argc, char **argv)
{
	uint32_t cons = 0;

	if (argc != 5 || !open_image(argv[1]))
		return 2;
	signal(SIGTERM, power_cut);
	bad_open(argv[2], argv[4]);
	ring = bad_map(strtoul(argv[3], NULL, 10));
	if (!ring)
		return 1;
	for (;; bad_kick(), bad_wait()) {
		while (cons != bad_see(&ring->req_prod)) {
			union slot slot = ring->slot[cons++ % SLOTS];

			ring->req_event = cons + 1;
			blkring_answer(ring, slot.req.id, slot.req.op, serve(&slot));
		}
	}
}
