// SPDX-License-Identifier: GPL-2.0-only
/*
 * What programs of the guest may expect of /dev/xen/xenbus, /dev/xen/evtchn and
 * /dev/xen/privcmd, the latter two through Debian's libxenevtchn and libxencall. Says "guest: user WHAT ok", or FAIL and why.
 *
 *	user store	messages in all sizes and orders; what is left behind is ended
 *	user evtchn	a channel to ourselves
 *	user call	hypercalls, with buffers in all states
 *	user hold	a transaction over a move to another domain, until /tmp/moved
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "xencall.h"
#include "xenevtchn.h"

/* of the wire: io/xs_wire.h of Xen */
enum {
	READ = 2, WATCH = 4, UNWATCH = 5, START = 6, END = 7, WRITE = 11, EVENT = 15, ERROR = 16,
};
#define ROUNDS_TX	20	/* the store allows a domain 10 */
#define ROUNDS_WATCH	150	/* the store allows a domain 128 */
#define REQUESTS_MAX	16
#define DOMID_SELF	0x7ff0
#define XEN_VERSION	17	/* hypercalls, and their first argument */
#define VERSION		0
#define EXTRAVERSION	1
#define DOMCTL		36
#define TABLE		(2UL << 20)
#define NEIGHBOURS	200	/* enough for fork to park a table */

struct head {
	uint32_t type, id, tx, len;
};

struct message {
	struct head head;
	char body[4097];
};

static const char *part;

static void need(int ok, const char *what)
{
	if (ok)
		return;
	printf("guest: user %s FAIL %s (errno: %s)\n", part, what, strerror(errno));
	exit(1);
}

static int bus(int flags)
{
	int fd = open("/dev/xen/xenbus", O_RDWR | flags);

	need(fd >= 0, "open /dev/xen/xenbus");
	return fd;
}

/* Put a request together. Return: bytes. */
static size_t make(struct message *m, uint32_t type, uint32_t id, uint32_t tx,
		   const char *body, size_t len)
{
	m->head = (struct head) { type, id, tx, len };
	memcpy(m->body, body, len);
	return sizeof(m->head) + len;
}

static void ask(int fd, uint32_t type, uint32_t id, uint32_t tx, const char *body, size_t len)
{
	struct message m;
	size_t size = make(&m, type, id, tx, body, len);

	need(write(fd, &m, size) == (ssize_t)size, "write of a request");
}

/* In pieces of at most @step bytes. */
static void fill(int fd, void *to, size_t len, size_t step)
{
	ssize_t got;

	for (; len; to = (char *)to + got, len -= got) {
		got = read(fd, to, len < step ? len : step);
		need(got > 0, "read of a message");
	}
}

static void answer(int fd, struct message *m, size_t step)
{
	fill(fd, &m->head, sizeof(m->head), step);
	need(m->head.len < sizeof(m->body), "length of a message");
	fill(fd, m->body, m->head.len, step);
	m->body[m->head.len] = '\0';
}

/* The reply to what was asked last, events skipped. */
static void await_reply(int fd, struct message *m, uint32_t id)
{
	do {
		answer(fd, m, sizeof(*m));
	} while (m->head.type == EVENT);
	need(m->head.id == id, "a reply has the id of its request");
}

static void expect(int fd, uint32_t id, uint32_t type, const char *body, const char *what)
{
	struct message m;

	await_reply(fd, &m, id);
	if (m.head.type != type || (body && strcmp(m.body, body)))
		fprintf(stderr, "type %u, \"%s\"\n", m.head.type, m.body);
	need(m.head.type == type && (!body || !strcmp(m.body, body)), what);
}

static uint32_t begin(int fd)
{
	struct message m;

	ask(fd, START, 7, 0, "", 1);
	await_reply(fd, &m, 7);
	need(m.head.type == START, "a transaction begins");
	return strtoul(m.body, NULL, 10);
}

static void left_behind(void)
{
	static const char watch[] = "data/left\0token";
	struct message m;
	int i, fd;

	for (i = 0; i < ROUNDS_TX; i++) {
		fd = bus(0);
		begin(fd);
		close(fd);
	}
	for (i = 0; i < ROUNDS_WATCH; i++) {
		fd = bus(0);
		ask(fd, WATCH, i, 0, watch, sizeof(watch));
		expect(fd, i, WATCH, "OK", "a watch is set");
		close(fd);
	}
	/* and the event of one comes with its own token */
	fd = bus(0);
	ask(fd, WATCH, i, 0, watch, sizeof(watch));
	do {
		answer(fd, &m, sizeof(m));
	} while (m.head.type != EVENT);
	need(m.head.len == sizeof(watch) && !memcmp(m.body, watch, sizeof(watch)),
	     "an event has the path and the token of its watch");
	close(fd);
}

