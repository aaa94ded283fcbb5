// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that goes back to Xen and comes again.
 *
 * A frame in use by nobody is mapped once, in the direct map. That entry goes
 * before the memory does and comes after it, many in one hypercall. Xen keeps its
 * own table (m2p) true.
 *
 * The list and what Xen says change together: a guest that is saved, which stops
 * all CPUs, must not be stopped between the two, nor hold machine frame numbers
 * anywhere but in the list. So the hypercall and its outcome are one section with
 * preemption off, and the list is read inside of it.
 *
 * ABI: XENMEM_* in xen/interface/memory.h
 */
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <xen/interface/xen.h>
#include <xen/interface/memory.h>
#include <asm/tlbflush.h>
#include <xpv/balloon.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "mmu.h"

/* Frame numbers on their way to and from Xen; under the caller's lock. */
static xen_pfn_t balloon_frames[XPV_BALLOON_BATCH];

/* Direct-map entries of frames that nobody else knows; no lock is needed. */
static void balloon_map(struct page *const *pages, unsigned int count, bool present)
{
	bool opened = xpv_ptset_lazy_begin();
	unsigned int i;

	for (i = 0; i < count; i++) {
		pte_t pte = present ? pfn_pte(page_to_pfn(pages[i]), PAGE_KERNEL) : __pte(0);

		xpv_ptset_pte(virt_to_kpte((unsigned long)page_address(pages[i])), pte);
	}
	if (opened)
		xpv_ptset_lazy_leave();
	else
		xpv_ptset_sync();
}

/* Return: how many frames of balloon_frames Xen dealt with, from the first on. */
static unsigned int balloon_ask(unsigned int command, unsigned int count)
{
	struct xen_memory_reservation op = { .nr_extents = count, .domid = DOMID_SELF };
	long done;

	set_xen_guest_handle(op.extent_start, balloon_frames);
	done = xpv_hcall_memory(command, &op);
	return clamp(done, 0L, (long)count);
}

unsigned int xpv_balloon_give(struct page *const *pages, unsigned int count)
{
	unsigned int i, done;

	count = min(count, XPV_BALLOON_BATCH);
	for (i = 0; i < count; i++)
		clear_page(page_address(pages[i]));
	balloon_map(pages, count, false);
	xpv_tlb_flush_kernel(0, TLB_FLUSH_ALL);
	preempt_disable();
	for (i = 0; i < count; i++)
		balloon_frames[i] = xpv_p2m_read(page_to_pfn(pages[i]));
	done = balloon_ask(XENMEM_decrease_reservation, count);
	for (i = 0; i < done; i++)
		xpv_p2m_write(page_to_pfn(pages[i]), ~0UL);
	preempt_enable();
	balloon_map(pages + done, count - done, true);
	return done;
}
EXPORT_SYMBOL_GPL(xpv_balloon_give);

unsigned int xpv_balloon_take(struct page *const *pages, unsigned int count)
{
	unsigned int i, done;

	count = min(count, XPV_BALLOON_BATCH);
	for (i = 0; i < count; i++)
		balloon_frames[i] = page_to_pfn(pages[i]);
	preempt_disable();
	done = balloon_ask(XENMEM_populate_physmap, count);
	for (i = 0; i < done; i++)
		xpv_p2m_write(page_to_pfn(pages[i]), balloon_frames[i]);
	preempt_enable();
	balloon_map(pages, done, true);
	return done;
}
EXPORT_SYMBOL_GPL(xpv_balloon_take);

static int balloon_add(unsigned long pfn, unsigned long count, void *add)
{
	void (*fn)(struct page *page) = add;

	for (; count; count--, pfn++)
		if (pfn_valid(pfn) && PageReserved(pfn_to_page(pfn)) && !xpv_pfn_owned(xpv_pfn(pfn)))
			fn(pfn_to_page(pfn));
	return 0;
}

void xpv_balloon_vacant(void (*add)(struct page *page))
{
	if (xpv_p2m_entries > xpv_p2m_built)
		walk_system_ram_range(xpv_p2m_built, xpv_p2m_entries - xpv_p2m_built, add,
				      balloon_add);
}

static unsigned long balloon_count(unsigned int command)
{
	domid_t self = DOMID_SELF;
	long pages = xpv_hcall_memory(command, &self);

	return max(pages, 0L);
}

unsigned long xpv_balloon_owned(void)
{
	return balloon_count(XENMEM_current_reservation);
}
EXPORT_SYMBOL_GPL(xpv_balloon_owned);

unsigned long xpv_balloon_room(void)
{
	unsigned long limit = balloon_count(XENMEM_maximum_reservation);
	unsigned long owned = xpv_balloon_owned();

	return limit > owned ? limit - owned : 0;
}
EXPORT_SYMBOL_GPL(xpv_balloon_room);
