// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interfaces of the kernel that lean on what a PV guest does in ways of its own: debug
 * registers, single steps, page tables. Prints one line for each:
 *	guest: api NAME ok
 *	guest: api NAME FAIL WHY
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/elf.h>
#include <linux/filter.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096UL
#define MIB (1UL << 20)

/* what each test returns when it finds nothing wrong */
#define FINE NULL

static char why[128];

#define BAD(...) (snprintf(why, sizeof(why), __VA_ARGS__), why)

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n < 0 ? -1 : 0;
}

static long get(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return text[0] ? atol(text) : -1;
}

static long vm_counter(const char *name)
{
	char key[64];
	long value = -1, v;
	FILE *f = fopen("/proc/vmstat", "r");

	while (f && fscanf(f, "%63s %ld", key, &v) == 2)
		if (!strcmp(key, name))
			value = v;
	if (f)
		fclose(f);
	return value;
}

static char *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return p;
}

/* perf */

static int perf_open(struct perf_event_attr *attr)
{
	attr->size = sizeof(*attr);
	return syscall(SYS_perf_event_open, attr, 0, -1, -1, 0);
}

static uint64_t perf_count(int fd)
{
	uint64_t n = 0;

	return read(fd, &n, sizeof(n)) == sizeof(n) ? n : 0;
}

static const char *perf_clock(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 1000000,
		.sample_type = PERF_SAMPLE_IP,
	};
	int fd = perf_open(&attr);
	struct perf_event_mmap_page *ring;
	double end = seconds() + 0.5;

	if (fd < 0)
		return BAD("perf_event_open: %m");
	ring = mmap(NULL, 9 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ring == MAP_FAILED)
		return BAD("mmap of the ring: %m");
	while (seconds() < end)
		;
	/* half a second of a processor that others use too */
	if (ring->data_head < 10 * 16)
		return BAD("%llu bytes of samples", (unsigned long long)ring->data_head);
	munmap(ring, 9 * PAGE);
	close(fd);
	return FINE;
}

static const char *perf_faults(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_PAGE_FAULTS,
	};
	char *p = map(100 * PAGE);
	int fd = perf_open(&attr), i;
	uint64_t n;

	for (i = 0; i < 100; i++)
		p[i * PAGE] = 1;
	n = perf_count(fd);
	close(fd);
	munmap(p, 100 * PAGE);
	return n >= 100 && n < 110 ? FINE : BAD("%llu faults of 100", (unsigned long long)n);
}

static volatile long watched;

static const char *perf_breakpoint(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_BREAKPOINT,
		.bp_type = HW_BREAKPOINT_W,
		.bp_addr = (uintptr_t)&watched,
		.bp_len = HW_BREAKPOINT_LEN_8,
		.exclude_kernel = 1,
	};
	int fd = perf_open(&attr), i;
	uint64_t n;

	if (fd < 0)
		return BAD("perf_event_open: %m");
	for (i = 0; i < 10; i++) {
		watched = i;
		if (i == 5)
			usleep(1000);	/* the registers are loaded anew */
	}
	n = perf_count(fd);
	close(fd);
	return n == 10 ? FINE : BAD("%llu hits of 10", (unsigned long long)n);
}

/* ptrace */

static __attribute__((noinline)) void landmark(void)
{
	asm volatile("" ::: "memory");
}

static void traced(void)
{
	ptrace(PTRACE_TRACEME);
	raise(SIGSTOP);
	landmark();
	if (getppid() == 1)
		_exit(1);
	_exit(42);
}

static pid_t traced_start(void)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		traced();
	waitpid(pid, &status, 0);
	return WIFSTOPPED(status) ? pid : -1;
}

static const char *traced_end(pid_t pid)
{
	int status;

	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 42 ? FINE : BAD("status %x", status);
}

static const char *ptrace_breakpoint(void)
{
	pid_t pid = traced_start();
	struct user_regs_struct regs;
	int status;

	if (pid < 0)
		return BAD("the child did not stop");
	if (ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[0]), landmark) ||
	    ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[7]), 1))
		return BAD("PTRACE_POKEUSER: %m");
	ptrace(PTRACE_CONT, pid, 0, 0);
	waitpid(pid, &status, 0);
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
		return BAD("status %x, no SIGTRAP", status);
	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	if (regs.rip != (uintptr_t)landmark)
		return BAD("stopped at %llx", regs.rip);
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, u_debugreg[7]), 0);
	return traced_end(pid);
}

/* Through a function and a system call, instruction by instruction. */
static const char *ptrace_steps(void)
{
	pid_t pid = traced_start();
	struct user_regs_struct regs;
	bool seen = false, called = false;
	int status, i;

	for (i = 0; i < 2000 && !(seen && called); i++) {
		ptrace(PTRACE_SINGLESTEP, pid, 0, 0);
		waitpid(pid, &status, 0);
		if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
			return BAD("status %x after %d steps", status, i);
		ptrace(PTRACE_GETREGS, pid, 0, &regs);
		seen |= regs.rip == (uintptr_t)landmark;
		called |= seen && regs.rcx == regs.rip;
	}
	if (!seen || !called)
		return BAD("%d steps did not get there", i);
	return traced_end(pid);
}

