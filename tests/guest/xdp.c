// SPDX-License-Identifier: GPL-2.0-only
/*
 * xdp MODE IFACE CMD...: run a command while a program of XDP is attached.
 *
 * What a program deals with is UDP over IPv4 to port 7777, all else it passes:
 *
 *	drop		drops it, and says at the end how often
 *	generic		the same, but in the stack, not in the driver
 *	abort		fails
 *	tx		sends it back, with addresses and ports exchanged
 *	tx-frags	the same, and may be given frames with fragments
 *	redirect	the same, by a redirection to the interface itself
 *	redirect=OTHER	or to another one
 *	head		moves the start of each packet to the front and back again
 *	frags		passes all, and may be given frames with fragments
 *	socket		gives it to an AF_XDP socket, which sends it back
 *
 * Exits with the command's status, with 3 when the kernel does not attach the program,
 * with the reason on standard output.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT		7777
#define FRAME		4096U
#define FRAMES		64U
#define MOST		64

static struct bpf_insn code[MOST];
static unsigned int length;

static void must(int ok, const char *what)
{
	if (ok)
		return;
	printf("xdp: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void emit(uint8_t op, uint8_t dst, uint8_t src, int16_t off, int32_t imm)
{
	must(length < MOST, "program too long");
	code[length++] = (struct bpf_insn) {
		.code = op, .dst_reg = dst, .src_reg = src, .off = off, .imm = imm,
	};
}

static void load(uint8_t size, uint8_t dst, uint8_t src, int16_t off)
{
	emit(BPF_LDX | BPF_MEM | size, dst, src, off, 0);
}

static void store(uint8_t size, uint8_t dst, int16_t off, uint8_t src)
{
	emit(BPF_STX | BPF_MEM | size, dst, src, off, 0);
}

static void set(uint8_t dst, int32_t imm)
{
	emit(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, imm);
}

static void call(int32_t helper)
{
	emit(BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

static void leave_with(int32_t action)
{
	set(0, action);
	emit(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* r2 is the start of the packet; the rest runs for what is ours only. */
static void ours_only(void)
{
	static const struct { uint8_t size; int16_t off; int32_t is; } tests[] = {
		{ BPF_H, 12, 0x0008 },
		{ BPF_B, 23, 17 },
		{ BPF_H, 36, (PORT & 0xff) << 8 | PORT >> 8 },
	};
	unsigned int i;

	load(BPF_W, 2, 1, offsetof(struct xdp_md, data));
	load(BPF_W, 3, 1, offsetof(struct xdp_md, data_end));
	emit(BPF_ALU64 | BPF_MOV | BPF_X, 4, 2, 0, 0);
	emit(BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, 42);
	emit(BPF_JMP | BPF_JLE | BPF_X, 4, 3, 2, 0);
	leave_with(XDP_PASS);
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		load(tests[i].size, 5, 2, tests[i].off);
		emit(BPF_JMP | BPF_JEQ | BPF_K, 5, 0, 2, tests[i].is);
		leave_with(XDP_PASS);
	}
}

static void exchange(uint8_t size, int16_t one, int16_t other)
{
	load(size, 5, 2, one);
	load(size, 6, 2, other);
	store(size, 2, one, 6);
	store(size, 2, other, 5);
}

static void turn_around(void)
{
	exchange(BPF_W, 0, 6);
	exchange(BPF_H, 4, 10);
	exchange(BPF_W, 26, 30);
	exchange(BPF_H, 34, 36);
}

static void move_head(int32_t by)
{
	emit(BPF_ALU64 | BPF_MOV | BPF_X, 1, 7, 0, 0);
	set(2, by);
	call(BPF_FUNC_xdp_adjust_head);
	emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2, 0);
	leave_with(XDP_ABORTED);
}

static void load_map(uint8_t dst, int map)
{
	emit(BPF_LD | BPF_DW | BPF_IMM, dst, BPF_PSEUDO_MAP_FD, 0, map);
	emit(0, 0, 0, 0, 0);
}

static void count_in(int map)
{
	emit(BPF_ST | BPF_MEM | BPF_W, 10, 0, -4, 0);
	emit(BPF_ALU64 | BPF_MOV | BPF_X, 2, 10, 0, 0);
	emit(BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, -4);
	load_map(1, map);
	call(BPF_FUNC_map_lookup_elem);
	emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2, 0);
	set(1, 1);
	emit(BPF_STX | BPF_ATOMIC | BPF_DW, 0, 1, 0, BPF_ADD);
}

