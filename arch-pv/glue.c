// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions that generic x86 calls by a fixed name. They forward; they decide
 * nothing.
 */
#include <linux/hardirq.h>
#include <linux/kdebug.h>
#include <asm/hardirq.h>
#include <asm/idtentry.h>
#include <asm/irq_regs.h>
#include <asm/irq_stack.h>
#include <asm/traps.h>
#include <xen/xen.h>
#include "internal.h"

static void glue_upcall(struct pt_regs *regs)
{
	struct pt_regs *outer = set_irq_regs(regs);

	inc_irq_stat(irq_hv_callback_count);
	xpv_evtchn_upcall();
	set_irq_regs(outer);
}

__visible noinstr void xen_pv_evtchn_do_upcall(struct pt_regs *regs)
{
	irqentry_state_t entered = irqentry_enter(regs);

	instrumentation_begin();
	run_sysvec_on_irqstack_cond(glue_upcall, regs);
	instrumentation_end();
	irqentry_exit(regs, entered);
}

typedef void glue_handler(struct pt_regs *regs);

/*
 * Xen enters every exception on the stack that is current, so those that have
 * a stack of their own natively go by where they came from instead.
 */
static __always_inline void glue_by_origin(struct pt_regs *regs, glue_handler *from_user,
					   glue_handler *from_kernel)
{
	if (!user_mode(regs))
		return from_kernel(regs);
	from_user(regs);
}

DEFINE_IDTENTRY_RAW_ERRORCODE(xenpv_exc_double_fault)
{
	exc_double_fault(regs, error_code);
}

#ifdef CONFIG_X86_MCE
DEFINE_IDTENTRY_RAW(xenpv_exc_machine_check)
{
	glue_by_origin(regs, noist_exc_machine_check, exc_machine_check);
}
#endif

DEFINE_IDTENTRY_RAW(xenpv_exc_nmi) { exc_nmi(regs); }

DEFINE_IDTENTRY_RAW(xenpv_exc_debug)
{
	glue_by_origin(regs, noist_exc_debug, exc_debug);
}

/* No stub leads here: only the table of entry points wants the symbol. */
DEFINE_IDTENTRY_RAW(exc_xen_unknown_trap)
{
	instrumentation_begin();
	die("exception without a handler", regs, 0);
	instrumentation_end();
}
