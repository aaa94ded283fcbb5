// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which vCPU a path names, and what a value says: texts that the store may hold,
 * and texts that it should not.
 */
#include "cpukey_env.h"
#include "drivers/xenfront/core/cpukey.c"

static const struct {
	const char *path;
	int number;
} paths[] = {
	{ "cpu/0/availability", 0 },
	{ "cpu/3/availability", 3 },
	{ "cpu/63", 63 },
	{ "cpu/007/availability", 7 },
	{ "cpu/999999/availability", 999999 },
	{ "cpu", -1 },
	{ "cpu/", -1 },
	{ "", -1 },
	{ "cpu//availability", -1 },
	{ "cpu/-1/availability", -1 },
	{ "cpu/+1", -1 },
	{ "cpu/1x/availability", -1 },
	{ "cpu/0x1", -1 },
	{ "cpu/1000000", -1 },
	{ "cpu/4294967296/availability", -1 },
	{ "cpus/1/availability", -1 },
	{ "/local/domain/1/cpu/1", -1 },
};

static const struct {
	const char *text;
	int online;
} texts[] = {
	{ "online", 1 },
	{ "offline", 0 },
	{ "", -1 },
	{ "onlin", -1 },
	{ "online ", -1 },
	{ "Offline", -1 },
	{ "1", -1 },
};

int main(void)
{
	bool good = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++)
		good &= xfcpukey_number(paths[i].path) == paths[i].number;
	host_report("cpukey", "paths name a vCPU or none", good);
	good = true;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		good &= xfcpukey_online(texts[i].text) == texts[i].online;
	host_report("cpukey", "values are known or refused", good);
	return host_failures != 0;
}
