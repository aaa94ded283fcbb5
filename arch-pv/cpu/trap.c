// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which code Xen enters for which exception, event or system call.
 *
 * Xen keeps a table of entry points per vCPU in place of an IDT. The kernel
 * goes on writing its IDT: each gate it sets makes the stub for that vector
 * known to Xen. Vectors of interrupts mean nothing here; events replace them.
 *
 * ABI: struct trap_info and set_trap_table in asm/xen/interface.h,
 * xen/interface/callback.h
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <asm/desc.h>
#include <asm/idtentry.h>
#include <asm/segment.h>
#include <asm/text-patching.h>
#include <asm/traps.h>
#include <xen/interface/callback.h>
#include <xpv/hcall.h>
#include "../internal.h"
#include "cpu.h"

#define TRAP_NOBODY	0	/* no INT instruction may enter */
#define TRAP_USER	3	/* user programs may enter by INT */
#define TRAP_MASKS	4	/* events are masked on entry, like interrupts at a gate */

#define STUB(vector, who, name) \
	{ vector, (who) | TRAP_MASKS, __KERNEL_CS, (unsigned long)xpv_entry_##name }

/* Vector to stub; filled in by the kernel's own IDT set-up. */
static const struct trap_info trap_stubs[] = {
	STUB(X86_TRAP_DE, TRAP_NOBODY, divide),
	STUB(X86_TRAP_DB, TRAP_NOBODY, debug),
	STUB(X86_TRAP_NMI, TRAP_NOBODY, nmi),
	STUB(X86_TRAP_BP, TRAP_USER, int3),
	STUB(X86_TRAP_OF, TRAP_USER, overflow),
	STUB(X86_TRAP_BR, TRAP_NOBODY, bounds),
	STUB(X86_TRAP_UD, TRAP_NOBODY, invalid_op),
	STUB(X86_TRAP_NM, TRAP_NOBODY, no_device),
	STUB(X86_TRAP_DF, TRAP_NOBODY, double_fault),
	STUB(X86_TRAP_OLD_MF, TRAP_NOBODY, overrun),
	STUB(X86_TRAP_TS, TRAP_NOBODY, invalid_tss),
	STUB(X86_TRAP_NP, TRAP_NOBODY, no_segment),
	STUB(X86_TRAP_SS, TRAP_NOBODY, stack_segment),
	STUB(X86_TRAP_GP, TRAP_NOBODY, protection),
	STUB(X86_TRAP_PF, TRAP_NOBODY, page_fault),
	STUB(X86_TRAP_SPURIOUS, TRAP_NOBODY, spurious),
	STUB(X86_TRAP_MF, TRAP_NOBODY, coprocessor),
	STUB(X86_TRAP_AC, TRAP_NOBODY, alignment),
#ifdef CONFIG_X86_MCE
	STUB(X86_TRAP_MC, TRAP_NOBODY, machine_check),
#endif
	STUB(X86_TRAP_XF, TRAP_NOBODY, simd),
#ifdef CONFIG_IA32_EMULATION
	STUB(IA32_SYSCALL_VECTOR, TRAP_USER, int80),
#endif
};

/*
 * What Xen has for each vector, and gets for each new vCPU. Written by the
 * boot CPU before the others start, read-only then.
 */
static struct trap_info trap_current[256] __ro_after_init;

static const struct trap_info *trap_stub(unsigned int vector)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(trap_stubs); i++)
		if (trap_stubs[i].vector == vector)
			return &trap_stubs[i];
	return NULL;
}

static void trap_install(const struct trap_info *trap)
{
	struct trap_info table[2] = { *trap };

	xpv_must(xpv_hcall_trap_table(table), "set_trap_table");
}

/* The gate's handler is the native entry; its stub leads there. */
void xpv_trap_write_gate(gate_desc *idt, int vector, const gate_desc *gate)
{
	const struct trap_info *trap = trap_stub(vector);

	if (!trap || system_state > SYSTEM_BOOTING)
		return;
	trap_current[vector] = *trap;
	trap_install(trap);
}

static void __init trap_early(void)
{
	struct trap_info table[NUM_EXCEPTION_VECTORS + 1] = {};
	unsigned int i;

	for (i = 0; i < NUM_EXCEPTION_VECTORS; i++) {
		table[i].vector = i;
		table[i].flags = TRAP_NOBODY | TRAP_MASKS;
		table[i].cs = __KERNEL_CS;
		table[i].address = (unsigned long)xen_early_idt_handler_array[i];
	}
	xpv_must(xpv_hcall_trap_table(table), "set_trap_table");
}

static void trap_callback(unsigned int type, unsigned int flags, const void *entry)
{
	struct callback_register op = {
		.type = type,
		.flags = flags,
		.address = (unsigned long)entry,
	};

	xpv_must(xpv_hcall_callback(CALLBACKOP_register, &op), "callback_op");
}

/* Per vCPU; a 32-bit way in that this processor lacks is refused, which is fine. */
void xpv_trap_cpu_init(void)
{
	trap_callback(CALLBACKTYPE_syscall, CALLBACKF_mask_events, xpv_entry_syscall64);
	xpv_trap_compat_init();
}

#ifdef CONFIG_IA32_EMULATION
void xpv_trap_compat_init(void)
{
	trap_callback(CALLBACKTYPE_syscall32, CALLBACKF_mask_events, xpv_entry_syscall32);
	if (boot_cpu_has(X86_FEATURE_SYSENTER32))
		trap_callback(CALLBACKTYPE_sysenter, CALLBACKF_mask_events,
			      xpv_entry_sysenter);
}
#endif

/* The first kernel-mode return comes long before alternatives are applied. */
static void __init trap_patch_iret(void)
{
	void *site = early_xen_iret_patch;
	s32 offset = (long)xen_iret - (long)(site + JMP32_INSN_SIZE);

	memcpy(site + 1, &offset, sizeof(offset));
}

static void trap_callbacks(void)
{
	trap_callback(CALLBACKTYPE_event, 0, xpv_entry_event);
	trap_callback(CALLBACKTYPE_failsafe, CALLBACKF_mask_events, xpv_entry_failsafe);
}

void __init xpv_trap_boot(void)
{
	trap_patch_iret();
	trap_early();
	trap_callbacks();
}

void xpv_trap_again(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(trap_stubs); i++)
		if (trap_current[trap_stubs[i].vector].address)
			trap_install(&trap_stubs[i]);
	trap_callbacks();
}

/* What VCPUOP_initialise hands a new vCPU. */
void xpv_trap_fill(struct vcpu_guest_context *ctxt)
{
	memcpy(ctxt->trap_ctxt, trap_current, sizeof(ctxt->trap_ctxt));
	ctxt->event_callback_eip = (unsigned long)xpv_entry_event;
	ctxt->failsafe_callback_eip = (unsigned long)xpv_entry_failsafe;
}
