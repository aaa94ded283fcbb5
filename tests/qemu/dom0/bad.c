// SPDX-License-Identifier: GPL-2.0-only
/* See bad.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../guest/xenevtchn.h"
#include "bad.h"
#include "xengnttab.h"

#define STORM	100000

static struct xengnttab_handle *grants;
static struct xenevtchn_handle *events;
static uint32_t domid;
static int port;

const struct bad_sin *bad_find(const struct bad_sin *sins, const char *name)
{
	for (; sins->name; sins++)
		if (!strcmp(sins->name, name))
			return sins;
	fprintf(stderr, "no sin is called %s\n", name);
	exit(2);
}

void bad_open(const char *domain, const char *remote)
{
	domid = atoi(domain);
	grants = xengnttab_open(NULL, 0);
	events = xenevtchn_open(NULL, 0);
	if (!grants || !events)
		exit(1);
	port = bad_bind(remote);
}

int bad_bind(const char *remote)
{
	int bound = xenevtchn_bind_interdomain(events, domid, strtoul(remote, NULL, 10));

	if (bound < 0)
		exit(1);
	return bound;
}

void *bad_map(uint32_t ref)
{
	void *page = xengnttab_map_grant_ref(grants, domid, ref, PROT_READ | PROT_WRITE);

	return page ?: xengnttab_map_grant_ref(grants, domid, ref, PROT_READ);
}

void bad_unmap(void *page)
{
	xengnttab_unmap(grants, page, 1);
}

void bad_kick_at(int where)
{
	xenevtchn_notify(events, where);
}

void bad_kick(void)
{
	bad_kick_at(port);
}

void bad_storm_at(int where)
{
	int i;

	for (i = 0; i < STORM; i++)
		bad_kick_at(where);
}

void bad_storm(void)
{
	bad_storm_at(port);
}

void bad_wait(void)
{
	int pending = xenevtchn_pending(events);

	if (pending < 0)
		exit(1);
	xenevtchn_unmask(events, pending);
}

void bad_rest(void)
{
	for (bad_kick(); ; )
		bad_wait();
}
