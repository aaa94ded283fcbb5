// SPDX-License-Identifier: GPL-2.0-only
/*
 * grants DOMID: what programs may expect of /dev/xen/gntalloc and /dev/xen/gntdev, with
 * pages that this domain, DOMID, grants to itself. Says "guest: grants WHAT ok", or FAIL
 * and why. The pages are seen by two mappings, the owner's and that of the grant.
 *
 *	grants DOMID			all parts
 *	grants DOMID hold		a mapping over a checkpoint and a save, until /tmp/moved
 *	grants DOMID offer		pages for domain DOMID, until it has used them
 *	grants DOMID use REFERENCE...	what domain DOMID offers, over many forks
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef uint16_t domid_t;
typedef uint32_t grant_ref_t;
#include <xen/gntalloc.h>
#include <xen/gntdev.h>

#define PAGE		4096UL
#define PAGES		20	/* more than one hypercall maps */
#define TABLE		(2UL << 20)	/* what one page of ptes maps */
#define NEIGHBOURS	200	/* enough for fork to park a table, were it allowed to */
#define ROUNDS		2000
#define FORKS		50
#define USED		0xee	/* in the first byte: no longer needed */
#define COPIES_GREF	1	/* GNTCOPY_source_gref of Xen's grant_table.h */
#define COPIES_TO_GREF	2	/* GNTCOPY_dest_gref */

static const char *part = "start";
static int alloc_fd, dev_fd;
static domid_t self;

/* Pages of ours that are granted. */
static uint32_t refs[PAGES];
static uint64_t alloc_index;
static volatile unsigned char *own;

static void need(int ok, const char *what)
{
	if (ok)
		return;
	printf("guest: grants %s FAIL %s (errno: %s)\n", part, what, strerror(errno));
	exit(1);
}

static void done(void)
{
	printf("guest: grants %s ok\n", part);
	fflush(stdout);
}

/* Grant PAGES pages and map them as their owner. */
static void share(int flags)
{
	struct {
		struct ioctl_gntalloc_alloc_gref op;
		uint32_t more[PAGES];
	} arg = { .op = { .domid = self, .flags = flags, .count = PAGES } };

	need(!ioctl(alloc_fd, IOCTL_GNTALLOC_ALLOC_GREF, &arg), "grant pages");
	memcpy(refs, arg.op.gref_ids, sizeof(refs));
	alloc_index = arg.op.index;
	own = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, alloc_fd, alloc_index);
	need(own != MAP_FAILED, "map them");
}

static void give_up(void)
{
	struct ioctl_gntalloc_dealloc_gref op = { .index = alloc_index, .count = PAGES };

	munmap((void *)own, PAGES * PAGE);
	need(!ioctl(alloc_fd, IOCTL_GNTALLOC_DEALLOC_GREF, &op), "end the grants");
}

/* Return: 0 and an offset for the grants, or -1. */
static int name_grants(uint64_t *index, domid_t domain, const uint32_t *which)
{
	static union {
		struct ioctl_gntdev_map_grant_ref op;
		char room[sizeof(struct ioctl_gntdev_map_grant_ref) +
			  PAGES * sizeof(struct ioctl_gntdev_grant_ref)];
	} arg;
	struct ioctl_gntdev_grant_ref *grant = arg.op.refs;
	int i, err;

	arg.op.count = PAGES;
	for (i = 0; i < (int)PAGES; i++)
		*grant++ = (struct ioctl_gntdev_grant_ref){ domain, which[i] };
	err = ioctl(dev_fd, IOCTL_GNTDEV_MAP_GRANT_REF, &arg);
	*index = arg.op.index;
	return err;
}

static int forget(uint64_t index)
{
	struct ioctl_gntdev_unmap_grant_ref op = { .index = index, .count = PAGES };

	return ioctl(dev_fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, &op);
}

static volatile unsigned char *map_at(void *addr, uint64_t index, int prot)
{
	return mmap(addr, PAGES * PAGE, prot, MAP_SHARED | (addr ? MAP_FIXED : 0), dev_fd, index);
}

