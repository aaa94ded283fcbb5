// SPDX-License-Identifier: GPL-2.0-only
/*
 * netpeer serve			dom0's end of all rows, until killed
 * netpeer [-s] ROW OPS ADDRESS		the guest's end: ROW NAME OPS TICKS
 *
 * Each row opens a TCP connection, sends one request (what, how often) and
 * measures from there to the peer's last answer, so that a figure holds the
 * work of both ends. With -s the span is printed as well, as micro does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../mark.h"

#define PORT		5100
#define CHUNK		4096
#define DATAGRAM	64
#define FLOOD_PORT	7777	/* to which the guest gets datagrams */

struct request {
	char what[16];
	uint32_t count;
};

static char buf[CHUNK];

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

static uint64_t stamp(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a" (low), "=d" (high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static void send_all(int fd, size_t size)
{
	must(send(fd, buf, size, 0) == (ssize_t)size, "send");
}

static void recv_all(int fd, size_t size)
{
	must(recv(fd, buf, size, MSG_WAITALL) == (ssize_t)size, "recv");
}

static int udp_socket(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 64 << 20;

	must(fd >= 0, "socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	must(!bind(fd, (struct sockaddr *)&any, sizeof(any)), "bind");
	return fd;
}

/* As many as were sent, or what has come when none came for half a second. */
static uint32_t count_datagrams(int fd, uint32_t expected)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	uint32_t n;

	for (n = 0; n < expected && poll(&wait, 1, 500) > 0; n++)
		must(recv(fd, buf, sizeof(buf), 0) == DATAGRAM, "datagram");
	return n;
}

static void flood(int fd, uint32_t count)
{
	struct sockaddr_in to;
	socklen_t size = sizeof(to);
	int udp = socket(AF_INET, SOCK_DGRAM, 0);

	must(udp >= 0 && !getpeername(fd, (struct sockaddr *)&to, &size), "socket");
	to.sin_port = htons(FLOOD_PORT);
	must(!connect(udp, (struct sockaddr *)&to, sizeof(to)), "connect");
	while (count--)
		send(udp, buf, DATAGRAM, 0);
	close(udp);
}

static void serve_one(int fd, int udp)
{
	struct request r;
	uint32_t i, n;

	must(recv(fd, &r, sizeof(r), MSG_WAITALL) == sizeof(r), "request");
	n = r.count;
	if (!strcmp(r.what, "udp_send_64b")) {
		n = count_datagrams(udp, r.count);
	} else if (!strcmp(r.what, "udp_flood")) {
		flood(fd, r.count);
	} else if (!strcmp(r.what, "tcp_rr_1b")) {
		for (i = 0; i < r.count; i++) {
			recv_all(fd, 1);
			send_all(fd, 1);
		}
	} else if (!strcmp(r.what, "tcp_send_4k")) {
		for (i = 0; i < r.count; i++)
			recv_all(fd, CHUNK);
	} else if (!strcmp(r.what, "tcp_recv_4k")) {
		for (i = 0; i < r.count; i++)
			send_all(fd, CHUNK);
	}
	must(send(fd, &n, sizeof(n), 0) == sizeof(n), "answer");
}

static void serve(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int one = 1, fd, tcp = socket(AF_INET, SOCK_STREAM, 0), udp = udp_socket();

	setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	must(!bind(tcp, (struct sockaddr *)&any, sizeof(any)) && !listen(tcp, 8), "listen");
	signal(SIGCHLD, SIG_IGN);
	while ((fd = accept(tcp, NULL, NULL)) >= 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		if (!fork()) {
			serve_one(fd, udp);
			_exit(0);
		}
		close(fd);
	}
}

/* The guest's part of a row, after the request. */
static void perform(int fd, int udp, const struct request *r)
{
	uint32_t i;

	if (!strcmp(r->what, "udp_flood"))
		return;
	for (i = 0; i < r->count; i++) {
		if (!strcmp(r->what, "udp_send_64b")) {
			send_all(udp, DATAGRAM);
		} else if (!strcmp(r->what, "tcp_rr_1b")) {
			send_all(fd, 1);
			recv_all(fd, 1);
		} else if (!strcmp(r->what, "tcp_send_4k")) {
			send_all(fd, CHUNK);
		} else {
			recv_all(fd, CHUNK);
		}
	}
}

int main(int argc, char **argv)
{
	int spans = argc > 1 && !strcmp(argv[1], "-s"), one = 1, tcp, udp;
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct request r = { .count = 0 };
	unsigned long long start, end;
	uint32_t n;

	argv += spans;
	if (argc == 2 && !strcmp(argv[1], "serve")) {
		serve();
		return 1;
	}
	if (argc != 4 + spans || !inet_aton(argv[3], &peer.sin_addr))
		return 2;
	snprintf(r.what, sizeof(r.what), "%s", argv[1]);
	r.count = atol(argv[2]);
	tcp = socket(AF_INET, SOCK_STREAM, 0);
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	must(!connect(tcp, (struct sockaddr *)&peer, sizeof(peer)), "connect");
	must(!connect(udp, (struct sockaddr *)&peer, sizeof(peer)), "connect");
	setsockopt(tcp, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (spans)
		mark_start();
	start = stamp();
	must(send(tcp, &r, sizeof(r), 0) == sizeof(r), "request");
	perform(tcp, udp, &r);
	must(recv(tcp, &n, sizeof(n), MSG_WAITALL) == sizeof(n), "answer");
	end = stamp();
	if (spans)
		mark_end();
	if (n < r.count - r.count / 100) {
		printf("FAIL %s only %u of %u arrived\n", r.what, n, r.count);
		return 1;
	}
	printf("ROW %s %u %llu\n", r.what, n, end - start);
	if (spans)
		printf("SPAN %s %llu %llu\n", r.what, start, end);
	return 0;
}