/* seccomp: one system call refused, one answered by a signal */

static void on_sigsys(int sig)
{
	(void)sig;
	watched = SIGSYS;
}

static int seccomp_child(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getuid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPROTO),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

	signal(SIGSYS, on_sigsys);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		return 1;
	if (syscall(SYS_getuid) != -1 || errno != EPROTO)
		return 2;
	syscall(SYS_getgid);
	return watched == SIGSYS ? 0 : 3;
}

static const char *seccomp_filter(void)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(seccomp_child());
	waitpid(pid, &status, 0);
	return status ? BAD("status %x", status) : FINE;
}

static const char *core_dump(void)
{
	static const char mark[] = "this must be in the core";
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	Elf64_Ehdr head;
	int status, fd;
	char *p, *file;
	off_t size;
	pid_t pid;

	if (put("/proc/sys/kernel/core_pattern", "/tmp/core"))
		return BAD("core_pattern: %m");
	pid = fork();
	if (!pid) {
		setrlimit(RLIMIT_CORE, &all);
		p = map(MIB);
		/* put together here, so that only the memory has it whole */
		snprintf(p + 5 * PAGE, PAGE, "%d:%s", getpid(), mark);
		abort();
	}
	waitpid(pid, &status, 0);
	if (!WIFSIGNALED(status) || !WCOREDUMP(status))
		return BAD("status %x, no core", status);
	fd = open("/tmp/core", O_RDONLY);
	size = lseek(fd, 0, SEEK_END);
	if (pread(fd, &head, sizeof(head), 0) != sizeof(head) || head.e_type != ET_CORE)
		return BAD("no ELF core of %ld bytes", (long)size);
	file = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	unlink("/tmp/core");
	snprintf(why, sizeof(why), "%d:%s", pid, mark);
	if (file == MAP_FAILED || !memmem(file, size, why, strlen(why)))
		return BAD("the child's memory is not in the core");
	munmap(file, size);
	return FINE;
}

/* memory management */

static const char *merging(void)
{
	const size_t size = 64 * PAGE;
	char *a = map(size), *b = map(size);
	double end = seconds() + 60;
	size_t i;

	for (i = 0; i < size; i++)
		a[i] = b[i] = i * 7 + i / PAGE;
	if (madvise(a, size, MADV_MERGEABLE) || madvise(b, size, MADV_MERGEABLE))
		return BAD("MADV_MERGEABLE: %m");
	put("/sys/kernel/mm/ksm/pages_to_scan", "1000");
	put("/sys/kernel/mm/ksm/run", "1");
	while (get("/sys/kernel/mm/ksm/pages_sharing") < 64)
		if (seconds() > end)
			return BAD("%ld pages shared", get("/sys/kernel/mm/ksm/pages_sharing"));
	memset(a, 0x55, size / 2);
	for (i = 0; i < size; i++)
		if (b[i] != (char)(i * 7 + i / PAGE))
			return BAD("byte %zu of a shared page changed", i);
	put("/sys/kernel/mm/ksm/run", "2");
	munmap(a, size);
	munmap(b, size);
	return FINE;
}

static const char *compaction(void)
{
	const size_t size = 48 * MIB;
	char *p = map(size);
	long before;
	size_t i;

	for (i = 0; i < size; i += PAGE)
		*(size_t *)(p + i) = i;
	for (i = 0; i < size; i += 2 * PAGE)
		madvise(p + i, PAGE, MADV_DONTNEED);
	before = vm_counter("pgmigrate_success");
	if (put("/proc/sys/vm/compact_memory", "1"))
		return BAD("compact_memory: %m");
	if (vm_counter("pgmigrate_success") - before < 100)
		return BAD("%ld pages moved", vm_counter("pgmigrate_success") - before);
	for (i = PAGE; i < size; i += 2 * PAGE)
		if (*(size_t *)(p + i) != i)
			return BAD("page %zu differs", i / PAGE);
	munmap(p, size);
	return FINE;
}

/* newest: the root group's youngest generation */
static long newest(void)
{
	char line[128];
	long gen = -1, n;
	FILE *f = fopen("/sys/kernel/debug/lru_gen", "r");

	while (f && fgets(line, sizeof(line), f)) {
		if (strstr(line, "memcg") && gen >= 0)
			break;
		if (sscanf(line, " %ld %*d %*d %*d", &n) == 1)
			gen = n;
	}
	if (f)
		fclose(f);
	return gen;
}

