// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of disks: the examples of Xen's manual page, the edges of each form,
 * and that no two disks share a minor number.
 */
#include <stdlib.h>
#include "naming_env.h"
#include "drivers/xenfront/blk/naming.c"

#define XVD(disk, part)	(202 << 8 | (disk) << 4 | (part))
#define EXT(disk, part)	(1U << 28 | (disk) << 8 | (part))
#define SD(disk, part)	(8 << 8 | (disk) << 4 | (part))
#define HD(disk, part)	(3 << 8 | (disk) << 6 | (part))
#define HD2(disk, part)	(22 << 8 | ((disk) - 2) << 6 | (part))
#define MINORS		(1u << 20)
#define RANDOM_STEPS	200000

static int failures;

static void report(const char *name, bool good)
{
	printf("%s naming: %s\n", good ? "ok" : "FAIL", name);
	failures += !good;
}

static const struct {
	u32 vdev;
	const char *name;
	u32 first_minor;
	u32 minors;
} known[] = {
	{ XVD(0, 0), "xvda", 0, 16 },
	{ XVD(1, 2), "xvdb2", 18, 1 },
	{ XVD(15, 0), "xvdp", 240, 16 },
	{ XVD(15, 15), "xvdp15", 255, 1 },
	{ EXT(0, 0), "xvda", 0, 16 },
	{ EXT(0, 16), "xvda16", 0, 0 },
	{ EXT(15, 255), "xvdp255", 0, 0 },
	{ EXT(16, 0), "xvdq", 4096, 256 },
	{ EXT(16, 255), "xvdq255", 4351, 1 },
	{ EXT(25, 0), "xvdz", 6400, 256 },
	{ EXT(26, 0), "xvdaa", 6656, 256 },
	{ EXT(536, 37), "xvdtq37", 536 * 256 + 37, 1 },
	{ EXT(701, 0), "xvdzz", 701 * 256, 256 },
	{ EXT(702, 0), "xvdaaa", 702 * 256, 256 },
	{ EXT(4095, 0), "xvdfan", 4095 * 256, 256 },
	{ EXT(4096, 0), "xvdfao", 0, 0 },
	{ EXT(0xfffff, 255), "xvdbgqcv255", 0, 0 },
	{ SD(0, 0), "xvda", 0, 16 },
	{ SD(1, 3), "xvdb3", 19, 1 },
	{ HD(0, 0), "xvda", 0, 16 },
	{ HD(1, 63), "xvdb63", 0, 0 },
	{ HD2(2, 2), "xvdc2", 34, 1 },
	{ HD2(3, 0), "xvdd", 48, 16 },
};

static bool names(void)
{
	struct xfblk_naming n;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		memset(&n, 0xa5, sizeof(n));
		if (xfblk_naming_decode(known[i].vdev, &n) ||
		    strcmp(n.name, known[i].name) ||
		    n.first_minor != known[i].first_minor ||
		    n.minors != known[i].minors) {
			printf("     %s\n", known[i].name);
			return false;
		}
	}
	return true;
}

static bool refusals(void)
{
	static const u32 bad[] = {
		0, 1, 767, 896, 2047, 2304, 5631, 5760, XVD(0, 0) - 1,
		XVD(16, 0), 65 << 8, (1U << 28) - 1, 2U << 28, UINT32_MAX,
	};
	struct xfblk_naming n;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (xfblk_naming_decode(bad[i], &n) != -EINVAL)
			return false;
	return true;
}

static bool clash(u32 a, u32 b)
{
	struct xfblk_naming x, y;

	if (xfblk_naming_decode(a, &x) || xfblk_naming_decode(b, &y))
		return false;
	return xfblk_naming_clash(&x, &y) && xfblk_naming_clash(&y, &x);
}

static bool clashes(void)
{
	return clash(XVD(0, 0), XVD(0, 0)) && clash(XVD(0, 0), EXT(0, 0)) &&
	       clash(XVD(0, 0), SD(0, 0)) && clash(XVD(0, 0), XVD(0, 1)) &&
	       clash(XVD(0, 1), HD(0, 1)) && clash(EXT(0, 20), XVD(0, 0)) &&
	       !clash(XVD(0, 1), XVD(0, 2)) && !clash(XVD(0, 0), XVD(1, 0));
}

/* Disks that do not clash have no minor number in common. */
static bool minors_apart(void)
{
	static u32 owner[MINORS];
	struct xfblk_naming n;
	u32 disk, i;

	for (disk = 0; disk < 8192; disk++) {
		if (xfblk_naming_decode(EXT(disk, 0), &n))
			return false;
		for (i = 0; i < n.minors; i++) {
			if (n.first_minor + i >= MINORS || owner[n.first_minor + i])
				return false;
			owner[n.first_minor + i] = disk + 1;
		}
	}
	return true;
}

static bool partition_inside(void)
{
	struct xfblk_naming whole, part;
	u32 disk, p;
	int i;

	srand(1);
	for (i = 0; i < RANDOM_STEPS; i++) {
		disk = rand() % 5000;
		p = 1 + rand() % 255;
		if (xfblk_naming_decode(EXT(disk, 0), &whole) ||
		    xfblk_naming_decode(EXT(disk, p), &part))
			return false;
		if (part.minors && (part.minors != 1 ||
				    part.first_minor != whole.first_minor + p))
			return false;
		if (!part.minors != (p >= whole.minors))
			return false;
	}
	return true;
}

int main(void)
{
	report("known names and numbers", names());
	report("reserved numbers are refused", refusals());
	report("the same disk under two numbers is found", clashes());
	report("no two disks share a minor number", minors_apart());
	report("a partition's number lies in its disk's", partition_inside());
	return failures != 0;
}
