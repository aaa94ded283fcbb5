// SPDX-License-Identifier: GPL-2.0-only
/*
 * A block back-end with a cache that loses its contents when power goes: a sector that
 * was written is in the image once a flush, or a barrier, has been answered. SIGTERM is
 * the power cut: of the sectors that still are in the cache some get to the image, as
 * with a disk that writes in whatever order it likes.
 *
 * Usage: cacheblk IMAGE DOMID REF PORT
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bad.h"
#include "blkring.h"

static struct ring *ring;
static uint8_t *image, *cache;
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

static int16_t serve(const struct request *req)
{
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
	cache = malloc(size);
	dirty = calloc(size / SECTOR, sizeof(*dirty));
	if (image == MAP_FAILED || !cache || !dirty)
		return false;
	memcpy(cache, image, size);
	return true;
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
			struct request req = ring->slot[cons++ % SLOTS].req;

			ring->req_event = cons + 1;
			blkring_answer(ring, req.id, req.op, serve(&req));
		}
	}
}
