/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this domain is and what its builder handed it.
 *
 * ABI: xen/interface/xen.h (struct start_info), xen/interface/version.h
 */
#ifndef XPV_DOMAIN_H
#define XPV_DOMAIN_H

#include <asm/hypervisor.h>
#include <xpv/types.h>

/* True from the first C code on when this kernel runs as a Xen PV guest. */
static inline bool xpv_domain_pv(void)
{
	return hypervisor_is_type(X86_HYPER_XEN_PV);
}

/* This guest is the privileged domain itself (bring-up and self-tests). */
bool xpv_domain_initial(void);

/*
 * Another kernel had this domain before, and ended by kexec. Back-ends may still be
 * connected to it, and the store may still know its watches.
 */
bool xpv_domain_inherited(void);

/**
 * struct xpv_domain_ring - a page shared with a service since the first instruction
 * @page: virtual address of the page; already mapped, lives for ever
 * @port: event channel to the service
 */
struct xpv_domain_ring {
	void __shared *page;
	xpv_port_t port;
};

/**
 * xpv_domain_store() - the ring to the store daemon (io/xs_wire.h)
 * @ring: filled
 * Return: 0, -ENODEV where there is none (initial domain).
 */
int xpv_domain_store(struct xpv_domain_ring *ring);

/**
 * xpv_domain_console() - the ring to the console daemon (io/console.h)
 * @ring: filled
 * Return: 0, -ENODEV where there is none (initial domain).
 */
int xpv_domain_console(struct xpv_domain_ring *ring);

/**
 * xpv_domain_log() - write to Xen's own console (CONSOLEIO_write)
 * @text: characters
 * @len: how many
 *
 * Context: any, from the first C code on. Shown only by a debug Xen or for the
 * initial domain. Return: 0 or a negative errno.
 */
int xpv_domain_log(const char *text, unsigned int len);

/**
 * xpv_domain_watchdog() - a timer of Xen's that ends this domain (SCHEDOP_watchdog)
 * @id: 0 for a new one, or what that returned
 * @seconds: when it ends the domain, from now; 0: not at all, the timer is gone
 *
 * Context: any. Return: for a new one its id, otherwise 0; a negative errno.
 */
int xpv_domain_watchdog(unsigned int id, unsigned int seconds);

/* The CPU gives its time to other domains once (SCHEDOP_yield). */
void xpv_domain_yield(void);

#endif /* XPV_DOMAIN_H */
