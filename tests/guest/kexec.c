// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec -l|-p KERNEL INITRD CMDLINE: load them, -p as a crash kernel. kexec -e: enter
 * what is loaded. As kexec-tools do with -s.
 */
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fail(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char **argv)
{
	unsigned long flags = 0;
	int kernel, initrd;

	if (argc == 2 && !strcmp(argv[1], "-e")) {
		syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
			LINUX_REBOOT_CMD_KEXEC, NULL);
		return fail("reboot");
	}
	if (argc != 5) {
		fprintf(stderr, "usage: kexec -l|-p KERNEL INITRD CMDLINE | kexec -e\n");
		return 2;
	}
	if (!strcmp(argv[1], "-p"))
		flags = KEXEC_FILE_ON_CRASH;
	kernel = open(argv[2], O_RDONLY);
	initrd = open(argv[3], O_RDONLY);
	if (kernel < 0 || initrd < 0)
		return fail("open");
	if (syscall(SYS_kexec_file_load, kernel, initrd, strlen(argv[4]) + 1, argv[4], flags))
		return fail("kexec_file_load");
	return 0;
}