static void to_socket(int map)
{
	ours_only();
	load(BPF_W, 2, 1, offsetof(struct xdp_md, rx_queue_index));
	load_map(1, map);
	set(3, XDP_PASS);
	call(BPF_FUNC_redirect_map);
	emit(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

static long bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int make_map(uint32_t type, uint32_t size)
{
	union bpf_attr attr = {
		.map_type = type, .key_size = 4, .value_size = size, .max_entries = 1,
	};
	int map = bpf(BPF_MAP_CREATE, &attr);

	must(map >= 0, "map");
	return map;
}

static void make_program(const char *mode, unsigned int ifindex, int map)
{
	if (!strcmp(mode, "drop") || !strcmp(mode, "generic")) {
		ours_only();
		count_in(map);
		leave_with(XDP_DROP);
	} else if (!strcmp(mode, "abort")) {
		ours_only();
		leave_with(XDP_ABORTED);
	} else if (!strcmp(mode, "tx") || !strcmp(mode, "tx-frags")) {
		ours_only();
		turn_around();
		leave_with(XDP_TX);
	} else if (!strncmp(mode, "redirect", 8)) {
		ours_only();
		turn_around();
		set(1, mode[8] ? if_nametoindex(mode + 9) : ifindex);
		set(2, 0);
		call(BPF_FUNC_redirect);
		emit(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	} else if (!strcmp(mode, "head")) {
		emit(BPF_ALU64 | BPF_MOV | BPF_X, 7, 1, 0, 0);
		move_head(-200);
		move_head(200);
		leave_with(XDP_PASS);
	} else if (!strcmp(mode, "socket")) {
		to_socket(map);
	} else {
		leave_with(XDP_PASS);
	}
}

static int load_program(const char *mode)
{
	static char log[65536];
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP, .insns = (uintptr_t)code, .insn_cnt = length,
		.license = (uintptr_t)"GPL", .log_buf = (uintptr_t)log, .log_size = sizeof(log),
		.log_level = 1, .prog_flags = strstr(mode, "frags") ? BPF_F_XDP_HAS_FRAGS : 0,
	};
	int prog = bpf(BPF_PROG_LOAD, &attr);

	if (prog < 0)
		puts(log);
	must(prog >= 0, "program");
	return prog;
}

/* The link, and so the program, goes with this process. */
static void attach(int prog, unsigned int ifindex, uint32_t flags)
{
	union bpf_attr attr = {
		.link_create = { .prog_fd = prog, .target_ifindex = ifindex,
				 .attach_type = BPF_XDP, .flags = flags },
	};

	if (bpf(BPF_LINK_CREATE, &attr) >= 0)
		return;
	printf("xdp: refused: %s\n", strerror(errno));
	exit(3);
}

struct ring {
	uint32_t *producer, *consumer;
	void *slots;
};

static char *umem;
static struct ring fill, done, rx, tx;

static void map_ring(int sock, struct ring *ring, const struct xdp_ring_offset *at, size_t slot,
		     uint64_t where)
{
	char *area = mmap(NULL, at->desc + FRAMES * slot, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_POPULATE, sock, where);

	must(area != MAP_FAILED, "ring");
	ring->producer = (uint32_t *)(area + at->producer);
	ring->consumer = (uint32_t *)(area + at->consumer);
	ring->slots = area + at->desc;
}

static void map_rings(int sock)
{
	struct xdp_mmap_offsets at;
	socklen_t size = sizeof(at);

	must(!getsockopt(sock, SOL_XDP, XDP_MMAP_OFFSETS, &at, &size), "offsets");
	map_ring(sock, &fill, &at.fr, sizeof(uint64_t), XDP_UMEM_PGOFF_FILL_RING);
	map_ring(sock, &done, &at.cr, sizeof(uint64_t), XDP_UMEM_PGOFF_COMPLETION_RING);
	map_ring(sock, &rx, &at.rx, sizeof(struct xdp_desc), XDP_PGOFF_RX_RING);
	map_ring(sock, &tx, &at.tx, sizeof(struct xdp_desc), XDP_PGOFF_TX_RING);
}

static void give(uint64_t addr)
{
	uint32_t at = *fill.producer;

	((uint64_t *)fill.slots)[at % FRAMES] = addr;
	__atomic_store_n(fill.producer, at + 1, __ATOMIC_RELEASE);
}

static int make_socket(unsigned int ifindex)
{
	struct xdp_umem_reg reg = { .len = FRAMES * FRAME, .chunk_size = FRAME };
	struct sockaddr_xdp to = {
		.sxdp_family = AF_XDP, .sxdp_ifindex = ifindex, .sxdp_flags = XDP_COPY,
	};
	int sock = socket(AF_XDP, SOCK_RAW, 0), entries = FRAMES;
	static const int rings[] = {
		XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING, XDP_RX_RING, XDP_TX_RING,
	};
	unsigned int i;

	must(sock >= 0, "socket");
	umem = mmap(NULL, reg.len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(umem != MAP_FAILED, "memory");
	reg.addr = (uintptr_t)umem;
	must(!setsockopt(sock, SOL_XDP, XDP_UMEM_REG, &reg, sizeof(reg)), "umem");
	for (i = 0; i < 4; i++)
		must(!setsockopt(sock, SOL_XDP, rings[i], &entries, sizeof(entries)), "ring size");
	map_rings(sock);
	for (i = 0; i < FRAMES / 2; i++)
		give(i * FRAME);
	must(!bind(sock, (struct sockaddr *)&to, sizeof(to)), "bind");
	return sock;
}

static void put_into(int map, int sock)
{
	uint32_t key = 0;
	union bpf_attr attr = {
		.map_fd = map, .key = (uintptr_t)&key, .value = (uintptr_t)&sock,
	};

	must(!bpf(BPF_MAP_UPDATE_ELEM, &attr), "map update");
}

static void swap_bytes(unsigned char *one, unsigned char *other, size_t size)
{
	unsigned char kept[8];

	memcpy(kept, one, size);
	memcpy(one, other, size);
	memcpy(other, kept, size);
}

/* Send a frame back, from the half of the memory that is not for receiving. */
static void answer(int sock, const struct xdp_desc *in)
{
	uint32_t at = *tx.producer;
	uint64_t addr = (FRAMES / 2 + at % (FRAMES / 2)) * FRAME;
	unsigned char *frame = (unsigned char *)umem + addr;

	memcpy(frame, umem + in->addr, in->len);
	swap_bytes(frame, frame + 6, 6);
	swap_bytes(frame + 26, frame + 30, 4);
	swap_bytes(frame + 34, frame + 36, 2);
	((struct xdp_desc *)tx.slots)[at % FRAMES] =
		(struct xdp_desc) { .addr = addr, .len = in->len };
	__atomic_store_n(tx.producer, at + 1, __ATOMIC_RELEASE);
	sendto(sock, NULL, 0, MSG_DONTWAIT, NULL, 0);
	*done.consumer = __atomic_load_n(done.producer, __ATOMIC_ACQUIRE);
}

static void serve(int sock)
{
	struct pollfd wait = { .fd = sock, .events = POLLIN };

	for (;;) {
		must(poll(&wait, 1, -1) == 1, "poll");
		while (*rx.consumer != __atomic_load_n(rx.producer, __ATOMIC_ACQUIRE)) {
			struct xdp_desc *in = &((struct xdp_desc *)rx.slots)[*rx.consumer % FRAMES];

			answer(sock, in);
			give(in->addr & ~(uint64_t)(FRAME - 1));
			__atomic_store_n(rx.consumer, *rx.consumer + 1, __ATOMIC_RELEASE);
		}
	}
}

static int run(char **argv)
{
	pid_t child = fork();
	int status;

	must(child >= 0, "fork");
	if (!child) {
		execvp(argv[0], argv);
		_exit(127);
	}
	must(waitpid(child, &status, 0) == child, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void say_count(int map)
{
	uint32_t key = 0;
	uint64_t count = 0;
	union bpf_attr attr = {
		.map_fd = map, .key = (uintptr_t)&key, .value = (uintptr_t)&count,
	};

	must(!bpf(BPF_MAP_LOOKUP_ELEM, &attr), "map lookup");
	printf("xdp: dropped %llu\n", (unsigned long long)count);
}

int main(int argc, char **argv)
{
	int map = -1, status, sockets, counts, generic;
	unsigned int ifindex;
	pid_t server = 0;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (argc < 4)
		return 2;
	ifindex = if_nametoindex(argv[2]);
	must(ifindex, argv[2]);
	sockets = !strcmp(argv[1], "socket");
	generic = !strcmp(argv[1], "generic");
	counts = !strcmp(argv[1], "drop") || generic;
	if (sockets)
		map = make_map(BPF_MAP_TYPE_XSKMAP, 4);
	else if (counts)
		map = make_map(BPF_MAP_TYPE_ARRAY, 8);
	make_program(argv[1], ifindex, map);
	attach(load_program(argv[1]), ifindex, generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE);
	if (sockets) {
		int sock = make_socket(ifindex);

		put_into(map, sock);
		server = fork();
		must(server >= 0, "fork");
		if (!server)
			serve(sock);
	}
	status = run(argv + 3);
	if (server)
		kill(server, SIGKILL);
	if (counts)
		say_count(map);
	return status;
}
