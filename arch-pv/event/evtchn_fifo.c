// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FIFO presentation of event channels: one word per port, linked by Xen
 * into queues, of which each vCPU has one per priority.
 *
 * A word holds PENDING and MASKED as the 2-level bitmaps do, and LINKED with
 * the number of the next port of its queue (0: none). Xen appends to the tail
 * and touches a word's link only while LINKED is set; this side pops from the
 * head by clearing LINKED and the link in one step. When Xen finds the tail
 * unlinked the queue was empty: it writes the queue's head and sets the
 * queue's bit in the CPU's ready word. Until then this side knows the head
 * from the link it popped (fifo_cpu.head).
 *
 * Memory given to Xen is Xen's for the life of the domain and never freed.
 *
 * ABI: xen/interface/event_channel.h; xen/common/event_fifo.c for the order of
 * Xen's accesses
 */
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "event.h"
#include "shared.h"

#define PENDING		BIT(EVTCHN_FIFO_PENDING)
#define MASKED		BIT(EVTCHN_FIFO_MASKED)
#define LINKED		BIT(EVTCHN_FIFO_LINKED)
#define BUSY		BIT(EVTCHN_FIFO_BUSY)

#define PAGE_WORDS	(PAGE_SIZE / sizeof(event_word_t))
#define MAX_PAGES	(EVTCHN_FIFO_NR_CHANNELS / PAGE_WORDS)

static_assert(sizeof(event_word_t) == 4);
static_assert(sizeof(struct evtchn_fifo_control_block) == 72);

/**
 * struct fifo_cpu - one CPU's queues
 * @control: what Xen writes, a page of its own; NULL before cpu_prepare
 * @head: per priority, the port at the head of the queue where it is known, 0
 *	where Xen will write it. The CPU's own with interrupts off; anyone's
 *	once the CPU is dead.
 */
struct fifo_cpu {
	struct evtchn_fifo_control_block __shared *control;
	u32 head[EVTCHN_FIFO_MAX_QUEUES];
};

static DEFINE_PER_CPU(struct fifo_cpu, fifo_cpu);

/* Words of the ports; pages are added in order under the table mutex. */
static event_word_t __shared *word_pages[MAX_PAGES];
static unsigned int word_page_count;

/* Return: NULL for a port whose page Xen has not been given. */
static event_word_t __shared *port_word(unsigned int nr)
{
	event_word_t __shared *page;

	if (nr >= EVTCHN_FIFO_NR_CHANNELS)
		return NULL;
	/* Dependency; partner: smp_store_release() in add_word_page(). */
	page = READ_ONCE(word_pages[nr / PAGE_WORDS]);
	return page ? page + nr % PAGE_WORDS : NULL;
}

/* The next page of words of this domain, all masked. */
static int give_words(event_word_t *page)
{
	struct evtchn_expand_array op = {
		.array_gfn = xpv_mfn_number(xpv_virt_mfn(page)),
	};
	unsigned int i;

	for (i = 0; i < PAGE_WORDS; i++)
		page[i] = MASKED;
	return xpv_hcall_evtchn(EVTCHNOP_expand_array, &op);
}

static int add_word_page(void)
{
	event_word_t *page = (void *)__get_free_page(GFP_KERNEL);
	int err;

	if (!page)
		return -ENOMEM;
	err = give_words(page);
	if (err) {
		free_page((unsigned long)page);
		return err;
	}
	/* All words are masked before the page is found; port_word(). */
	smp_store_release(&word_pages[word_page_count],
			  (event_word_t __shared __force *)page);
	word_page_count++;
	return 0;
}

static int prepare_fifo(xpv_port_t port)
{
	int err = 0;

	while (!err && xpv_port_number(port) >= word_page_count * PAGE_WORDS)
		err = add_word_page();
	return err;
}

static int give_control(unsigned int cpu, void *page)
{
	struct evtchn_init_control op = {
		.vcpu = cpu,
		.control_gfn = xpv_mfn_number(xpv_virt_mfn(page)),
	};

	return xpv_hcall_evtchn(EVTCHNOP_init_control, &op);
}

static int cpu_prepare_fifo(unsigned int cpu)
{
	struct fifo_cpu *fifo = per_cpu_ptr(&fifo_cpu, cpu);
	void *page;
	int err;

	if (fifo->control)
		return 0;	/* the CPU comes back; Xen has kept the block */
	page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	err = give_control(cpu, page);
	if (err) {
		free_page((unsigned long)page);
		return err;
	}
	fifo->control = (struct evtchn_fifo_control_block __shared __force *)page;
	return 0;
}

static void mask_fifo(xpv_port_t port)
{
	xpv_shared_or32(port_word(xpv_port_number(port)), MASKED);
}

/*
 * A pending event is not linked while masked, and only Xen can link it. BUSY
 * is Xen's request not to unmask while it appends behind this word; the
 * hypercall waits for that, too.
 *
 * Partner of the exchange: evtchn_fifo_set_pending() in Xen, which sets
 * PENDING by a locked instruction before it looks at MASKED.
 */
static void unmask_fifo(xpv_port_t port, unsigned int cpu)
{
	event_word_t __shared *word = port_word(xpv_port_number(port));
	u32 old = xpv_shared_load32(word);

	if (!(old & (PENDING | BUSY)) &&
	    xpv_shared_cmpxchg32(word, old, old & ~(u32)MASKED) == old)
		return;
	xpv_evtchn_hcall_unmask(port);
}

