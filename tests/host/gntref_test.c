// SPDX-License-Identifier: GPL-2.0-only
/*
 * Free list of grant references: fixed cases, then random takes and puts
 * against an array of flags.
 */
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include "gntref_env.h"
#include "arch-pv/event/gntref.c"

#define FRAMES		4
#define REFS		(FRAMES * XPV_GNTREF_CHUNK)
#define RESERVED	GNTTAB_NR_RESERVED_ENTRIES
#define FIRST_CHUNK	(XPV_GNTREF_CHUNK - RESERVED)
#define RANDOM_STEPS	200000

static u32 *links[FRAMES];
static u32 chunks[FRAMES][XPV_GNTREF_CHUNK];
static xpv_gref_t refs[REFS];
static struct xpv_gntref list;
static int failures;

static void report(const char *name, bool good)
{
	printf("%s gntref: %s\n", good ? "ok" : "FAIL", name);
	failures += !good;
}

static void fresh(unsigned int frames)
{
	unsigned int i;

	xpv_gntref_init(&list, links, FRAMES);
	memset(chunks, 0, sizeof(chunks));
	for (i = 0; i < frames; i++)
		xpv_gntref_grow(&list, chunks[i]);
}

static bool empty_list(void)
{
	fresh(0);
	return xpv_gntref_take(&list, refs, 1) == -ENOSPC &&
	       xpv_gntref_take(&list, refs, 0) == 0 &&
	       xpv_gntref_put(&list, RESERVED) == -EINVAL;
}

static bool reserved_never_out(void)
{
	unsigned int i;

	fresh(1);
	if (list.free != FIRST_CHUNK ||
	    xpv_gntref_take(&list, refs, FIRST_CHUNK))
		return false;
	for (i = 0; i < FIRST_CHUNK; i++)
		if (refs[i] != RESERVED + i)
			return false;
	return list.free == 0;
}

/* What an earlier kernel has granted. */
static bool marked_never_out(void)
{
	unsigned int i;

	fresh(1);
	chunks[1][0] = chunks[1][77] = XPV_GNTREF_TAKEN;
	xpv_gntref_grow(&list, chunks[1]);
	if (list.free != FIRST_CHUNK + XPV_GNTREF_CHUNK - 2 ||
	    xpv_gntref_take(&list, refs, list.free))
		return false;
	for (i = 0; i < FIRST_CHUNK + XPV_GNTREF_CHUNK - 2; i++)
		if (refs[i] == XPV_GNTREF_CHUNK || refs[i] == XPV_GNTREF_CHUNK + 77)
			return false;
	return true;
}

static bool reserved_never_back(void)
{
	unsigned int i;

	fresh(1);
	for (i = 0; i < RESERVED; i++)
		if (xpv_gntref_put(&list, i) != -EINVAL)
			return false;
	return list.free == FIRST_CHUNK;
}

static bool all_or_nothing(void)
{
	fresh(1);
	refs[0] = 12345;
	return xpv_gntref_take(&list, refs, FIRST_CHUNK + 1) == -ENOSPC &&
	       refs[0] == 12345 && list.free == FIRST_CHUNK &&
	       xpv_gntref_take(&list, refs, FIRST_CHUNK) == 0;
}

static bool last_put_first_taken(void)
{
	xpv_gref_t again[2];

	fresh(2);
	return !xpv_gntref_take(&list, refs, 5) &&
	       !xpv_gntref_put(&list, refs[1]) &&
	       !xpv_gntref_put(&list, refs[3]) &&
	       !xpv_gntref_take(&list, again, 2) &&
	       again[0] == refs[3] && again[1] == refs[1];
}

static bool second_put_refused(void)
{
	fresh(1);
	return !xpv_gntref_take(&list, refs, 2) &&
	       !xpv_gntref_put(&list, refs[0]) &&
	       xpv_gntref_put(&list, refs[0]) == -EINVAL &&
	       xpv_gntref_put(&list, refs[1] + 1) == -EINVAL &&
	       list.free == FIRST_CHUNK - 1;
}

static bool put_outside_refused(void)
{
	fresh(1);
	return xpv_gntref_put(&list, XPV_GNTREF_CHUNK) == -EINVAL &&
	       xpv_gntref_put(&list, REFS) == -EINVAL &&
	       xpv_gntref_put(&list, XPV_GNTREF_TAKEN) == -EINVAL &&
	       xpv_gntref_put(&list, XPV_GNTREF_END) == -EINVAL;
}

static bool last_of_chain_put_twice(void)
{
	fresh(1);
	/* The last free reference links to the list's end, not to another. */
	return !xpv_gntref_take(&list, refs, FIRST_CHUNK) &&
	       !xpv_gntref_put(&list, refs[9]) &&
	       xpv_gntref_put(&list, refs[9]) == -EINVAL &&
	       list.free == 1;
}

static bool grows_to_its_limit(void)
{
	static u32 extra[XPV_GNTREF_CHUNK];

	fresh(FRAMES);
	return xpv_gntref_grow(&list, extra) == -ENOSPC &&
	       list.free == REFS - RESERVED &&
	       !xpv_gntref_take(&list, refs, REFS - RESERVED) &&
	       xpv_gntref_take(&list, refs, 1) == -ENOSPC;
}

static bool new_frame_first(void)
{
	fresh(1);
	xpv_gntref_grow(&list, chunks[1]);
	return !xpv_gntref_take(&list, refs, 1) && refs[0] == XPV_GNTREF_CHUNK;
}

static bool check_taken(bool *out, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (refs[i] < RESERVED || refs[i] >= REFS || out[refs[i]])
			return false;
		out[refs[i]] = true;
	}
	return true;
}

static bool random_step(bool *out, unsigned int *taken)
{
	unsigned int n = rand() % 20, ref = rand() % REFS;
	bool was_out = out[ref];
	int err;

	if (rand() % 2) {
		err = xpv_gntref_put(&list, ref);
		out[ref] = false;
		*taken -= was_out;
		return err == (was_out ? 0 : -EINVAL);
	}
	err = xpv_gntref_take(&list, refs, n);
	if (err)
		return n > list.free;
	*taken += n;
	return check_taken(out, n);
}

static bool random_steps(void)
{
	static bool out[REFS];
	unsigned int i, taken = 0;

	fresh(FRAMES);
	srand(1);
	for (i = 0; i < RANDOM_STEPS; i++)
		if (!random_step(out, &taken) ||
		    list.free + taken != REFS - RESERVED)
			return false;
	return true;
}

int main(void)
{
	report("an empty list gives nothing", empty_list());
	report("reserved references never come out", reserved_never_out());
	report("what is marked as taken is never handed out", marked_never_out());
	report("reserved references are not taken back", reserved_never_back());
	report("a batch is taken whole or not at all", all_or_nothing());
	report("last put, first taken", last_put_first_taken());
	report("a second put is refused", second_put_refused());
	report("the chain's last, put twice", last_of_chain_put_twice());
	report("numbers outside the table are refused", put_outside_refused());
	report("grows to its limit", grows_to_its_limit());
	report("a new frame's lowest reference comes first", new_frame_first());
	report("random takes and puts against a reference", random_steps());
	return failures != 0;
}
