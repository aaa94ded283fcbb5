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

static void write_part(uint64_t at, const uint8_t *data, unsigned int len)
{
	memcpy(cache + at, data, len);
	memset(dirty + at / SECTOR, true, len / SECTOR);
}

static int16_t transfer(const struct request *req)
{
	uint64_t at = req->sector * SECTOR;
	unsigned int i;

	for (i = 0; i < req->segments && i < SEGMENTS; i++) {
		const struct segment *seg = &req->seg[i];
		unsigned int len = (seg->last - seg->first + 1) * SECTOR;
		uint8_t *page = bad_map(seg->ref);

		if (!page || at + len > size)
			return -1;
		if (req->op == OP_READ)
			memcpy(page + seg->first * SECTOR, cache + at, len);
		else
			write_part(at, page + seg->first * SECTOR, len);
		at += len;
		bad_unmap(page);
	}
	return 0;
}

static int16_t serve(const struct request *req)
{
	int16_t status;

	if (req->op == OP_BARRIER || req->op == OP_FLUSH)
		flush();
	if (req->op > OP_FLUSH)
		return -2;
	status = transfer(req);
	if (req->op == OP_BARRIER)
		flush();
	return status;
}

static void answer(const struct request *req, int16_t status)
{
	struct response rsp = { .id = req->id, .op = req->op, .status = status };

	ring->slot[ring->rsp_prod % SLOTS].rsp = rsp;
	bad_show(&ring->rsp_prod, ring->rsp_prod + 1);
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
			answer(&req, serve(&req));
		}
	}
}
