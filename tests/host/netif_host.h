/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The network interface's ABI for user space, written down anew by the drawings
 * in the public header, so that a test reads what a back-end would.
 */
#ifndef NETIF_HOST_H
#define NETIF_HOST_H

#include "xenfront_host.h"

typedef int16_t s16;

/* xen/interface/io/netif.h */
#define XEN_NETIF_NR_SLOTS_MIN		18
#define XEN_NETIF_MAX_TX_SIZE		0xffff

#define XEN_NETTXF_csum_blank		0x0001
#define XEN_NETTXF_data_validated	0x0002
#define XEN_NETTXF_more_data		0x0004
#define XEN_NETTXF_extra_info		0x0008

#define XEN_NETRXF_data_validated	0x0001
#define XEN_NETRXF_csum_blank		0x0002
#define XEN_NETRXF_more_data		0x0004
#define XEN_NETRXF_extra_info		0x0008
#define XEN_NETRXF_gso_prefix		0x0010

#define XEN_NETIF_EXTRA_TYPE_NONE	0
#define XEN_NETIF_EXTRA_TYPE_GSO	1
#define XEN_NETIF_EXTRA_TYPE_MCAST_ADD	2
#define XEN_NETIF_EXTRA_TYPE_HASH	4
#define XEN_NETIF_EXTRA_TYPE_XDP	5
#define XEN_NETIF_EXTRA_FLAG_MORE	0x01

#define XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ	1
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP	3

#define XEN_NETIF_GSO_TYPE_NONE		0
#define XEN_NETIF_GSO_TYPE_TCPV4	1
#define XEN_NETIF_GSO_TYPE_TCPV6	2

#define XEN_NETIF_RSP_DROPPED		-2
#define XEN_NETIF_RSP_ERROR		-1

struct xen_netif_tx_request {
	u32 gref;
	u16 offset;
	u16 flags;
	u16 id;
	u16 size;
};

struct xen_netif_rx_response {
	u16 id;
	u16 offset;
	u16 flags;
	s16 status;
};

struct xen_netif_extra_info {
	u8 type;
	u8 flags;
	union {
		struct {
			u16 size;
			u8 type;
			u8 pad;
			u16 features;
		} gso;
		struct {
			u8 type;
			u8 algorithm;
			u8 value[4];
		} hash;
		u16 pad[3];
	} u;
};

#endif /* NETIF_HOST_H */
