// SPDX-License-Identifier: GPL-2.0-only
/*
 * From this kernel to a new one, in the same domain.
 *
 * Xen resets a domain by itself only where hardware virtualizes it: "Soft reset is
 * supported for HVM domains only", arch_domain_soft_reset() in its
 * xen/arch/x86/domain.c. So each thing that this kernel has told Xen is taken back
 * by the call that there is for it, and the rest is handed over: the vCPUs' blocks,
 * which stay where they were registered, and CPUs that Xen would not start again.
 *
 * ABI: xen/interface/xen.h, event_channel.h, vcpu.h, sched.h
 */
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/kexec.h>
#include <asm/tlbflush.h>
#include <xen/interface/xen.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xpv/domain.h>
#include <xpv/evtchn.h>
#include <xpv/hcall.h>
#include <xpv/page.h>
#include <xpv/suspend.h>
#include "../internal.h"
#include "../mmu/mmu.h"
#include "jump.h"
#include "kexec.h"

static_assert(offsetof(struct xpv_kexec_jump, count) == JUMP_COUNT);
static_assert(offsetof(struct xpv_kexec_jump, entry) == JUMP_ENTRY);
static_assert(offsetof(struct xpv_kexec_jump, stack) == JUMP_STACK);
static_assert(offsetof(struct xpv_kexec_jump, info) == JUMP_INFO);
static_assert(XPV_KEXEC_ADOPTED == 3 + XPV_PARK_CPUS);
static_assert(SCHEDOP_shutdown == JUMP_SHUTDOWN && SHUTDOWN_crash == JUMP_CRASH);

/* Xen's watchdog timers of a domain. */
#define LEAVE_WATCHDOGS	2

/* Updates of Xen's m2p table in one call. */
#define LEAVE_BATCH	128

/* Return: the port at the other end, 0 where there is none. */
static u32 leave_remote(u32 port, domid_t *dom)
{
	struct evtchn_status op = { .dom = DOMID_SELF, .port = port };

	if (xpv_hcall_evtchn(EVTCHNOP_status, &op) || op.status != EVTCHNSTAT_interdomain)
		return 0;
	*dom = op.u.interdomain.dom;
	return op.u.interdomain.port;
}

static u32 leave_rebind(domid_t dom, u32 remote)
{
	xpv_port_t port;

	if (!remote || xpv_evtchn_connect(dom, remote, &port))
		return 0;
	return xpv_port_number(port);
}

/* All ports are closed, and the presentation of events is the first one again. */
static void leave_ports(struct start_info *si)
{
	struct evtchn_reset op = { .dom = DOMID_SELF };
	struct shared_info *shared = (struct shared_info __force *)xpv_shared_info;
	domid_t store_dom = 0, console_dom = 0;
	u32 store = leave_remote(si->store_evtchn, &store_dom);
	u32 console = leave_remote(si->console.domU.evtchn, &console_dom);

	xpv_must(xpv_hcall_evtchn(EVTCHNOP_reset, &op), "EVTCHNOP_reset");
	memset(shared->evtchn_pending, 0, sizeof(shared->evtchn_pending));
	memset(shared->evtchn_mask, 0xff, sizeof(shared->evtchn_mask));
	si->store_evtchn = leave_rebind(store_dom, store);
	si->console.domU.evtchn = leave_rebind(console_dom, console);
}

static void leave_watchdogs(void)
{
	unsigned int i;

	for (i = 1; i <= LEAVE_WATCHDOGS; i++)
		xpv_domain_watchdog(i, 0);
}

/* What Xen writes to, or runs, by virtual address. */
void xpv_kexec_leave_vcpu(unsigned int cpu)
{
	struct vcpu_register_runstate_memory_area runstate = { };
	struct vcpu_register_time_memory_area time = { };
	struct mmuext_op ldt = { .cmd = MMUEXT_SET_LDT };
	unsigned int i;

	xpv_hcall_timer(0);
	xpv_hcall_vcpu(VCPUOP_register_runstate_memory_area, cpu, &runstate);
	xpv_hcall_vcpu(VCPUOP_register_vcpu_time_memory_area, cpu, &time);
	xpv_hcall_trap_table(NULL);
	for (i = 0; i < 8; i++)
		if (i != 4 && i != 5)
			xpv_hcall_set_debugreg(i, 0);
	xpv_must(xpv_hcall_mmuext(&ldt, 1), "MMUEXT_SET_LDT");
}

