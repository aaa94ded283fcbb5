// SPDX-License-Identifier: GPL-2.0-only
/*
 * Request rings against a back-end that is honest, slow, or lying: layout, event
 * thresholds, wrap of the indices at 2^32, every impossible producer index, and
 * two threads that must never miss an event.
 */
#include <pthread.h>
#include <stdatomic.h>
#include "ring_env.h"
#include "drivers/xenfront/core/ring.c"

#define BYTES		4096
#define REQUEST		12
#define SIZE		256	/* (4096 - 64) / 12, rounded down */
#define STRESS		300000

struct request { u32 id, a, b; };
struct response { u32 id; };

static struct {
	struct xfring_head head;
	u8 slots[BYTES - sizeof(struct xfring_head)];
} page;
static struct xfring ring;
static u32 back_cons;		/* the back-end's private request consumer */

static void fresh(u32 index)
{
	memset(&page, 0, sizeof(page));
	xfring_init(&ring, "test", &page, BYTES, REQUEST);
	page.head.req_prod = page.head.rsp_prod = index;
	page.head.req_event = page.head.rsp_event = index + 1;
	ring.req_prod = ring.req_pushed = index;
	ring.rsp_cons = ring.rsp_seen = index;
	back_cons = index;
	complaints = 0;
}

static int add(u32 id)
{
	struct request req = { id, ~id, id * 3 };

	return xfring_add(&ring, &req, sizeof(req));
}

/* The back-end takes one request and answers it in the response's slot. */
static bool serve_one(void)
{
	u32 prod = __atomic_load_n(&page.head.rsp_prod, __ATOMIC_RELAXED);
	struct request *req;
	struct response rsp;

	if (back_cons == __atomic_load_n(&page.head.req_prod, __ATOMIC_ACQUIRE))
		return false;
	req = (struct request *)&page.slots[back_cons % SIZE * REQUEST];
	rsp.id = req->a == ~req->id && req->b == req->id * 3 ? req->id : -1;
	back_cons++;
	memcpy(&page.slots[prod % SIZE * REQUEST], &rsp, sizeof(rsp));
	__atomic_store_n(&page.head.rsp_prod, prod + 1, __ATOMIC_RELEASE);
	return true;
}

static bool take(u32 *id)
{
	struct response rsp;

	if (!xfring_take(&ring, &rsp, sizeof(rsp)))
		return false;
	*id = rsp.id;
	return true;
}

