/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the toolstack writes about vCPUs: "cpu/<n>/availability" = "online" or
 * "offline". Pure.
 */
#ifndef XENFRONT_CPUKEY_H
#define XENFRONT_CPUKEY_H

/* Where it is, below the domain's own directory. */
#define XFCPUKEY_ROOT	"cpu"
#define XFCPUKEY_NODE	"availability"

/* Room for "cpu/<n>", any n. */
#define XFCPUKEY_DIR_MAX	16

/**
 * xfcpukey_number() - which vCPU a changed path is about
 * @path: as a watch on XFCPUKEY_ROOT reports it
 *
 * Return: number of the vCPU, not checked against those there are; -1 where the
 * path names none.
 */
int xfcpukey_number(const char *path);

/**
 * xfcpukey_online() - value of the node
 * @text: terminated
 *
 * Return: 1 online, 0 offline, -1 neither.
 */
int xfcpukey_online(const char *text);

#endif /* XENFRONT_CPUKEY_H */