/* Xen loads selectors again when it has run another vCPU: none may need the GDT. */
void xpv_kexec_leave_descriptors(void)
{
	loadsegment(ds, 0);
	loadsegment(es, 0);
	loadsegment(fs, 0);
	xpv_must(xpv_hcall_segment_base(SEGBASE_GS_USER_SEL, 0), "set_segment_base");
	xpv_must(xpv_hcall_set_gdt(NULL, 0), "set_gdt");
}

static void leave_reset(struct vcpu_info *block)
{
	block->evtchn_upcall_mask = 1;
	block->evtchn_upcall_pending = 0;
	block->evtchn_pending_sel = 0;
}

/* As they were before there were events, but in their places. */
static void leave_blocks(struct xpv_kexec *k, struct xpv_handover *to)
{
	struct shared_info *shared = (struct shared_info __force *)xpv_shared_info;
	unsigned int cpu;

	/* The new kernel asks what time it is before it finds the block. */
	shared->vcpu_info[0].time = this_cpu_ptr(&xpv_vcpu_info)->time;
	for (cpu = 0; cpu < (k->usable ? 1 : XPV_PARK_CPUS); cpu++) {
		to->block[cpu] = xpv_vcpu_block(cpu);
		if (to->block[cpu] && cpu < nr_cpu_ids && cpu_possible(cpu))
			leave_reset(per_cpu_ptr(&xpv_vcpu_info, cpu));
	}
	to->magic = XPV_HANDOVER_MAGIC;
}

/* Tables of users, also those that are kept for the next one. A page that is none fails. */
static void leave_user_tables(void)
{
	struct mmuext_op op = { .cmd = MMUEXT_UNPIN_TABLE };
	unsigned long pfn;

	write_cr3(__pa(swapper_pg_dir));
	for (pfn = 0; pfn < xpv_p2m_entries; pfn++) {
		struct page *page = pfn_valid(pfn) ? pfn_to_page(pfn) : NULL;

		if (!page || !xpv_pfn_owned(xpv_pfn(pfn)) || !PagePinned(page) ||
		    !PageSavePinned(page))
			continue;
		op.arg1.mfn = xpv_p2m_read(pfn);
		xpv_hcall_mmuext(&op, 1);
	}
}

static void leave_open(struct page *page, pgprot_t prot)
{
	pte_t pte = pfn_pte(page_to_pfn(page), prot);

	xpv_must(xpv_hcall_va_mapping((unsigned long)page_address(page), native_pte_val(pte),
				      UVMF_INVLPG), "update_va_mapping of a page to be filled");
}

/*
 * Until now a crash kernel's memory was read-only, and no page of ours both written and
 * executed.
 */
static void leave_open_all(struct xpv_kexec *k)
{
	unsigned long frame;

	for (frame = k->layout.list; frame < k->layout.end; frame++)
		leave_open(k->page[frame], PAGE_KERNEL);
	leave_open(k->jump, PAGE_KERNEL_EXEC);
}

static void leave_info(struct xpv_kexec *k, const struct start_info *ours, unsigned long frames,
		       struct xpv_handover *handover)
{
	const struct xpv_kexec_layout *l = &k->layout;
	struct start_info *si = page_address(k->page[l->info]);

	memcpy(si->magic, ours->magic, sizeof(si->magic));
	si->flags = ours->flags & SIF_VIRT_P2M_4TOOLS;
	if (si->mod_len)
		si->flags |= SIF_MOD_START_PFN;
	si->nr_pages = frames;
	si->shared_info = ours->shared_info;
	si->store_mfn = ours->store_mfn;
	si->store_evtchn = ours->store_evtchn;
	si->console = ours->console;
	si->pt_base = k->image.virt_base + (l->tables << PAGE_SHIFT);
	si->nr_pt_frames = l->stack - l->tables;
	si->mfn_list = k->image.list_base;
	si->first_p2m_pfn = l->list;
	si->nr_p2m_frames = l->info - l->list;
	handover->usable = k->usable;
	handover->header = k->header;
	handover->header_frames = k->header_frames;
	memcpy((void *)si + XPV_HANDOVER_OFFSET, handover, sizeof(*handover));
}

static void leave_send(const struct mmu_update *update, unsigned int *n)
{
	xpv_must(xpv_hcall_mmu_update(update, *n, NULL), "MMU_MACHPHYS_UPDATE");
	*n = 0;
}