static bool layout(void)
{
	static const struct {
		size_t bytes, slot;
		u32 size;
	} rows[] = {
		{ 4096, 112, 32 }, { 65536, 112, 512 }, { 4096, 12, 256 },
		{ 4096, 8, 256 }, { 4096, 4032, 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (xfring_init(&ring, "t", &page, rows[i].bytes, rows[i].slot) ||
		    ring.size != rows[i].size)
			return false;
	fresh(0);
	return ring.slots == page.slots && page.head.req_event == 1 &&
	       xfring_init(&ring, "t", &page, 4096, 4033) == -EINVAL &&
	       xfring_init(&ring, "t", &page, 64, 1) == -EINVAL &&
	       xfring_init(&ring, "t", &page, 4096, 0) == -EINVAL;
}

static bool fills_up(void)
{
	u32 i, id;

	fresh(0);
	for (i = 0; i < SIZE; i++)
		if (add(i))
			return false;
	if (add(i) != -ENOSPC || xfring_room(&ring) || page.head.req_prod ||
	    xfring_unpushed(&ring) != SIZE)
		return false;
	xfring_push(&ring);
	return !xfring_unpushed(&ring) && page.head.req_prod == SIZE && serve_one() && take(&id) && !id &&
	       xfring_room(&ring) == 1 && !add(i) && add(i) == -ENOSPC;
}

/* Whatever it says, and without a consequence. */
static bool peeks(void)
{
	struct xfring_head head;

	fresh(7);
	page.head.rsp_prod = 4000;
	page.head.req_event = 5;
	xfring_peek(&ring, &head);
	return head.req_prod == 7 && head.req_event == 5 && head.rsp_prod == 4000 &&
	       head.rsp_event == 8 && !xfring_broken(&ring) && ring.rsp_seen == 7;
}

static bool too_long(void)
{
	u8 bytes[REQUEST + 1] = { 0 };

	fresh(0);
	if (xfring_add(&ring, bytes, sizeof(bytes)) != -EINVAL || add(0))
		return false;
	xfring_push(&ring);
	serve_one();
	return !xfring_take(&ring, bytes, sizeof(bytes));
}

/* Notify exactly when req_event lies in (old, new]. */
static bool request_events(void)
{
	static const struct {
		u32 batch;
		int event;	/* relative to the index before */
		bool want;
	} rows[] = {
		{ 1, 1, true }, { 1, 0, false }, { 1, 2, false }, { 3, 1, true },
		{ 3, 2, true }, { 3, 3, true }, { 3, 4, false }, { 3, -1, false },
	};
	static const u32 starts[] = { 0, 100, U32_MAX, U32_MAX - 1 };
	size_t s, i;
	u32 n;

	for (s = 0; s < ARRAY_SIZE(starts); s++)
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			fresh(starts[s]);
			for (n = 0; n < rows[i].batch; n++)
				add(n);
			page.head.req_event = starts[s] + rows[i].event;
			if (xfring_push(&ring) != rows[i].want ||
			    xfring_push(&ring))
				return false;
		}
	return true;
}

static bool response_events(void)
{
	u32 id;

	fresh(U32_MAX - 1);
	add(1);
	add(2);
	xfring_push(&ring);
	if (xfring_rearm(&ring, 1) || page.head.rsp_event != U32_MAX)
		return false;
	serve_one();
	if (!xfring_rearm(&ring, 2) || page.head.rsp_event != 0)
		return false;
	return take(&id) && id == 1 && !take(&id) && serve_one() && take(&id) &&
	       id == 2 && !xfring_rearm(&ring, 0) && page.head.rsp_event == 1;
}

static bool around_the_clock(void)
{
	u32 i, id;

	fresh(U32_MAX - SIZE / 2);
	for (i = 0; i < 4 * SIZE; i++) {
		if (add(i))
			return false;
		xfring_push(&ring);
		if (!serve_one() || !take(&id) || id != i || take(&id))
			return false;
	}
	return !xfring_broken(&ring) && !xfring_in_flight(&ring);
}

/* 5 requests pushed, 2 answered and taken: any rsp_prod, by offset from there. */
static bool lie(u32 offset)
{
	struct response rsp;
	u32 i, id;

	fresh(U32_MAX - 3);
	for (i = 0; i < 5; i++)
		add(i);
	xfring_push(&ring);
	add(5);		/* filled, not pushed: must not be answered */
	serve_one();
	serve_one();
	take(&id);
	take(&id);
	page.head.rsp_prod = ring.rsp_cons + offset;
	for (i = 0; i < SIZE && xfring_take(&ring, &rsp, sizeof(rsp)); i++)
		;
	if (offset <= 3)
		return i == offset && !xfring_broken(&ring) && !complaints;
	/* Sticky, said once, and nothing goes in any more. */
	page.head.rsp_prod = ring.rsp_cons;
	return !i && xfring_broken(&ring) && complaints == 1 &&
	       !xfring_ready(&ring) && !xfring_rearm(&ring, 1) &&
	       add(9) == -EIO && !xfring_push(&ring);
}

static bool lies(void)
{
	static const u32 offsets[] = {
		0, 1, 2, 3, 4, 5, SIZE - 1, SIZE, SIZE + 1, 0x7fffffff,
		0x80000000, U32_MAX - 1, U32_MAX,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++)
		if (!lie(offsets[i]))
			return false;
	return true;
}

static bool withdrawn(void)
{
	u32 id, i;

	fresh(0);
	for (i = 0; i < 4; i++)
		add(i);
	xfring_push(&ring);
	while (serve_one())
		;
	if (!take(&id))
		return false;
	/* 4 were seen; 2 would still be ahead of what was taken. */
	page.head.rsp_prod = 2;
	return !xfring_rearm(&ring, 1) && xfring_broken(&ring);
}

/* Two threads; an event is a counter that the sleeper has seen or not. */
static atomic_uint to_back, to_front;
static atomic_bool done;

static void wait_event(atomic_uint *event)
{
	while (!atomic_exchange(event, 0) && !atomic_load(&done))
		sched_yield();
}

static bool back_sleeps(void)
{
	__atomic_store_n(&page.head.req_event, back_cons + 1, __ATOMIC_RELAXED);
	atomic_thread_fence(memory_order_seq_cst);
	return back_cons == __atomic_load_n(&page.head.req_prod, __ATOMIC_ACQUIRE);
}

static void *back_end(void *unused)
{
	u32 old, new;

	while (!atomic_load(&done)) {
		old = page.head.rsp_prod;
		while (serve_one())
			;
		new = page.head.rsp_prod;
		atomic_thread_fence(memory_order_seq_cst);
		if (new - __atomic_load_n(&page.head.rsp_event, __ATOMIC_RELAXED) < new - old)
			atomic_store(&to_front, 1);
		if (back_sleeps())
			wait_event(&to_back);
	}
	return unused;
}

static bool two_threads(void)
{
	u32 sent = 0, got = 0, id;
	bool good = true;
	pthread_t thread;

	fresh(U32_MAX - 1000);
	pthread_create(&thread, NULL, back_end, NULL);
	while (good && got < STRESS) {
		while (sent < STRESS && !add(sent))
			sent++;
		if (xfring_push(&ring))
			atomic_store(&to_back, 1);
		do {
			while (take(&id))
				good &= id == got++;
		} while (xfring_rearm(&ring, 1));
		if (got < STRESS && !xfring_room(&ring))
			wait_event(&to_front);
	}
	atomic_store(&done, true);
	pthread_join(thread, NULL);
	return good && !xfring_broken(&ring);
}

int main(void)
{
	host_report("ring", "layout follows the ABI", layout());
	host_report("ring", "a full ring refuses", fills_up());
	host_report("ring", "the header is shown as it is", peeks());
	host_report("ring", "a message longer than a slot", too_long());
	host_report("ring", "events for requests", request_events());
	host_report("ring", "events for responses", response_events());
	host_report("ring", "indices wrap", around_the_clock());
	host_report("ring", "impossible producer indices", lies());
	host_report("ring", "responses withdrawn", withdrawn());
	host_report("ring", "two threads miss no event", two_threads());
	return host_failures != 0;
}
