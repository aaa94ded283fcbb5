// SPDX-License-Identifier: GPL-2.0-only
/*
 * Table pages that are kept when they have become empty: zeroed, read-only,
 * validated and pinned, so that the next address space gets them for nothing.
 *
 * A kept page carries a reference of ours beside the one that the freeing path
 * still has to drop, after a grace period, since lockless walkers may be looking
 * at it. It may be used again when ours is the only one left.
 *
 * Kept per CPU and level, oldest first, and given back when memory is short. A
 * page stays charged to the memory cgroup that had it until it is used again.
 */
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/shrinker.h>
#include <linux/spinlock.h>
#include <asm/pgalloc.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "mmu.h"

#define TCACHE_LEVELS	4
#define TCACHE_KEEP	128

/**
 * struct tcache_ring - kept pages of one level
 * @first: index of the oldest
 * @count: how many
 * @table: the pages, from @first on, round
 */
struct tcache_ring {
	unsigned int first;
	unsigned int count;
	struct page *table[TCACHE_KEEP];
};

/**
 * struct tcache - kept pages of one CPU
 * @lock: L: over @ring; taken by the CPU itself and by the shrinker, never from
 *	interrupts; nothing is taken inside
 * @ring: by level less 1; the pages of level 4 are pgds, each with its user half
 */
struct tcache {
	spinlock_t lock;
	struct tcache_ring ring[TCACHE_LEVELS];
};

static DEFINE_PER_CPU(struct tcache, tcache) = {
	.lock = __SPIN_LOCK_UNLOCKED(tcache.lock),
};

static bool tcache_push(struct tcache_ring *ring, struct page *table)
{
	if (ring->count == TCACHE_KEEP)
		return false;
	ring->table[(ring->first + ring->count++) % TCACHE_KEEP] = table;
	return true;
}

/* The oldest, once nobody else refers to it any more. */
static struct page *tcache_pop(struct tcache_ring *ring)
{
	struct page *table = ring->table[ring->first];

	if (!ring->count || page_ref_count(table) != 1)
		return NULL;
	ring->first = (ring->first + 1) % TCACHE_KEEP;
	ring->count--;
	return table;
}

static bool tcache_put(struct page *table, int level)
{
	struct tcache *c = raw_cpu_ptr(&tcache);
	bool kept;

	spin_lock(&c->lock);
	kept = tcache_push(&c->ring[level - 1], table);
	spin_unlock(&c->lock);
	return kept;
}

static struct page *tcache_get(int level)
{
	struct tcache *c = raw_cpu_ptr(&tcache);
	struct page *table;

	spin_lock(&c->lock);
	table = tcache_pop(&c->ring[level - 1]);
	spin_unlock(&c->lock);
	return table;
}

static bool tcache_is_empty(const void *table)
{
	const unsigned long *e = table, *end = e + PTRS_PER_PTE;

	for (; e < end; e += 8)
		if (e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | e[7])
			return false;
	return true;
}

static bool tcache_charge(struct page *table, unsigned int order)
{
	memcg_kmem_uncharge_page(table, order);
	return !memcg_kmem_charge_page(table, GFP_PGTABLE_USER, order);
}

/**
 * xpv_tcache_put() - keep a table page
 * @table: held page of a user table, unhooked
 * @level: 1 to 3
 *
 * A table of tables is empty: what it led to was unhooked entry by entry before.
 *
 * Return: false where there is no room, or entries are left in it.
 */
bool xpv_tcache_put(struct page *table, int level)
{
	if ((level == 1 || IS_ENABLED(CONFIG_DEBUG_VM)) &&
	    !tcache_is_empty(page_address(table)))
		return false;
	get_page(table);
	if (tcache_put(table, level))
		return true;
	put_page(table);
	return false;
}

/**
 * xpv_tcache_get() - use a kept table page again
 * @level: 1 to 3
 *
 * Return: the page as if it had just been allocated, but held; NULL for none.
 */
struct ptdesc *xpv_tcache_get(int level)
{
	struct page *table = tcache_get(level);

	if (!table)
		return NULL;
	if (!tcache_charge(table, 0)) {
		xpv_table_let_go(table, NULL);
		__free_page(table);
		return NULL;
	}
	/* Where the lock was, or is going to be. */
	set_page_private(table, 0);
	return page_ptdesc(table);
}

static struct page *tcache_user_page(struct page *top)
{
	return virt_to_page(xpv_mm_user_pgd(page_address(top)));
}

static void tcache_let_go_pgd(struct page *top)
{
	xpv_table_let_go(top, NULL);
	xpv_table_let_go(tcache_user_page(top), NULL);
}

static void tcache_free_pgd(struct page *top)
{
	tcache_let_go_pgd(top);
	xpv_mm_pgd_free(NULL, page_address(top));
	free_pages((unsigned long)page_address(top), PGD_ALLOCATION_ORDER);
}

/**
 * xpv_tcache_put_pgd() - keep the pgd of an address space that is gone
 * @pgd: no CPU has it loaded, and nobody else knows it
 *
 * Return: false where it is not kept; it is plain then.
 */
bool xpv_tcache_put_pgd(pgd_t *pgd)
{
	struct page *top = virt_to_page(pgd);

	if (!PagePinned(top))
		return false;
	if (tcache_put(top, 4))
		return true;
	tcache_let_go_pgd(top);
	return false;
}

/**
 * xpv_tcache_get_pgd() - use a kept pgd again
 *
 * Return: a pgd with its user half, both held; its kernel entries may be out of
 * date. NULL for none.
 */
pgd_t *xpv_tcache_get_pgd(void)
{
	struct page *top = tcache_get(4);

	if (!top)
		return NULL;
	if (!tcache_charge(top, PGD_ALLOCATION_ORDER) ||
	    !tcache_charge(tcache_user_page(top), 0)) {
		tcache_free_pgd(top);
		return NULL;
	}
	return page_address(top);
}

static unsigned long tcache_count(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long count = 0;
	int cpu, i;

	for_each_possible_cpu(cpu)
		for (i = 0; i < TCACHE_LEVELS; i++)
			count += READ_ONCE(per_cpu(tcache.ring[i].count, cpu));
	return count;
}

static bool tcache_free_one(struct tcache *c, int level)
{
	struct page *table;

	spin_lock(&c->lock);
	table = tcache_pop(&c->ring[level - 1]);
	spin_unlock(&c->lock);
	if (!table)
		return false;
	if (level == 4) {
		tcache_free_pgd(table);
	} else {
		xpv_table_let_go(table, NULL);
		__free_page(table);
	}
	return true;
}

static unsigned long tcache_scan(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long freed = 0;
	int cpu, level;

	for_each_possible_cpu(cpu)
		for (level = 1; level <= TCACHE_LEVELS; level++)
			while (freed < sc->nr_to_scan &&
			       tcache_free_one(per_cpu_ptr(&tcache, cpu), level))
				freed++;
	return freed ?: SHRINK_STOP;
}

static int __init tcache_init(void)
{
	struct shrinker *shrinker;

	if (!xpv_domain_pv())
		return 0;
	shrinker = shrinker_alloc(0, "xpv-page-tables");
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = tcache_count;
	shrinker->scan_objects = tcache_scan;
	shrinker_register(shrinker);
	return 0;
}
core_initcall(tcache_init);