/* From here on our own conversions are wrong. */
static void leave_renumber(struct xpv_kexec *k, unsigned long frames)
{
	static struct mmu_update update[LEAVE_BATCH];
	unsigned long frame;
	unsigned int n = 0;

	for (frame = 0; frame < frames; frame++) {
		u64 mfn = xpv_kexec_list_get(k, frame);

		if (mfn == ~0ULL)
			continue;
		update[n].ptr = mfn << PAGE_SHIFT | MMU_MACHPHYS_UPDATE;
		update[n++].val = frame;
		if (n == LEAVE_BATCH)
			leave_send(update, &n);
	}
	leave_send(update, &n);
}

static void __noreturn leave_jump(struct xpv_kexec *k, u64 root, u64 old)
{
	const struct xpv_kexec_layout *l = &k->layout;
	void *page = page_address(k->jump);
	struct xpv_kexec_jump *jump = page + PAGE_SIZE - sizeof(*jump);
	void __noreturn (*code)(struct xpv_kexec_jump *jump) = page;

	jump->ops[0].cmd = MMUEXT_NEW_BASEPTR;
	jump->ops[0].arg1.mfn = root >> PAGE_SHIFT;
	jump->ops[1].cmd = MMUEXT_NEW_USER_BASEPTR;
	jump->ops[2].cmd = MMUEXT_UNPIN_TABLE;
	jump->ops[2].arg1.mfn = old;
	/* Tables that a crash kernel may read stay what they are. */
	jump->count = k->usable ? 2 : 3;
	jump->entry = k->image.entry;
	jump->stack = k->image.virt_base + ((l->stack + 1) << PAGE_SHIFT);
	jump->info = k->image.virt_base + (l->info << PAGE_SHIFT);
	xpv_kexec_leave_descriptors();
	code(jump);
}

/*
 * Pages that Xen's services share with us, parked CPUs' and the blocks must be where the
 * new kernel has them mapped from the beginning.
 */
static void leave_adopt(struct xpv_kexec *k, unsigned long frames,
			const struct xpv_handover *handover)
{
	const struct start_info *si = xpv_start_info;
	unsigned long to = k->layout.end;
	unsigned int cpu;

	xpv_kexec_list_adopt(k, frames, --to, si->store_mfn);
	xpv_kexec_list_adopt(k, frames, --to, si->console.domU.mfn);
	if (handover->park_root)
		xpv_kexec_list_adopt(k, frames, --to, handover->park_page);
	for (cpu = 0; cpu < XPV_PARK_CPUS; cpu++)
		if (handover->block[cpu])
			xpv_kexec_list_adopt(k, frames, --to, handover->block[cpu]);
}

/* What only a kernel has to do of which no CPU will run again. */
static void leave_for_good(struct xpv_kexec *k, struct xpv_handover *handover)
{
	if (xpv_kexec_park(k, handover)) {
		pr_emerg("kexec: the domain restarts\n");
		xpv_shutdown(SHUTDOWN_reboot);
	}
	leave_user_tables();
}

/**
 * xpv_kexec_leave() - enter a new kernel
 * @kimage: the image, which xpv_kexec_prepare() has accepted
 *
 * Context: interrupts off, no other CPU runs; devices are shut down, but for a crash
 * kernel.
 */
void xpv_kexec_leave(struct kimage *kimage)
{
	struct xpv_kexec *k = kimage->arch.xpv;
	unsigned long old = xpv_mfn_number(xpv_virt_mfn(swapper_pg_dir)), frames;
	struct xpv_handover handover = { };
	u64 root;

	if (k->usable && smp_processor_id())
		xpv_kexec_crash_elsewhere(kimage);
	local_irq_disable();
	if (!k->usable)
		leave_for_good(k, &handover);
	leave_ports(xpv_start_info);
	leave_watchdogs();
	xpv_kexec_leave_vcpu(smp_processor_id());
	leave_blocks(k, &handover);
	leave_open_all(k);
	frames = xpv_kexec_list(k);
	leave_adopt(k, frames, &handover);
	leave_info(k, xpv_start_info, frames, &handover);
	root = xpv_kexec_tables(k);
	xpv_kexec_pin(root >> PAGE_SHIFT);
	leave_renumber(k, frames);
	leave_jump(k, root, old);
}
