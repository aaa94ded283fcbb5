// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch-pv/boot/startinfo.c: what a domain builder may and may not leave us.
 * Each row changes one thing of a good start_info.
 */
#include <stdio.h>
#include "startinfo_env.h"
#include "arch-pv/boot/startinfo.h"
#include "arch-pv/boot/startinfo.c"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define PAGES		0x8000UL	/* 128 MiB */
#define MIN		XPV_STARTINFO_MIN_PAGES
#define MAX		XPV_P2M_MAX_ENTRIES

static const struct start_info good = {
	.magic = "xen-3.0-x86_64",
	.nr_pages = PAGES,
	.shared_info = 0x12345000,
	.pt_base = 0xffffffff83000000,
	.nr_pt_frames = 40,
	.mfn_list = XPV_P2M_BASE,
	.first_p2m_pfn = 0x3000,
	.nr_p2m_frames = PAGES / 512,
};

static const struct {
	const char *name;
	const char *magic;
	const char *reason;	/* a word of the complaint, NULL: accepted */
} magics[] = {
	{ "the magic of today", "xen-3.0-x86_64", NULL },
	{ "a later minor version", "xen-3.17-x86_64", NULL },
	{ "no version at all", "xen-3.-x86_64", NULL },
	{ "a 32-bit guest", "xen-3.0-x86_32p", "magic" },
	{ "another major version", "xen-4.0-x86_64", "magic" },
	{ "no magic", "", "magic" },
	{ "only the beginning", "xen-3.0", "magic" },
	{ "only the end", "-x86_64", "magic" },
	{ "beginning and end that overlap", "xen-3-x86_64", "magic" },
	{ "the magic of Xen's own builder", "xen-3.0-x86_64p", NULL },
	{ "half a platform", "xen-3.0-x86_6", "magic" },
	{ "upper case", "XEN-3.0-X86_64", "magic" },
};

static const struct {
	const char *name;
	size_t member;
	uint64_t value;
	const char *reason;
} members[] = {
#define M(m)	offsetof(struct start_info, m)
	{ "no memory", M(nr_pages), 0, "memory" },
	{ "a page too little memory", M(nr_pages), MIN - 1, "memory" },
	{ "the least memory", M(nr_pages), MIN, NULL },
	{ "as much memory as the list holds", M(nr_pages), PAGES, NULL },
	{ "a page more than the list holds", M(nr_pages), PAGES + 1, "shorter" },
	{ "more memory than any list", M(nr_pages), UINT64_MAX, "shorter" },
	{ "memory at the end of the number range", M(nr_pages), UINT64_MAX - 511, "shorter" },
	{ "no list", M(nr_p2m_frames), 0, "shorter" },
	{ "a frame less of the list", M(nr_p2m_frames), PAGES / 512 - 1, "shorter" },
	{ "a frame more of the list", M(nr_p2m_frames), PAGES / 512 + 1, NULL },
	{ "the list nowhere", M(mfn_list), 0, "INIT_P2M" },
	{ "the list somewhere else", M(mfn_list), 0xffffffff82000000, "INIT_P2M" },
	{ "no page tables", M(pt_base), 0, "page tables" },
	{ "no frames of page tables", M(nr_pt_frames), 0, "page tables" },
	{ "no shared info", M(shared_info), 0, "shared info" },
	{ "shared info within a page", M(shared_info), 0x12345008, "shared info" },
	{ "no module", M(mod), 0, NULL },
	{ "every flag", M(flags), 0xffffffff, NULL },
#undef M
};

static int failures;

static void expect(const char *name, const struct start_info *si, const char *reason)
{
	const char *got = xpv_startinfo_check(si);
	bool fine = reason ? got && strstr(got, reason) : !got;

	printf("%s startinfo: %s\n", fine ? "ok" : "FAIL", name);
	if (!fine)
		printf("\tgot: %s\n", got ? got : "accepted");
	failures += !fine;
}

static void expect_magics(void)
{
	struct start_info si;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(magics); i++) {
		si = good;
		memset(si.magic, 0, sizeof(si.magic));
		strcpy(si.magic, magics[i].magic);
		expect(magics[i].name, &si, magics[i].reason);
	}
	/* Good at both ends, but without an end of its own. */
	si = good;
	memset(si.magic, '0', sizeof(si.magic));
	memcpy(si.magic, "xen-3.", 6);
	memcpy(si.magic + sizeof(si.magic) - 7, "-x86_64", 7);
	expect("a magic that does not end", &si, "magic");
	si.magic[sizeof(si.magic) - 1] = '\0';
	memcpy(si.magic + sizeof(si.magic) - 8, "-x86_64", 7);
	expect("the longest magic", &si, NULL);
}

static void expect_members(void)
{
	struct start_info si;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(members); i++) {
		si = good;
		/* flags is half as wide; what follows it is unused */
		memcpy((char *)&si + members[i].member, &members[i].value,
		       sizeof(members[i].value));
		expect(members[i].name, &si, members[i].reason);
	}
	si = good;
	si.nr_pages = MAX;
	si.nr_p2m_frames = MAX / 512;
	expect("the longest list", &si, NULL);
	si.nr_pages = MAX + 1;
	si.nr_p2m_frames++;
	expect("a list beyond its window", &si, "shorter");
}

int main(void)
{
	expect_magics();
	expect_members();
	return failures != 0;
}