static void two_files(void)
{
	static const char watch[] = "data/apart\0mine";
	int a = bus(0), b = bus(0);
	uint32_t tx = begin(a);

	ask(b, READ, 1, tx, "domid", 6);
	expect(b, 1, ERROR, "ENOENT", "another file's transaction is refused");
	ask(a, READ, 2, tx, "domid", 6);
	expect(a, 2, READ, NULL, "a read in a transaction");
	ask(a, WATCH, 3, 0, watch, sizeof(watch));
	expect(a, 3, WATCH, "OK", "a watch is set");
	ask(a, WATCH, 4, 0, watch, sizeof(watch));
	expect(a, 4, ERROR, "EEXIST", "the same watch again is refused");
	ask(b, UNWATCH, 5, 0, watch, sizeof(watch));
	expect(b, 5, ERROR, "ENOENT", "another file's watch is not ended");
	ask(a, UNWATCH, 6, 0, watch, sizeof(watch));
	expect(a, 6, UNWATCH, "OK", "the own watch is ended");
	ask(a, END, 8, tx, "T", 2);
	expect(a, 8, END, "OK", "a transaction ends");
	ask(a, END, 9, tx, "T", 2);
	expect(a, 9, ERROR, "ENOENT", "and is no more then");
	close(a);
	close(b);
}

static void odd(void)
{
	struct head huge = { READ, 1, 0, 4097 };
	struct message m;
	size_t i, size;
	int fd = bus(0);

	need(write(fd, &huge, sizeof(huge)) < 0 && errno == EINVAL,
	     "a request that is too long is refused");
	ask(fd, 1000, 2, 0, "", 1);
	expect(fd, 2, ERROR, "ENOSYS", "an unknown request is refused");
	ask(fd, EVENT, 3, 0, "a\0b", 4);
	expect(fd, 3, ERROR, "EINVAL", "an event is no request");
	ask(fd, WATCH, 4, 0, "data", 4);
	expect(fd, 4, ERROR, "EINVAL", "a watch without a token is refused");
	ask(fd, READ, 5, 0, "", 0);
	expect(fd, 5, ERROR, NULL, "an empty request is refused");
	size = make(&m, READ, 6, 0, "domid", 6);
	for (i = 0; i < size; i++)
		need(write(fd, (char *)&m + i, 1) == 1, "write of one byte");
	answer(fd, &m, 1);
	need(m.head.type == READ && m.head.id == 6, "byte by byte");
	close(fd);
}

static void busy(void)
{
	int fd = bus(O_NONBLOCK), n = 0, i;
	struct pollfd p = { fd, POLLIN, 0 };
	struct message m;
	size_t size;

	need(read(fd, &m, 1) < 0 && errno == EAGAIN, "nothing to read");
	do {
		size = make(&m, READ, n, 0, "domid", 6);
	} while (write(fd, &m, size) == (ssize_t)size && ++n < 100);
	need(n == REQUESTS_MAX && errno == EAGAIN, "requests are bounded");
	for (i = 0; i < n; i++) {
		need(poll(&p, 1, 20000) == 1 && p.revents == POLLIN, "poll says to read");
		expect(fd, i, READ, NULL, "replies come in the order of the requests");
	}
	need(poll(&p, 1, 0) == 0, "poll says that nothing is left");
	close(fd);
}

static void store(void)
{
	odd();
	two_files();
	busy();
	left_behind();
}

static int ready(struct xenevtchn_handle *h, int ms)
{
	struct pollfd p = { xenevtchn_fd(h), POLLIN, 0 };

	return poll(&p, 1, ms);
}

static void channel(struct xenevtchn_handle *a, struct xenevtchn_handle *b)
{
	int here = xenevtchn_bind_unbound_port(a, DOMID_SELF), there;

	need(here > 0, "a port is allocated");
	there = xenevtchn_bind_interdomain(b, DOMID_SELF, here);
	need(there > 0, "it is bound to");
	/* Xen says so at the new end */
	need(ready(b, 5000) == 1 && xenevtchn_pending(b) == there, "the new end has an event");
	need(!xenevtchn_unmask(b, there), "unmask");
	need(!ready(a, 0), "the old end has none");
	need(!xenevtchn_notify(b, there), "notify");
	need(ready(a, 5000) == 1 && xenevtchn_pending(a) == here, "it arrives");
	need(!xenevtchn_notify(b, there), "notify again");
	need(!ready(a, 200), "masked until written back");
	need(!xenevtchn_unmask(a, here), "unmask");
	need(ready(a, 5000) == 1 && xenevtchn_pending(a) == here, "then it arrives");
	need(xenevtchn_notify(b, there + 1000) < 0, "no notify of a port of nobody's");
	need(xenevtchn_notify(a, there) < 0, "no notify of another file's port");
	need(!xenevtchn_unbind(b, there), "unbind");
	need(xenevtchn_notify(b, there) < 0, "no notify after unbind");
}