/* By the grants, among pages that fork has to copy entries of. */
static volatile unsigned char *map_grants(uint64_t *index)
{
	char *room = mmap(NULL, 2 * TABLE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	volatile unsigned char *map;

	need(room != MAP_FAILED, "address space");
	room = (char *)(((uintptr_t)room + TABLE - 1) & ~(TABLE - 1));
	memset(room, 1, NEIGHBOURS * PAGE);
	need(!name_grants(index, self, refs), "name grants");
	map = map_at(room + TABLE / 2, *index, PROT_READ | PROT_WRITE);
	need(map != MAP_FAILED, "map grants");
	return map;
}

static void same(volatile unsigned char *map, const char *what)
{
	static unsigned char mark;
	int i;

	for (i = 0; i < PAGES; i++) {
		map[i * PAGE + i] = ++mark;
		need(own[i * PAGE + i] == mark, what);
		own[i * PAGE + i] = ++mark;
		need(map[i * PAGE + i] == mark, what);
	}
}

static sigjmp_buf back;

static void on_signal(int sig)
{
	siglongjmp(back, sig);
}

/* Return: the signal that the access ended with, or 0. */
static int touch(volatile unsigned char *at, int write)
{
	int sig;

	signal(SIGSEGV, on_signal);
	signal(SIGBUS, on_signal);
	sig = sigsetjmp(back, 1);
	if (sig)
		return sig;
	if (write)
		*at = 1;
	else
		(void)*at;
	return 0;
}

static void write_file(const char *path, const char *what)
{
	int fd = open(path, O_WRONLY);

	need(fd >= 0 && write(fd, what, strlen(what)) == (ssize_t)strlen(what), path);
	close(fd);
}

static void read_file(const char *path)
{
	char buf[65536];
	int fd = open(path, O_RDONLY);

	need(fd >= 0, path);
	while (read(fd, buf, sizeof(buf)) > 0)
		;
	close(fd);
}

/* The child shall see its neighbours, and not the grants. */
static void test_fork(volatile unsigned char *map)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(touch(map, 0) == SIGSEGV && *(map - TABLE / 2) == 1 ? 0 : 1);
	need(waitpid(pid, &status, 0) == pid && !status, "a child has its own memory only");
	same(map, "the same after a fork");
}

static void test_changes(volatile unsigned char *map)
{
	void *addr = (void *)map;

	need(!mprotect(addr, PAGES * PAGE, PROT_READ), "mprotect");
	need(!touch(map, 0) && touch(map, 1) == SIGSEGV, "read-only by mprotect");
	need(!mprotect(addr, PAGES * PAGE, PROT_NONE), "mprotect to nothing");
	need(touch(map, 0) == SIGSEGV, "nothing by mprotect");
	need(!mprotect(addr, PAGES * PAGE, PROT_READ | PROT_WRITE), "mprotect back");
	same(map, "the same after mprotect");
	need(mprotect(addr, PAGES * PAGE, PROT_EXEC), "not executable");
	need(munmap((char *)addr + PAGE, PAGE), "no part is unmapped");
	need(mremap(addr, PAGES * PAGE, PAGES * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		    (char *)addr + TABLE / 4) == MAP_FAILED, "not moved");
	same(map, "the same after mremap");
	write_file("/proc/self/clear_refs", "1");
	same(map, "the same after clear_refs");
	read_file("/proc/self/smaps");
	read_file("/proc/self/maps");
	need(madvise(addr, PAGES * PAGE, MADV_DONTNEED), "not given up by madvise");
	same(map, "the same at the end");
}

static void test_map(void)
{
	struct ioctl_gntdev_get_offset_for_vaddr where;
	volatile unsigned char *map;
	uint64_t index;

	part = "map";
	share(GNTALLOC_FLAG_WRITABLE);
	map = map_grants(&index);
	same(map, "the same page");
	need(map_at(NULL, index, PROT_READ) == MAP_FAILED && errno == EBUSY, "mapped once only");
	where.vaddr = (uintptr_t)map;
	need(!ioctl(dev_fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &where) &&
	     where.offset == index && where.count == PAGES, "the offset of an address");
	where.vaddr += PAGE;
	need(ioctl(dev_fd, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &where), "not within a mapping");
	test_fork(map);
	test_changes(map);
	need(!forget(index) && forget(index), "forget grants, once");
	same(map, "mapped still");
	need(!munmap((void *)map, PAGES * PAGE), "munmap");
	give_up();
	done();
}