static void set_fifo(xpv_port_t port)
{
	xpv_shared_or32(port_word(xpv_port_number(port)), PENDING);
}

static void clear_fifo(xpv_port_t port)
{
	xpv_shared_andnot32(port_word(xpv_port_number(port)), PENDING);
}

static void urgent_fifo(xpv_port_t port)
{
	struct evtchn_set_priority op = {
		.port = xpv_port_number(port),
		.priority = EVTCHN_FIFO_PRIORITY_MAX,
	};

	xpv_hcall_evtchn(EVTCHNOP_set_priority, &op);
}

/*
 * Take a word out of its queue. Fails to exchange only while Xen raises,
 * links or (un)masks just this port.
 *
 * Return: what the word held.
 */
static u32 unlink_word(event_word_t __shared *word)
{
	u32 seen, old = xpv_shared_load32(word);

	for (;;) {
		seen = xpv_shared_cmpxchg32(word, old, old &
					    ~(u32)(LINKED | EVTCHN_FIFO_LINK_MASK));
		if (seen == old)
			return old;
		old = seen;
	}
}

/*
 * Pop the head of one queue.
 * @more: set to whether the queue has another port that is known by now
 *
 * Return: the port, 0 where there is none to deliver.
 */
static unsigned int pop_queue(struct fifo_cpu *fifo, unsigned int prio, bool *more)
{
	event_word_t __shared *word;
	unsigned int nr = fifo->head[prio];
	u32 held;

	*more = false;
	/* Written before the ready bit that led here was set. */
	if (!nr)
		nr = xpv_shared_load32(&fifo->control->head[prio]);
	fifo->head[prio] = 0;
	word = port_word(nr);
	if (!nr || !word)
		return 0;

	held = unlink_word(word);
	fifo->head[prio] = held & EVTCHN_FIFO_LINK_MASK;
	*more = fifo->head[prio];
	return (held & (PENDING | MASKED)) == PENDING ? nr : 0;
}

/*
 * Hand all queued ports to @take, the most urgent first. The first exchange is
 * the full barrier that xpv_evtchn_ops.scan asks for; the ready word is taken
 * again after each port, so that a more urgent one need not wait for the rest.
 */
static void drain_cpu(struct fifo_cpu *fifo, unsigned int cpu,
		      void (*take)(unsigned int nr, unsigned int cpu))
{
	unsigned long ready = xpv_shared_take32(&fifo->control->ready);
	unsigned int nr, prio;
	bool more;

	while (ready) {
		prio = __ffs(ready);
		if (prio >= EVTCHN_FIFO_MAX_QUEUES)
			return;
		nr = pop_queue(fifo, prio, &more);
		if (!more)
			__clear_bit(prio, &ready);
		if (nr)
			take(nr, cpu);
		if (xpv_shared_load32(&fifo->control->ready))
			ready |= xpv_shared_take32(&fifo->control->ready);
	}
}

static void take_event(unsigned int nr, unsigned int cpu)
{
	xpv_evtchn_deliver(xpv_port(nr));
}

static void scan_fifo(unsigned int cpu)
{
	drain_cpu(per_cpu_ptr(&fifo_cpu, cpu), cpu, take_event);
}

static void take_stranded(unsigned int nr, unsigned int cpu)
{
	xpv_evtchn_raise_again(xpv_port(nr), cpu);
}

/*
 * A port linked into a dead CPU's queue would stay there, and Xen does not
 * link it a second time: it would be lost even where it is bound elsewhere now.
 */
static void cpu_dead_fifo(unsigned int cpu)
{
	struct fifo_cpu *fifo = per_cpu_ptr(&fifo_cpu, cpu);

	if (fifo->control)
		drain_cpu(fifo, cpu, take_stranded);
}

static int resume_cpu(unsigned int cpu)
{
	struct fifo_cpu *fifo = per_cpu_ptr(&fifo_cpu, cpu);
	void *page = (void __force *)fifo->control;

	if (!page)
		return 0;
	memset(fifo->head, 0, sizeof(fifo->head));
	memset(page, 0, PAGE_SIZE);
	return give_control(cpu, page);
}

/* A domain begins with the 2-level presentation; the boot CPU's block ends that. */
static int resume_fifo(void)
{
	unsigned int i, cpu;
	int err = 0;

	for_each_possible_cpu(cpu)
		err = err ?: resume_cpu(cpu);
	for (i = 0; i < word_page_count; i++)
		err = err ?: give_words((event_word_t __force *)word_pages[i]);
	return err;
}

static const struct xpv_evtchn_ops ops_fifo = {
	.name = "FIFO",
	.ports = EVTCHN_FIFO_NR_CHANNELS,
	.prepare = prepare_fifo,
	.cpu_prepare = cpu_prepare_fifo,
	.cpu_dead = cpu_dead_fifo,
	.urgent = urgent_fifo,
	.mask = mask_fifo,
	.unmask = unmask_fifo,
	.set = set_fifo,
	.clear = clear_fifo,
	.resume = resume_fifo,
	.scan = scan_fifo,
};

/* The boot CPU's control block switches the domain over. */
const struct xpv_evtchn_ops * __init xpv_evtchn_fifo_init(void)
{
	return cpu_prepare_fifo(0) ? NULL : &ops_fifo;
}