static void channels(void)
{
	struct xenevtchn_handle *a, *b;
	int i;

	/* ports that closed files leave are closed: a 2-level guest has 4096 */
	for (i = 0; i < 20; i++) {
		a = xenevtchn_open(NULL, 0);
		b = xenevtchn_open(NULL, 0);
		need(a && b, "open /dev/xen/evtchn");
		channel(a, b);
		need(xenevtchn_bind_virq(a, 0) < 0, "no timer for a program");
		xenevtchn_close(a);
		xenevtchn_close(b);
	}
}

/* "4" and "17" as the kernel says, which the script compares with dom0's. */
static void version(struct xencall_handle *h)
{
	int xen = xencall2(h, XEN_VERSION, VERSION, 0);

	need(xen > 0, "a hypercall without a buffer");
	printf("guest: user calls %d.%d\n", xen >> 16, xen & 0xffff);
}

/* Its table is parked by a fork, again and again, when Xen is to write to the buffer. */
static void after_forks(struct xencall_handle *h)
{
	char *room = mmap(NULL, 2 * TABLE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *buffer;
	int i, status;

	need(room != MAP_FAILED, "address space");
	room = (char *)(((uintptr_t)room + TABLE - 1) & ~(TABLE - 1));
	buffer = room + TABLE / 2;
	/* as libxencall does: fork would make it read-only, also to Xen */
	need(!madvise(buffer, 4096, MADV_DONTFORK), "madvise");
	for (i = 0; i < 20; i++) {
		memset(room, i, NEIGHBOURS * 4096);
		memset(buffer, 'x', 16);
		if (!fork())
			_exit(0);
		need(wait(&status) > 0 && !status, "fork");
		need(!xencall2(h, XEN_VERSION, EXTRAVERSION, (uintptr_t)buffer),
		     "a hypercall after a fork");
		need(buffer[0] == '.', "Xen has written");
	}
}

static void calls(void)
{
	struct xencall_handle *h = xencall_open(NULL, 0);
	char *buffer;

	need(!!h, "open /dev/xen/privcmd");
	version(h);
	buffer = xencall_alloc_buffer_pages(h, 2);
	need(!!buffer, "a buffer");
	need(!xencall2(h, XEN_VERSION, EXTRAVERSION, (uintptr_t)buffer) && buffer[0] == '.',
	     "a hypercall with one");
	need(xencall2(h, XEN_VERSION, EXTRAVERSION, 4096) < 0 && errno == EFAULT,
	     "not with an address of nothing");
	need(xencall1(h, DOMCTL, (uintptr_t)buffer) < 0,
	     "not what dom0 may do");
	need(xencall1(h, 1000, 0) < 0, "nothing that is no hypercall");
	xencall_free_buffer_pages(h, buffer, 2);
	after_forks(h);
	xencall_close(h);
}

static void hold(void)
{
	int fd = bus(0);
	uint32_t tx = begin(fd);

	puts("guest: user holds a transaction");
	fflush(stdout);
	while (access("/tmp/moved", F_OK))
		usleep(100000);
	ask(fd, WRITE, 1, tx, "data/held\0no", 12);
	expect(fd, 1, ERROR, "EAGAIN", "no write in a transaction of another domain");
	ask(fd, END, 2, tx, "T", 2);
	expect(fd, 2, ERROR, "EAGAIN", "it is to be tried again");
	tx = begin(fd);
	ask(fd, WRITE, 3, tx, "data/held\0yes", 13);
	expect(fd, 3, WRITE, "OK", "the second time");
	ask(fd, END, 4, tx, "T", 2);
	expect(fd, 4, END, "OK", "it ends well");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} parts[] = {
		{ "store", store }, { "evtchn", channels }, { "call", calls }, { "hold", hold },
	};
	unsigned int i;

	for (i = 0; argc == 2 && i < sizeof(parts) / sizeof(*parts); i++) {
		if (strcmp(argv[1], parts[i].name))
			continue;
		part = parts[i].name;
		parts[i].run();
		printf("guest: user %s ok\n", part);
		return 0;
	}
	fputs("usage: user store|evtchn|call|hold\n", stderr);
	return 2;
}
