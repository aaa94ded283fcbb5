// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paths and values of "cpu/<n>/availability". Pure.
 */
#include "cpukey_env.h"

/* More digits than any number of vCPUs has; far from overflow. */
#define DIGITS_MAX	6

int xfcpukey_number(const char *path)
{
	static const char prefix[] = XFCPUKEY_ROOT "/";
	int number = 0, digits = 0;

	if (strncmp(path, prefix, sizeof(prefix) - 1))
		return -1;
	path += sizeof(prefix) - 1;
	while (*path >= '0' && *path <= '9') {
		if (++digits > DIGITS_MAX)
			return -1;
		number = number * 10 + (*path++ - '0');
	}
	return digits && (!*path || *path == '/') ? number : -1;
}

int xfcpukey_online(const char *text)
{
	if (!strcmp(text, "online"))
		return 1;
	return strcmp(text, "offline") ? -1 : 0;
}