static void test_bad(void)
{
	uint32_t wrong[PAGES];
	uint64_t index;

	part = "bad";
	share(0);
	need(!name_grants(&index, self, refs), "name grants");
	need(map_at(NULL, index, PROT_READ | PROT_WRITE) == MAP_FAILED, "not for writing");
	need(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, dev_fd, index) == MAP_FAILED, "not in part");
	need(mmap(NULL, PAGES * PAGE, PROT_READ, MAP_PRIVATE, dev_fd, index) == MAP_FAILED,
	     "not for itself");
	own = map_at(NULL, index, PROT_READ);
	need(own != MAP_FAILED && !*own, "for reading");
	need(mprotect((void *)own, PAGES * PAGE, PROT_READ | PROT_WRITE) ||
	     touch(own, 1) == SIGBUS, "no way to write");
	munmap((void *)own, PAGES * PAGE);
	memcpy(wrong, refs, sizeof(wrong));
	wrong[PAGES - 1] = 0xfffffff0;
	need(!name_grants(&index, self, wrong), "name a grant that is none");
	need(map_at(NULL, index, PROT_READ) == MAP_FAILED, "a grant that is none");
	need(name_grants(&index, 0x7ff0, refs), "of no domain");
	own = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, alloc_fd, alloc_index);
	need(own != MAP_FAILED, "map as the owner");
	give_up();
	done();
}

static void test_notify(void)
{
	struct ioctl_gntdev_unmap_notify notify = { .action = UNMAP_NOTIFY_CLEAR_BYTE };
	volatile unsigned char *map;
	int status, at = 3 * PAGE + 77;
	uint64_t index;
	pid_t pid;

	part = "notify";
	share(GNTALLOC_FLAG_WRITABLE);
	memset((void *)own, 9, PAGES * PAGE);
	pid = fork();
	if (!pid) {
		dev_fd = open("/dev/xen/gntdev", O_RDWR);
		map = map_grants(&index);
		need(map[at] == 9, "not yet");
		notify.index = index + at;
		need(!ioctl(dev_fd, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, &notify), "ask for it");
		notify.action = 4;
		need(ioctl(dev_fd, IOCTL_GNTDEV_SET_UNMAP_NOTIFY, &notify), "nothing unknown");
		kill(getpid(), SIGKILL);
	}
	need(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status), "a program is killed");
	need(!own[at] && own[at - 1] == 9 && own[at + 1] == 9, "its byte is cleared");
	give_up();
	done();
}

static int16_t grant_copy(struct gntdev_grant_copy_segment seg)
{
	struct ioctl_gntdev_grant_copy op = { .count = 1, .segments = &seg };

	need(!ioctl(dev_fd, IOCTL_GNTDEV_GRANT_COPY, &op), "ask for a copy");
	return seg.status;
}

/* To and from memory that crosses a page boundary, and between grants. */
static void test_copy(void)
{
	static unsigned char buf[3 * PAGE] __attribute__((aligned(4096)));
	unsigned char *mem = buf + PAGE - 100;
	struct gntdev_grant_copy_segment in = {
		.source.foreign = { refs[0], 1000, self }, .dest.virt = mem,
		.len = 3000, .flags = COPIES_GREF,
	};
	struct gntdev_grant_copy_segment out = {
		.source.virt = mem, .dest.foreign = { refs[1], 96, self },
		.len = 3000, .flags = COPIES_TO_GREF,
	};
	struct gntdev_grant_copy_segment across = {
		.source.foreign = { 0, 96, self }, .dest.foreign = { 0, 0, self },
		.len = 4000, .flags = COPIES_GREF | COPIES_TO_GREF,
	};
	int i;

	part = "copy";
	share(GNTALLOC_FLAG_WRITABLE);
	for (i = 0; i < (int)PAGE; i++)
		own[i] = i * 7;
	in.source.foreign.ref = refs[0];
	out.dest.foreign.ref = refs[1];
	across.source.foreign.ref = refs[1];
	across.dest.foreign.ref = refs[2];
	need(!grant_copy(in) && !memcmp(mem, (void *)(own + 1000), 3000), "from a grant");
	need(!grant_copy(out) && !memcmp(mem, (void *)(own + PAGE + 96), 3000), "to a grant");
	need(!grant_copy(across) && !memcmp(mem, (void *)(own + 2 * PAGE), 3000), "between grants");
	in.source.foreign.ref = 0xfffffff0;
	need(grant_copy(in) < 0, "not from a grant that is none");
	give_up();
	done();
}

