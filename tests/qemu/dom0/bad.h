/* SPDX-License-Identifier: GPL-2.0-only */
/* What the back-ends that lie have in common: grants, events, and which lie it is. */
#ifndef DOM0_BAD_H
#define DOM0_BAD_H

#include <stdbool.h>
#include <stdint.h>

#define BAD_PAGE	4096

/**
 * struct bad_sin - something that no back-end may do
 * @name: as the case calls it
 * @commit: does it, instead of answering @req
 */
struct bad_sin {
	const char *name;
	void (*commit)(const void *req);
};

/* The one that is called @name; the list ends with a NULL. Ends the program if none is. */
const struct bad_sin *bad_find(const struct bad_sin *sins, const char *name);

/* Open what is needed and bind the front-end's port. */
void bad_open(const char *domid, const char *port);

/* Bind another one. Return: ours, for bad_kick_at() and bad_storm_at(). */
int bad_bind(const char *port);
void bad_kick_at(int port);
void bad_storm_at(int port);

/* A page of the front-end, for reading alone where it grants no more; NULL: refused. */
void *bad_map(uint32_t ref);
void bad_unmap(void *page);

/* Events: send one, send very many, wait for one. */
void bad_kick(void);
void bad_storm(void);
void bad_wait(void);
/* No ring to work on any more: send an event, and do nothing until killed. */
__attribute__((noreturn)) void bad_rest(void);

/* Show @prod, and what was written before, to the front-end. */
static inline void bad_show(uint32_t *prod, uint32_t value)
{
	__atomic_store_n(prod, value, __ATOMIC_RELEASE);
}

static inline uint32_t bad_see(const uint32_t *prod)
{
	return __atomic_load_n(prod, __ATOMIC_ACQUIRE);
}

#endif /* DOM0_BAD_H */
