/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What Xen says of itself and of this domain.
 *
 * ABI: xen/interface/version.h
 */
#ifndef XPV_VERSION_H
#define XPV_VERSION_H

/**
 * xpv_version() - ask for a fact (XENVER_*)
 * @what: XENVER_*
 * @answer: the struct that belongs to it, where there is one; Xen fills all of it
 *
 * Context: any. Return: 0, the number where the fact is one, or a negative errno.
 */
long xpv_version(unsigned int what, void *answer);

#endif /* XPV_VERSION_H */
