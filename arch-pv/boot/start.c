// SPDX-License-Identifier: GPL-2.0-only
/*
 * First C code: from Xen's entry to start_kernel().
 *
 * Owns the order in which the parts are switched on. Nothing may print, take
 * a lock that needs the scheduler, or touch memory outside of the builder's
 * initial mapping until start_kernel() has set up memblock.
 */
#include <linux/acpi.h>
#include <linux/init.h>
#include <linux/sizes.h>
#include <linux/start_kernel.h>
#include <linux/string.h>
#include <asm/acpi.h>
#include <asm/apic.h>
#include <asm/cpufeature.h>
#include <asm/e820/api.h>
#include <asm/hypervisor.h>
#include <asm/i8259.h>
#include <asm/iommu.h>
#include <asm/page.h>
#include <asm/pci_x86.h>
#include <asm/setup.h>
#include <asm/x86_init.h>
#include <xpv/domain.h>
#include <xpv/page.h>
#include "../internal.h"
#include "startinfo.h"

struct start_info *xpv_start_info __ro_after_init;
struct shared_info __shared *xpv_shared_info;

/*
 * The crash utility takes a core for a PV guest's by this pointer (is_pvops_xen() in
 * its kernel.c). Where CONFIG_XEN has it too, it is one and the same.
 */
struct start_info *xen_start_info __weak __ro_after_init;

bool xpv_domain_initial(void)
{
	return xpv_start_info && xpv_start_info->flags & SIF_INITDOMAIN;
}
EXPORT_SYMBOL_GPL(xpv_domain_initial);

const struct xpv_handover *xpv_start_handover(void)
{
	const struct xpv_handover *h = (const void *)xpv_start_info + XPV_HANDOVER_OFFSET;

	static_assert(sizeof(struct start_info) <= XPV_HANDOVER_OFFSET);
	return h->magic == XPV_HANDOVER_MAGIC ? h : NULL;
}

unsigned long xpv_start_usable(void)
{
	const struct xpv_handover *h = xpv_start_handover();

	return h ? h->usable : 0;
}

bool xpv_domain_inherited(void)
{
	return xpv_start_handover();
}
EXPORT_SYMBOL_GPL(xpv_domain_inherited);

/*
 * Where frame 0 is mapped: the builder's mapping of the image first, then the
 * direct map.
 */
static unsigned long start_map __ro_after_init = __START_KERNEL_map;

static int start_ring(struct xpv_domain_ring *ring, unsigned long mfn, u32 port)
{
	xpv_pfn_t pfn = xpv_m2p_lookup(xpv_mfn(mfn));

	if (!xpv_domain_pv() || xpv_domain_initial() || !mfn || !xpv_pfn_owned(pfn))
		return -ENODEV;
	ring->page = (void __force __shared *)(start_map + (xpv_pfn_number(pfn) << PAGE_SHIFT));
	ring->port = xpv_port(port);
	return 0;
}

int xpv_domain_store(struct xpv_domain_ring *ring)
{
	return start_ring(ring, xpv_start_info->store_mfn, xpv_start_info->store_evtchn);
}
EXPORT_SYMBOL_GPL(xpv_domain_store);

int xpv_domain_console(struct xpv_domain_ring *ring)
{
	return start_ring(ring, xpv_start_info->console.domU.mfn,
			  xpv_start_info->console.domU.evtchn);
}
EXPORT_SYMBOL_GPL(xpv_domain_console);

static unsigned long start_pfn_of(unsigned long mfn)
{
	return xpv_pfn_number(xpv_m2p_lookup(xpv_mfn(mfn)));
}

/*
 * The toolstack wants the pages of the two services as frame numbers when it
 * saves the domain, and writes machine frames of the new one in their place.
 */
void xpv_start_suspend(void)
{
	struct start_info *si = xpv_start_info;

	si->store_mfn = start_pfn_of(si->store_mfn);
	si->console.domU.mfn = start_pfn_of(si->console.domU.mfn);
}

/* Undo that in the domain that was not left. */
void xpv_start_resume(void)
{
	struct start_info *si = xpv_start_info;

	si->store_mfn = xpv_mfn_number(xpv_p2m_lookup(xpv_pfn(si->store_mfn)));
	si->console.domU.mfn = xpv_mfn_number(xpv_p2m_lookup(xpv_pfn(si->console.domU.mfn)));
}

