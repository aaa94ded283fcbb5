// SPDX-License-Identifier: GPL-2.0-only
/*
 * A 32-bit program without a C library: both ways into the kernel (INT 0x80 and
 * the vDSO's), the latter with the direction flag set as well, a TLS descriptor
 * and an LDT descriptor, each loaded and read through, and CLI and STI, which
 * iopl(3) has skipped. Prints one line, "ia32 ok" or what went wrong.
 *
 * gcc -m32 -O1 -nostdlib -static -no-pie -fno-pic -fno-stack-protector
 */
#define NR_EXIT			1
#define NR_WRITE		4
#define NR_GETPID		20
#define NR_IOPL			110
#define NR_UNAME		122
#define NR_MODIFY_LDT		123
#define NR_SET_THREAD_AREA	243
#define AT_SYSINFO		32

struct user_desc {
	unsigned int entry, base, limit;
	unsigned int flags;	/* 32-bit, data, pages, usable */
};

static unsigned int tls_word = 0x746c7321, ldt_word = 0x6c647421;

static int int80(int nr, int a, int b, int c)
{
	int ret;

	asm volatile("int $0x80" : "=a" (ret) : "a" (nr), "b" (a), "c" (b), "d" (c) : "memory");
	return ret;
}

static int vdso(unsigned int entry, int nr)
{
	int ret;

	asm volatile("call *%1" : "=a" (ret) : "r" (entry), "a" (nr) : "memory");
	return ret;
}

static unsigned int read_through(unsigned int selector)
{
	unsigned int word;

	asm volatile("movw %w1, %%gs; movl %%gs:0, %0" : "=r" (word) : "r" (selector));
	return word;
}

static int segment_works(int nr, unsigned int *word, int ldt)
{
	struct user_desc desc = { ldt ? 3 : -1, (unsigned int)word, 0xfffff, 0x51 };
	int ret;

	if (ldt)
		ret = int80(nr, 1, (int)&desc, sizeof(desc));
	else
		ret = int80(nr, (int)&desc, 0, 0);
	return !ret && read_through(desc.entry * 8 | (ldt ? 7 : 3)) == *word;
}

static unsigned int sysinfo(const unsigned int *stack)
{
	const unsigned int *p = stack + 1 + stack[0] + 1;

	while (*p)
		p++;
	for (p++; p[0]; p += 2)
		if (p[0] == AT_SYSINFO)
			return p[1];
	return 0;
}

/* The kernel copies upwards, whatever the program's direction flag. */
static int direction_works(unsigned int entry)
{
	static char name[6 * 65];
	int ret;

	asm volatile("std; call *%1; cld" : "=a" (ret)
		     : "r" (entry), "a" (NR_UNAME), "b" (name) : "memory");
	return !ret && name[0] == 'L' && name[1] == 'i';
}

static int iopl_works(void)
{
	if (int80(NR_IOPL, 3, 0, 0))
		return 0;
	asm volatile("cli; sti" : : : "memory");
	return !int80(NR_IOPL, 0, 0, 0);
}

static const char *run(const unsigned int *stack)
{
	unsigned int entry = sysinfo(stack);
	int pid = int80(NR_GETPID, 0, 0, 0);

	if (pid <= 0)
		return "ia32 FAIL int80\n";
	if (!entry || vdso(entry, NR_GETPID) != pid)
		return "ia32 FAIL vdso\n";
	if (!direction_works(entry))
		return "ia32 FAIL direction\n";
	if (!segment_works(NR_SET_THREAD_AREA, &tls_word, 0))
		return "ia32 FAIL tls\n";
	if (!segment_works(NR_MODIFY_LDT, &ldt_word, 1))
		return "ia32 FAIL ldt\n";
	if (!iopl_works())
		return "ia32 FAIL iopl\n";
	return "ia32 ok\n";
}

void start(const unsigned int *stack)
{
	const char *line = run(stack);
	int len = 0;

	while (line[len])
		len++;
	int80(NR_WRITE, 1, (int)line, len);
	int80(NR_EXIT, line[5] != 'o', 0, 0);
}

asm(".globl _start; _start: movl %esp, %eax; andl $-16, %esp; subl $12, %esp; pushl %eax; call start");