static volatile int stop;

static void *writer(void *arg)
{
	volatile uint32_t *count = arg;

	while (!stop)
		++*count;
	return NULL;
}

/* Entries that go all the time, while another thread writes by them. */
static void test_stress(void)
{
	volatile unsigned char *map;
	uint32_t total = 0;
	pthread_t thread;
	uint64_t index;
	int i;

	part = "stress";
	share(GNTALLOC_FLAG_WRITABLE);
	map = map_grants(&index);
	need(!pthread_create(&thread, NULL, writer, (void *)map), "thread");
	for (i = 0; i < ROUNDS; i++)
		write_file("/proc/self/clear_refs", "1");
	stop = 1;
	pthread_join(thread, NULL);
	total = *(volatile uint32_t *)own;
	need(total && total == *(volatile uint32_t *)map, "no write is lost");
	munmap((void *)map, PAGES * PAGE);
	forget(index);
	give_up();
	done();
}

static void await(const char *path)
{
	while (access(path, F_OK))
		usleep(100000);
}

/* Over a checkpoint all goes on; in a new domain the grants are nobody's. */
static void hold(void)
{
	volatile unsigned char *map;
	uint64_t index;

	part = "hold";
	share(GNTALLOC_FLAG_WRITABLE);
	map = map_grants(&index);
	printf("guest: grants held\n");
	fflush(stdout);
	await("/tmp/checkpointed");
	same(map, "the same after a checkpoint");
	printf("guest: grants held again\n");
	fflush(stdout);
	await("/tmp/moved");
	need(touch(map, 0) == SIGBUS, "a bus error in a new domain");
	need(!munmap((void *)map, PAGES * PAGE), "munmap");
	need(map_at(NULL, index, PROT_READ) == MAP_FAILED, "not mapped again");
	give_up();
	done();
}

/* Run in dom0, for the guest's use(). */
static void offer(void)
{
	int i;

	part = "offer";
	share(GNTALLOC_FLAG_WRITABLE);
	for (i = 0; i < (int)PAGES; i++) {
		own[i * PAGE] = i + 1;
		printf("%u ", refs[i]);
	}
	puts("");
	fflush(stdout);
	while (own[0] != USED)
		usleep(100000);
	for (i = 1; i < (int)PAGES; i++)
		need(own[i * PAGE] == (unsigned char)(i + 1 + FORKS), "every write has arrived");
	give_up();
}

/*
 * Pages of another domain among neighbours that each fork write-protects: were their
 * table ever taken from Xen, Xen would not take it back.
 */
static void use(char **references)
{
	volatile unsigned char *map;
	uint64_t index;
	int i, n, status;

	part = "use";
	for (i = 0; i < (int)PAGES; i++)
		refs[i] = references[i] ? strtoul(references[i], NULL, 10) : 0;
	map = map_grants(&index);
	for (n = 0; n < FORKS; n++) {
		memset((char *)map - TABLE / 2, 1, NEIGHBOURS * PAGE);
		if (!fork())
			_exit(0);
		need(wait(&status) > 0 && !status, "fork");
		for (i = 1; i < (int)PAGES; i++)
			need(map[i * PAGE]++ == i + 1 + n, "what the other domain has written");
	}
	map[0] = USED;
	need(!munmap((void *)map, PAGES * PAGE) && !forget(index), "munmap");
	done();
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[2] : "";

	self = argc > 1 ? atoi(argv[1]) : 0;
	alloc_fd = open("/dev/xen/gntalloc", O_RDWR);
	dev_fd = open("/dev/xen/gntdev", O_RDWR);
	need(alloc_fd >= 0 && dev_fd >= 0, "open the devices");
	if (!strcmp(what, "hold"))
		hold();
	else if (!strcmp(what, "offer"))
		offer();
	else if (!strcmp(what, "use"))
		use(argv + 3);
	if (*what)
		return 0;
	test_map();
	test_bad();
	test_notify();
	test_copy();
	test_stress();
	return 0;
}