/* No port that tells why an NMI came: from another CPU, or "xl trigger". */
static unsigned char start_nmi_reason(void)
{
	return 0;
}

/* No firmware, no legacy chipset: what a native kernel would go and look for. */
static void __init start_no_firmware(void)
{
	disable_acpi();
	acpi_noirq_set();
	if (IS_ENABLED(CONFIG_PCI))
		pci_probe = 0;
	/* No device of this guest does DMA: no bounce buffers, however far memory goes. */
	no_iommu = 1;
	legacy_pic = &null_legacy_pic;
	x86_init.resources.probe_roms = x86_init_noop;
	x86_init.resources.dmi_setup = x86_init_noop;
	x86_init.irqs.pre_vector_init = x86_init_noop;
	x86_init.irqs.intr_mode_select = x86_init_noop;
	x86_init.irqs.intr_mode_init = x86_init_noop;
	x86_platform.realmode_reserve = x86_init_noop;
	x86_platform.realmode_init = x86_init_noop;
	x86_platform.get_nmi_reason = start_nmi_reason;
}

static void __init start_legacy_features(void)
{
	x86_platform.legacy.rtc = 0;
	x86_platform.legacy.warm_reset = 0;
	x86_platform.legacy.no_vga = 1;
	x86_platform.legacy.reserve_bios_regions = 0;
	x86_platform.legacy.i8042 = X86_LEGACY_I8042_PLATFORM_ABSENT;
	x86_platform.legacy.devices.pnpbios = 0;
}

static void __init start_oem(void)
{
	xpv_features_banner();
	paravirt_disable_iospace();
}

static void __init start_hooks(void)
{
	x86_init.oem.arch_setup = start_oem;
	x86_init.oem.banner = x86_init_noop;
	x86_init.resources.memory_setup = xpv_memmap_setup;
	x86_init.irqs.intr_init = xpv_evtchn_init;
	x86_init.hyper.init_after_bootmem = xpv_pin_kernel;
	x86_platform.set_legacy_features = start_legacy_features;
}

/* The real-mode kernel's duty on native hardware (Documentation/arch/x86/boot.rst). */
static void __init start_boot_params(const struct start_info *si)
{
	u64 initrd = 0;

	boot_params.hdr.version = 0x020f;
	boot_params.hdr.type_of_loader = 9 << 4;	/* Xen */
	if (si->mod_start && si->flags & SIF_MOD_START_PFN)
		initrd = (u64)si->mod_start << PAGE_SHIFT;
	else if (si->mod_start)
		initrd = __pa(si->mod_start);
	boot_params.hdr.ramdisk_image = lower_32_bits(initrd);
	boot_params.ext_ramdisk_image = upper_32_bits(initrd);
	boot_params.hdr.ramdisk_size = si->mod_len;
	boot_params.ext_ramdisk_size = upper_32_bits(si->mod_len);
	strscpy(boot_command_line, (const char *)si->cmd_line, COMMAND_LINE_SIZE);
}

/**
 * xpv_boot_start() - everything between Xen and start_kernel()
 * @si: the builder's start_info page, mapped
 */
void __init __noreturn xpv_boot_start(struct start_info *si)
{
	const char *wrong;

	xpv_start_info = si;
	xpv_p2m_init(si);
	xpv_kasan_init(si);
	x86_hyper_type = X86_HYPER_XEN_PV;
	setup_force_cpu_cap(X86_FEATURE_XENPV);
	wrong = xpv_startinfo_check(si);
	if (wrong)
		xpv_die(wrong);
	xpv_features_init();

	xpv_cpuid_init();
	xpv_cpu_ops_init();
	xpv_trap_boot();
	xpv_mmu_ops_init();
	xpv_ptboot_switch();
	xen_start_info = xpv_start_info;
	start_map = PAGE_OFFSET;
	xpv_shared_info_map();

	start_no_firmware();
	start_hooks();
	xpv_clock_init();
	xpv_timer_init();
	xpv_smp_init();
	xpv_idle_init();
	xpv_shutdown_init();

	start_boot_params(xpv_start_info);
	x86_64_start_reservations((char *)__pa_symbol(&boot_params));
}
