// SPDX-License-Identifier: GPL-2.0-only
/* Names and numbers of disks. See naming.h. Pure. */
#include "naming_env.h"

/* Partitions 0 .. 15, disks 0 .. 15 of an ordinary xvd number. */
#define XVD_SHIFT	4
#define XVD_DISKS	16
/* The extended form: 20 bits of disk, 8 of partition. */
#define EXT_BIT		28
#define EXT_SHIFT	8
#define MINOR_BITS	20

/**
 * struct family - one form of numbers: base | disk << shift | partition
 * @base: first number
 * @count: how many numbers
 * @shift: bits of the partition
 * @first: disk that the form starts at
 */
struct family {
	u32 base;
	u32 count;
	u32 shift;
	u32 first;
};

static const struct family families[] = {
	{ 202 << 8, 1 << 8, XVD_SHIFT, 0 },		/* xvda .. xvdp */
	{ 1U << EXT_BIT, 1U << EXT_BIT, EXT_SHIFT, 0 },	/* any xvd */
	{ 8 << 8, 1 << 8, 4, 0 },			/* sda .. sdp */
	{ 3 << 8, 1 << 7, 6, 0 },			/* hda, hdb */
	{ 22 << 8, 1 << 7, 6, 2 },			/* hdc, hdd */
};

static const struct family *find_family(u32 vdev)
{
	const struct family *f;

	for (f = families; f < families + ARRAY_SIZE(families); f++)
		if (vdev >= f->base && vdev - f->base < f->count)
			return f;
	return NULL;
}

/*
 * Minor numbers: 16 for each of the first 16 disks, then, where the extended
 * form begins to be needed, 256 for each. A high partition of a low disk has
 * no place in that, nor has a disk beyond the last minor number.
 */
static void number(struct xfblk_naming *n)
{
	u32 shift = n->disk < XVD_DISKS ? XVD_SHIFT : EXT_SHIFT;

	n->first_minor = 0;
	n->minors = 0;
	if (n->partition >> shift || n->disk >> (MINOR_BITS - shift))
		return;
	n->first_minor = n->disk << shift | n->partition;
	n->minors = n->partition ? 1 : 1U << shift;
}

/* a .. z, aa .. zz, aaa ..: digits without a zero. */
static void spell(struct xfblk_naming *n)
{
	char letters[8];
	char *at = letters + sizeof(letters) - 1;
	u32 rest = n->disk + 1;

	for (*at = '\0'; rest; rest = (rest - 1) / 26)
		*--at = 'a' + (rest - 1) % 26;
	if (n->partition)
		snprintf(n->name, sizeof(n->name), "xvd%s%u", at, n->partition);
	else
		snprintf(n->name, sizeof(n->name), "xvd%s", at);
}

int xfblk_naming_decode(u32 vdev, struct xfblk_naming *naming)
{
	const struct family *f = find_family(vdev);
	u32 rest;

	if (!f)
		return -EINVAL;
	rest = vdev - f->base;
	naming->disk = f->first + (rest >> f->shift);
	naming->partition = rest & ((1U << f->shift) - 1);
	number(naming);
	spell(naming);
	return 0;
}

bool xfblk_naming_clash(const struct xfblk_naming *a,
			const struct xfblk_naming *b)
{
	if (a->disk != b->disk)
		return false;
	return !a->partition || !b->partition || a->partition == b->partition;
}