static const char *mglru(void)
{
	char *p = map(8 * MIB), text[64];
	long gen;
	int i;

	memset(p, 1, 8 * MIB);
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	gen = newest();
	for (i = 0; i < 4; i++) {
		snprintf(text, sizeof(text), "+ 1 0 %ld", gen + i);
		if (put("/sys/kernel/debug/lru_gen", text))
			return BAD("%s: %m", text);
	}
	if (newest() < gen + 4)
		return BAD("generation %ld, from %ld", newest(), gen);
	munmap(p, 8 * MIB);
	return FINE;
}

static int uffd;

/* Answers each missing page by one whose bytes tell which, each protected one by leave. */
static void *uffd_serve(void *area)
{
	static char page[PAGE] __attribute__((aligned(4096)));
	struct uffd_msg msg;

	while (read(uffd, &msg, sizeof(msg)) == sizeof(msg)) {
		unsigned long at = msg.arg.pagefault.address & ~(PAGE - 1);
		struct uffdio_copy copy = {
			.dst = at, .src = (uintptr_t)page, .len = PAGE,
			.mode = UFFDIO_COPY_MODE_WP,
		};
		struct uffdio_writeprotect leave = { .range = { at, PAGE } };

		if (msg.arg.pagefault.flags & UFFD_PAGEFAULT_FLAG_WP) {
			watched++;
			ioctl(uffd, UFFDIO_WRITEPROTECT, &leave);
			continue;
		}
		memset(page, (at - (uintptr_t)area) / PAGE, PAGE);
		ioctl(uffd, UFFDIO_COPY, &copy);
	}
	return NULL;
}

static const char *userfault(void)
{
	char *p = map(100 * PAGE);
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP };
	struct uffdio_register reg = {
		.range = { (uintptr_t)p, 100 * PAGE },
		.mode = UFFDIO_REGISTER_MODE_MISSING | UFFDIO_REGISTER_MODE_WP,
	};
	pthread_t server;
	int i;

	uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &reg))
		return BAD("userfaultfd: %m");
	pthread_create(&server, NULL, uffd_serve, p);
	pthread_detach(server);
	for (i = 0; i < 100; i++)
		if (p[i * PAGE + 77] != i)
			return BAD("page %d has %d", i, p[i * PAGE + 77]);
	watched = 0;
	for (i = 0; i < 100; i++)
		p[i * PAGE] = -1;
	if (watched != 100)
		return BAD("%ld of 100 writes were seen", watched);
	ioctl(uffd, UFFDIO_UNREGISTER, &reg.range);
	munmap(p, 100 * PAGE);
	return FINE;
}

#define THP "/sys/kernel/mm/transparent_hugepage/hugepages-64kB/"

static const char *large_folios_used(char *p)
{
	const long before = get(THP "stats/anon_fault_alloc");
	size_t i;
	int status;
	pid_t pid;

	for (i = 0; i < MIB; i += 65536)
		p[i] = 1;
	if (get(THP "stats/anon_fault_alloc") - before < 16)
		return BAD("%ld folios of 16", get(THP "stats/anon_fault_alloc") - before);
	for (i = 0; i < MIB; i += PAGE)
		*(size_t *)(p + i) = i;
	pid = fork();
	if (!pid) {
		memset(p, 0, MIB);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	munmap(p + 65536 + 2 * PAGE, 3 * PAGE);
	mprotect(p + 5 * 65536 + PAGE, PAGE, PROT_READ);
	for (i = 0; i < MIB; i += PAGE)
		if ((i < 65536 + 2 * PAGE || i >= 65536 + 5 * PAGE) && *(size_t *)(p + i) != i)
			return BAD("page %zu differs", i / PAGE);
	return FINE;
}

static const char *large_folios(void)
{
	char *p = map(2 * MIB);
	const char *bad;

	if (put(THP "enabled", "always"))
		return BAD("no folios of 64 KiB: %m");
	bad = large_folios_used((char *)(((uintptr_t)p + MIB - 1) & ~(MIB - 1)));
	put(THP "enabled", "never");
	munmap(p, 2 * MIB);
	return bad;
}

static const struct {
	const char *name;
	const char *(*test)(void);
} tests[] = {
	{ "perf-clock", perf_clock },
	{ "perf-faults", perf_faults },
	{ "perf-breakpoint", perf_breakpoint },
	{ "ptrace-breakpoint", ptrace_breakpoint },
	{ "ptrace-steps", ptrace_steps },
	{ "seccomp", seccomp_filter },
	{ "core", core_dump },
	{ "ksm", merging },
	{ "compaction", compaction },
	{ "mglru", mglru },
	{ "userfaultfd", userfault },
	{ "large-folios", large_folios },
};

int main(void)
{
	const char *bad;
	size_t i;
	int failed = 0;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		bad = tests[i].test();
		failed |= !!bad;
		printf("guest: api %s %s%s\n", tests[i].name, bad ? "FAIL " : "ok", bad ?: "");
		fflush(stdout);
	}
	printf("guest: apis %s\n", failed ? "FAIL" : "ok");
	return failed;
}
